import type { Context } from "../command.ts";
import type { Options } from "../commands.ts";
import { stopSearch } from "../stop_search.ts";

export function run(context: Context, options: Options<"search resume">): Promise<number> {
  return stopSearch(context, options.name, false, options.dryRun);
}
