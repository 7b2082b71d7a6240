import type { Context } from "../context.ts";
import { freezeAll } from "../freeze_targets.ts";

export function run(context: Context, args: readonly string[]): Promise<number> {
  return freezeAll(context, args, false);
}
