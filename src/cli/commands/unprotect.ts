import { openRepo } from "../../repo/mod.ts";
import { unprotectData } from "../../workspace/mod.ts";
import { changeWorkspace } from "../change_workspace.ts";
import type { Context } from "../context.ts";

export async function run(context: Context, args: readonly string[]): Promise<number> {
  const repo = await openRepo(context.host, context);
  await changeWorkspace(context, repo, "unprotect", async () => await unprotectData(repo, args));
  return 0;
}
