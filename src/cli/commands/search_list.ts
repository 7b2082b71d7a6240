import { listSearches, promotionsLeft, TrialReader } from "../../search/mod.ts";
import type { PlainColumn } from "../../show/mod.ts";
import type { Context } from "../command.ts";
import type { Options } from "../commands.ts";
import { fittedTable } from "../fit_to_terminal.ts";
import { openExperiments } from "../open_experiments.ts";
import { bestCells, overviewOf, searchJson, searchState } from "../search_report.ts";
import { printable } from "../../ui/mod.ts";

export async function run(context: Context, options: Options<"search list">): Promise<number> {
  const { repo, git } = await openExperiments(context);
  const reader = new TrialReader(repo, git), promotes = promotionsLeft(reader);
  const read = await reader.readEach(listSearches(git));
  const overviews = read.map(({ search, trials }) => overviewOf(search, trials, repo.host.clock.now(), promotes));
  if (options.json) {
    context.print(JSON.stringify({ schema: 1, searches: overviews.map(searchJson) }));
    return 0;
  }
  if (overviews.length === 0) {
    context.note("there is no search; next: exp search new");
    return 0;
  }
  const best = overviews.map(bestCells);
  const columns: PlainColumn[] = [
    { role: "key", title: "Search", cells: overviews.map(({ search }) => printable(search.name)) },
    { role: "key", title: "State", cells: overviews.map(searchState) },
    {
      role: "whole",
      title: "Trials",
      cells: overviews.map(({ trials, search }) => `${trials.length} of ${search.trials}`),
    },
    { role: "key", title: "Best", cells: best.map(([name]) => name) },
    { role: "value", title: "Value", cells: best.map(([, value]) => value) },
  ];
  context.host.terminal.write("stdout", fittedTable(context, columns, options));
  return 0;
}
