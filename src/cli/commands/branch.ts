import { branchExperiment } from "../../records/mod.ts";
import type { Context } from "../command.ts";
import type { Options } from "../commands.ts";
import { openExperiments } from "../open_experiments.ts";

export async function run(context: Context, options: Options<"branch">): Promise<number> {
  const { repo, git } = await openExperiments(context);
  const { experiment, branch } = branchExperiment(repo, git, options.experiment, options.branch);
  if (context.verbosity === "quiet") return 0;
  context.print(`Git branch '${branch}' has been created from experiment '${experiment}'.`);
  if (context.manner === "dvc") context.print(`To switch to the new branch run:\n\n\tgit checkout ${branch}`);
  else context.print(`next: git switch ${branch}`);
  return 0;
}
