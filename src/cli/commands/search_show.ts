import { chosenSearch, promotionsLeft, TrialReader } from "../../search/mod.ts";
import { wrapWords } from "../../show/mod.ts";
import type { Context } from "../command.ts";
import type { Options } from "../commands.ts";
import { fittedTable } from "../fit_to_terminal.ts";
import { openExperiments } from "../open_experiments.ts";
import { detailsJson, overviewOf, searchJson, summaryLines, trialColumns } from "../search_report.ts";

export async function run(context: Context, options: Options<"search show">): Promise<number> {
  const { repo, git } = await openExperiments(context);
  const search = chosenSearch(git, options.name);
  const reader = new TrialReader(repo, git), trials = await reader.read(search);
  const overview = overviewOf(search, trials, repo.host.clock.now(), promotionsLeft(reader));
  if (options.json) {
    context.print(JSON.stringify({ schema: 1, ...searchJson(overview), ...detailsJson(overview) }));
    return 0;
  }
  const { terminal } = context.host;
  const width = terminal.stdoutIsTty ? terminal.columns() : Infinity;
  for (const line of summaryLines(overview).flatMap((text) => wrapWords(text, width))) context.print(line);
  if (overview.trials.length === 0) return 0;
  terminal.write("stdout", `\n${fittedTable(context, trialColumns(overview), options)}`);
  return 0;
}
