import { branchExperiment } from "../../records/mod.ts";
import { branched } from "../../voice/mod.ts";
import type { Context } from "../command.ts";
import type { Options } from "../commands.ts";
import { openExperiments } from "../open_experiments.ts";
import { isInWayOf, withoutRefChanges } from "../../git/mod.ts";
import { tellPlan } from "../plan.ts";

export async function run(context: Context, options: Options<"branch">): Promise<number> {
  const { repo, git: real } = await openExperiments(context);
  const git = options.dryRun ? withoutRefChanges(real) : real;
  const { experiment, branch, rev } = branchExperiment(repo, git, options.experiment, options.branch);
  if (options.dryRun) return tellPlan(context, [`make the Git branch ${branch} of ${experiment}`]);
  const isStashed = context.inManner({ exp: () => isInWayOf(context.host, git, rev), dvc: () => false })();
  context.tell(branched(branch, experiment, isStashed));
  return 0;
}
