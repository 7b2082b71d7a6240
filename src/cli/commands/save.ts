import { saveExperiment } from "../../experiments/mod.ts";
import type { Context, Options } from "../context.ts";
import { withinCommand } from "../within_command.ts";
import { openExperiments } from "../open_experiments.ts";
import { createReporter } from "../reporter.ts";
import { lockWait } from "../repro_choices.ts";

export async function run(context: Context, args: readonly string[], options: Options): Promise<number> {
  const { repo, git } = await withinCommand("save", () => openExperiments(context));
  const name = options.text("name"), message = options.text("message");
  const json = options.flag("json");
  const saved = await saveExperiment(repo, git, {
    targets: args,
    recursive: options.flag("recursive"),
    force: options.flag("force"),
    includeUntracked: options.list("includeUntracked"),
    wait: lockWait(context),
    ...(name === undefined ? {} : { name }),
    ...(message === undefined ? {} : { message }),
  }, json ? () => {} : createReporter(context));
  // what DVC calls the ref is the commit
  if (json && context.manner === "dvc") context.print(JSON.stringify({ ref: saved.rev }));
  else if (json) context.print(JSON.stringify({ ref: saved.ref, rev: saved.rev, name: saved.name }));
  else if (context.verbosity !== "quiet") context.print(`Experiment has been saved as: ${saved.name}`);
  return 0;
}
