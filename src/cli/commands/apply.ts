import { applyExperiment } from "../../experiments/mod.ts";
import type { Context, Options } from "../context.ts";
import { openExperiments } from "../open_experiments.ts";
import { withWorkspace } from "../../repo/mod.ts";
import { lockWait } from "../repro_choices.ts";
import { createReporter } from "../reporter.ts";

export async function run(context: Context, args: readonly string[], options: Options): Promise<number> {
  const { repo, git } = await openExperiments(context);
  const [word = ""] = args;
  const emit = createReporter(context);
  await withWorkspace(
    repo,
    { as: "run", what: "apply", wait: lockWait(context), tell: context.note },
    () => applyExperiment(repo, git, word, { force: options.flag("force") }, emit),
  );
  if (context.verbosity !== "quiet") {
    context.print(`Changes for experiment '${word}' have been applied to your current workspace.`);
  }
  return 0;
}
