import { startDrain } from "../../queue/mod.ts";
import type { Context } from "../command.ts";
import type { Options } from "../commands.ts";
import { openExperiments } from "../open_experiments.ts";
import { jobCount } from "../queue_options.ts";

export async function run(context: Context, options: Options<"queue start">): Promise<number> {
  const { repo } = await openExperiments(context);
  const jobs = jobCount(options.jobs);
  const log = startDrain(repo, jobs, options.slots.flatMap((slot) => ["--slots", slot]));
  if (context.verbosity === "quiet") return 0;
  context.print(`Started '${jobs}' new experiments task queue ${jobs > 1 ? "workers" : "worker"}.`);
  if (context.manner === "exp") context.note(`its log: ${log}; next: exp queue status`);
  return 0;
}
