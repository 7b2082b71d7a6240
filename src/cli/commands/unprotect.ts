import { openRepo } from "../../repo/mod.ts";
import { unprotectData } from "../../workspace/mod.ts";
import { changeWorkspace } from "../change_workspace.ts";
import type { Context } from "../command.ts";
import type { Options } from "../commands.ts";
import { planWrites } from "../plan.ts";

export async function run(context: Context, options: Options<"unprotect">): Promise<number> {
  if (options.dryRun) return await planWrites(context, (planned) => run(planned, { ...options, dryRun: false }));
  const repo = await openRepo(context.host, context);
  await changeWorkspace(context, repo, "unprotect", async () => await unprotectData(repo, options.targets));
  return 0;
}
