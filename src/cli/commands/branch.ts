import { branchExperiment } from "../../records/mod.ts";
import type { Context } from "../context.ts";
import { openExperiments } from "../open_experiments.ts";

export async function run(context: Context, args: readonly string[]): Promise<number> {
  const { repo, git } = await openExperiments(context);
  const [word = "", name] = args;
  const { experiment, branch } = branchExperiment(repo, git, word, name);
  if (context.verbosity === "quiet") return 0;
  context.print(`Git branch '${branch}' has been created from experiment '${experiment}'.`);
  if (context.manner === "dvc") context.print(`To switch to the new branch run:\n\n\tgit checkout ${branch}`);
  else context.print(`next: git switch ${branch}`);
  return 0;
}
