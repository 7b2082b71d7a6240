import { findSearch, removeSearch } from "../../search/mod.ts";
import type { Context } from "../command.ts";
import type { Options } from "../commands.ts";
import { openExperiments } from "../open_experiments.ts";
import { tellPlan } from "../plan.ts";

export async function run(context: Context, options: Options<"search remove">): Promise<number> {
  const { git } = await openExperiments(context);
  const search = findSearch(git, options.name);
  if (options.dryRun) return tellPlan(context, [`remove the search ${search.name}`]);
  removeSearch(git, search);
  return 0;
}
