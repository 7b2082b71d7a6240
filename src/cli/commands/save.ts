import { saveExperiment } from "../../experiments/mod.ts";
import type { Context } from "../command.ts";
import type { Options } from "../commands.ts";
import { openExperiments } from "../open_experiments.ts";
import { createReporter } from "../reporter.ts";
import { lockWait } from "../repro_choices.ts";
import { withinCommand } from "../within_command.ts";

export async function run(context: Context, options: Options<"save">): Promise<number> {
  const { repo, git } = await withinCommand("save", () => openExperiments(context));
  const name = options.name, message = options.message;
  const json = options.json;
  const saved = await saveExperiment(repo, git, {
    targets: options.targets,
    recursive: options.recursive,
    force: options.force,
    includeUntracked: options.includeUntracked,
    wait: lockWait(context),
    ...(name === undefined ? {} : { name }),
    ...(message === undefined ? {} : { message }),
  }, json ? () => {} : createReporter(context));
  const { ref, rev, name: given } = saved;
  // what DVC calls the ref is the commit
  if (json) {
    context.print(JSON.stringify(context.inManner<object>({ exp: { ref, rev, name: given }, dvc: { ref: rev } })));
  } else if (context.verbosity !== "quiet") context.print(`Experiment has been saved as: ${saved.name}`);
  return 0;
}
