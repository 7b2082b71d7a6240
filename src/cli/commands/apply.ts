import { applyExperiment } from "../../experiments/mod.ts";
import { withWorkspace } from "../../repo/mod.ts";
import type { Context } from "../command.ts";
import type { Options } from "../commands.ts";
import { openExperiments } from "../open_experiments.ts";
import { createReporter } from "../reporter.ts";
import { lockWait } from "../repro_choices.ts";

export async function run(context: Context, options: Options<"apply">): Promise<number> {
  const { repo, git } = await openExperiments(context);
  const word = options.experiment;
  const emit = createReporter(context);
  await withWorkspace(
    repo,
    { as: "run", what: "apply", wait: lockWait(context), tell: context.note },
    () => applyExperiment(repo, git, word, { force: options.force }, emit),
  );
  if (context.verbosity !== "quiet") {
    context.print(`Changes for experiment '${word}' have been applied to your current workspace.`);
  }
  return 0;
}
