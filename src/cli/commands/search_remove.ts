import { findSearch, removeRemoteSearch, removeSearch } from "../../search/mod.ts";
import type { Context } from "../command.ts";
import type { Options } from "../commands.ts";
import { openExperiments } from "../open_experiments.ts";
import { tellPlan } from "../plan.ts";
import { untilEnded } from "../until_ended.ts";

export async function run(context: Context, options: Options<"search remove">): Promise<number> {
  const { git } = await openExperiments(context);
  const { name, gitRemote: remote, dryRun: isDry } = options;
  if (remote !== undefined) {
    const work = (signal: AbortSignal) => removeRemoteSearch(git, remote, name, { isDry, signal });
    await untilEnded(context, "interrupted/asking-by", work);
    return isDry ? tellPlan(context, [`remove the search ${name} of ${remote}`]) : 0;
  }
  const search = findSearch(git, name);
  if (isDry) return tellPlan(context, [`remove the search ${search.name}`]);
  removeSearch(git, search);
  return 0;
}
