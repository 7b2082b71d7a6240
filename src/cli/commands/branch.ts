import { branchExperiment } from "../../records/mod.ts";
import { branched } from "../../voice/mod.ts";
import type { Context } from "../command.ts";
import type { Options } from "../commands.ts";
import { openExperiments } from "../open_experiments.ts";

export async function run(context: Context, options: Options<"branch">): Promise<number> {
  const { repo, git } = await openExperiments(context);
  const { experiment, branch } = branchExperiment(repo, git, options.experiment, options.branch);
  context.tell(branched(branch, experiment));
  return 0;
}
