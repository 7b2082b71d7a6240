import { bestTrials, chosenSearch, TrialReader } from "../../search/mod.ts";
import type { Context } from "../command.ts";
import type { Options } from "../commands.ts";
import { fault } from "../fault.ts";
import { openExperiments } from "../open_experiments.ts";
import { trialJson } from "../search_report.ts";

export async function run(context: Context, options: Options<"search best">): Promise<number> {
  const { repo, git } = await openExperiments(context);
  const search = chosenSearch(git, options.name);
  const trials = await new TrialReader(repo, git).read(search);
  const best = bestTrials(search, trials);
  if (best.length === 0) {
    const failed = trials.filter(({ outcome }) => outcome.kind === "failed").length;
    throw fault("not-found/best-trial", { name: search.name, failed });
  }
  if (!options.json) { for (const { name } of best) context.print(name); }
  else if (search.further.length === 0) context.print(JSON.stringify({ schema: 1, ...trialJson(best[0]!) }));
  else context.print(JSON.stringify({ schema: 1, front: best.map(trialJson) }));
  return 0;
}
