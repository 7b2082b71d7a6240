import { bestTrial, findSearch, TrialReader } from "../../search/mod.ts";
import type { Context } from "../command.ts";
import type { Options } from "../commands.ts";
import { fault } from "../fault.ts";
import { openExperiments } from "../open_experiments.ts";
import { trialJson } from "../search_report.ts";

export async function run(context: Context, options: Options<"search best">): Promise<number> {
  const { repo, git } = await openExperiments(context);
  const search = findSearch(git, options.name);
  const trials = await new TrialReader(repo, git).read(search);
  const best = bestTrial(search, trials);
  if (best === undefined) {
    const failed = trials.filter(({ outcome }) => outcome.kind === "failed").length;
    throw fault("not-found/best-trial", { name: search.name, failed });
  }
  context.print(options.json ? JSON.stringify({ schema: 1, ...trialJson(best) }) : best.name);
  return 0;
}
