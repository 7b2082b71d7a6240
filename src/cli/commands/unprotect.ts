import { unprotectData } from "../../workspace/mod.ts";
import type { Context } from "../context.ts";
import { openProject } from "../open_project.ts";

export async function run(context: Context, args: readonly string[]): Promise<number> {
  await unprotectData(await openProject(context), { targets: args });
  return 0;
}
