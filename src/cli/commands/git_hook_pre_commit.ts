import type { Context } from "../command.ts";
import { runForHook } from "../git_hook.ts";

export function run(context: Context): Promise<number> {
  return runForHook(context, { exp: ["status"], dvc: ["status"] });
}
