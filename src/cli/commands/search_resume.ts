import type { Context } from "../command.ts";
import type { Options } from "../commands.ts";
import { resumeTrial } from "../resume_trial.ts";
import { stopSearch } from "../stop_search.ts";

export async function run(context: Context, { name, trial, dryRun }: Options<"search resume">): Promise<number> {
  if (trial === undefined) return await stopSearch(context, name, false, dryRun);
  return await resumeTrial(context, name, trial, dryRun);
}
