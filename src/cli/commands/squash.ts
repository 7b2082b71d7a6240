import { squashExperiment } from "../../records/mod.ts";
import type { Context } from "../command.ts";
import type { Options } from "../commands.ts";
import { openExperiments } from "../open_experiments.ts";
import { withoutRefChanges } from "../../git/mod.ts";
import { tellPlan } from "../plan.ts";
import { fault } from "../fault.ts";

export async function run(context: Context, options: Options<"squash">): Promise<number> {
  const every = options.every;
  if (every !== undefined && every < 1) throw fault("usage/number", { option: "--every", range: "of at least 1" });
  const { git: real } = await openExperiments(context);
  const git = options.dryRun ? withoutRefChanges(real) : real;
  const done = squashExperiment(git, {
    name: options.experiment,
    keep: options.keep,
    ...(every === undefined ? {} : { every }),
  });
  if (options.dryRun) {
    return tellPlan(
      context,
      done.removed === 0 ? [] : [`keep ${done.kept} and remove ${done.removed} checkpoints of ${done.name}`],
    );
  }
  if (options.json) context.print(JSON.stringify({ schema: 1, ...done }));
  else if (context.verbosity !== "quiet") {
    context.print(
      `${done.name}: ${done.kept} kept, ${done.removed} removed; its last commit is ${done.rev.slice(0, 7)}`,
    );
    if (done.removed > 0) context.note("next: exp gc --workspace --all-experiments frees data that only they held");
  }
  return 0;
}
