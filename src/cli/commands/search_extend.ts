import { tellDrains } from "../../queue/mod.ts";
import { countTrials, extendSearch, findSearch, TrialReader } from "../../search/mod.ts";
import type { Context } from "../command.ts";
import type { Options } from "../commands.ts";
import { durationMs } from "../duration.ts";
import { fault } from "../fault.ts";
import { openExperiments } from "../open_experiments.ts";
import { tellPlan } from "../plan.ts";
import { atLeastOne } from "../search_budget.ts";

/** Each option adds to what there is; a limit that there was not begins to count now. */
export async function run(context: Context, options: Options<"search extend">): Promise<number> {
  const { trials, maxTime, maxFailures: failures, dryRun } = options;
  if (trials === undefined && maxTime === undefined && failures === undefined) {
    throw fault("usage/search-needs", { option: "--trials N, --max-time or --max-failures" });
  }
  atLeastOne("--trials", trials);
  atLeastOne("--max-failures", failures);
  const timeMs = durationMs(maxTime, "--max-time");
  const { repo, git } = await openExperiments(context);
  const search = findSearch(git, options.name);
  const failed = async () => search.maxFailures ?? countTrials(await new TrialReader(repo, git).read(search)).failed;
  const more = {
    trials: trials ?? 0,
    maxFailures: failures === undefined ? undefined : await failed() + failures,
    untilMs: timeMs === undefined ? undefined : Math.max(search.untilMs ?? 0, repo.host.clock.now()) + timeMs,
  };
  if (dryRun) return tellPlan(context, [`extend ${search.name}`]);
  extendSearch(git, search, more);
  tellDrains(repo);
  return 0;
}
