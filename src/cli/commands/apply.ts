import { applyExperiment, planApply } from "../../experiments/mod.ts";
import { withWorkspace } from "../../repo/mod.ts";
import type { Context } from "../command.ts";
import type { Options } from "../commands.ts";
import { openExperiments } from "../open_experiments.ts";
import { stepPath, tellPlan } from "../plan.ts";
import { createReporter } from "../reporter.ts";
import { lockWait } from "../repro_choices.ts";
import { endableBy } from "../until_ended.ts";

export async function run(context: Context, options: Options<"apply">): Promise<number> {
  const { repo, git } = await openExperiments(context);
  const word = options.experiment;
  const emit = createReporter(context);
  const { force, dryRun } = options;
  const hold = { as: "run", what: "apply", wait: lockWait(context), tell: context.note } as const;
  if (dryRun) {
    const steps = await withWorkspace(repo, hold, () => planApply(repo, git, word, { force }, emit));
    return tellPlan(context, steps.map(({ verb, path }) => `${verb} ${stepPath(context, path)}`));
  }
  const how = { force, endable: endableBy(context) };
  await withWorkspace(repo, hold, () => applyExperiment(repo, git, word, how, emit));
  if (context.verbosity !== "quiet") {
    context.print(`Changes for experiment '${word}' have been applied to your current workspace.`);
  }
  return 0;
}
