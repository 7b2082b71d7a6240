import { openRepo } from "../../repo/mod.ts";
import { unprotectData } from "../../workspace/mod.ts";
import type { Context } from "../context.ts";

export async function run(context: Context, args: readonly string[]): Promise<number> {
  unprotectData(await openRepo(context.host, { cwd: context.cwd }), args);
  return 0;
}
