import { startDrain } from "../../queue/mod.ts";
import { workersStarted } from "../../voice/mod.ts";
import type { Context } from "../command.ts";
import type { Options } from "../commands.ts";
import { openExperiments } from "../open_experiments.ts";
import { jobCount } from "../queue_options.ts";

export async function run(context: Context, options: Options<"queue start">): Promise<number> {
  const { repo } = await openExperiments(context);
  const jobs = jobCount(options.jobs);
  const log = startDrain(repo, jobs, options.slots.flatMap((slot) => ["--slots", slot]));
  context.tell(workersStarted(jobs, log));
  return 0;
}
