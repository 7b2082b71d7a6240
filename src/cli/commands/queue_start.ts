import { startDrain } from "../../queue/mod.ts";
import { engineHeadStarted, workersStarted } from "../../voice/mod.ts";
import type { Context } from "../command.ts";
import type { Options } from "../commands.ts";
import { openExperiments } from "../open_experiments.ts";
import { engineSettings, engineWords } from "../engine_head.ts";
import { checkPlaces, engineChoice } from "../engine_options.ts";
import { jobCount } from "../queue_options.ts";

export async function run(context: Context, options: Options<"queue start">): Promise<number> {
  const { repo } = await openExperiments(context);
  const jobs = jobCount(options.jobs);
  const choice = engineChoice(repo, options);
  checkPlaces(choice, options);
  const words = [...options.slots.flatMap((slot) => ["--slots", slot]), ...engineWords(options)];
  // what is wrong is told here, where somebody sees it
  const engine = choice === undefined ? undefined : engineSettings(repo, choice, jobs).engine;
  const log = startDrain(repo, options.jobs === undefined && choice !== undefined ? undefined : jobs, words);
  context.tell(engine === undefined ? workersStarted(jobs, log) : engineHeadStarted(engine.title, log));
  return 0;
}
