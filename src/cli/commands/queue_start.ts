import { startDrain } from "../../queue/mod.ts";
import type { Context, Options } from "../context.ts";
import { openExperiments } from "../open_experiments.ts";
import { jobCount } from "../queue_options.ts";

export async function run(context: Context, _args: readonly string[], options: Options): Promise<number> {
  const { repo } = await openExperiments(context);
  const jobs = jobCount(options);
  const log = startDrain(repo, jobs, options.list("slots").flatMap((slot) => ["--slots", slot]));
  if (context.verbosity === "quiet") return 0;
  context.print(`Started '${jobs}' new experiments task queue ${jobs > 1 ? "workers" : "worker"}.`);
  if (context.manner === "exp") context.note(`its log: ${log}; next: exp queue status`);
  return 0;
}
