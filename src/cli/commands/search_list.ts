import { listSearches, TrialReader } from "../../search/mod.ts";
import { renderPlain } from "../../show/mod.ts";
import type { Context } from "../command.ts";
import type { Options } from "../commands.ts";
import { openExperiments } from "../open_experiments.ts";
import { bestCells, overviewOf, searchJson, searchState } from "../search_report.ts";
import { printable } from "../../ui/mod.ts";

export async function run(context: Context, options: Options<"search list">): Promise<number> {
  const { repo, git } = await openExperiments(context);
  const reader = new TrialReader(repo, git);
  const overviews = [];
  for (const search of listSearches(git)) {
    overviews.push(overviewOf(search, await reader.read(search), repo.host.clock.now()));
  }
  if (options.json) {
    context.print(JSON.stringify({ schema: 1, searches: overviews.map(searchJson) }));
    return 0;
  }
  if (overviews.length === 0) {
    context.note("there is no search; next: exp search new");
    return 0;
  }
  const rows = overviews.map((overview) => [
    printable(overview.search.name),
    searchState(overview),
    `${overview.trials.length} of ${overview.search.trials}`,
    ...bestCells(overview),
  ]);
  context.host.terminal.write("stdout", renderPlain(["Search", "State", "Trials", "Best", "Value"], rows));
  return 0;
}
