import type { Git } from "../git/mod.ts";
import type { Repo } from "../repo/mod.ts";
import { type FoundBySearch, type SearchTrial, thinnedSearch } from "../report/mod.ts";
import {
  curvesOfTrials,
  listSearches,
  objectivesOf,
  parameterImportance,
  promotionsLeft,
  searchedParameters,
  TrialReader,
} from "../search/mod.ts";
import { overviewOf, summaryLines } from "./search_report.ts";

/** What searches have found, for a report. */
export async function gatherSearches(repo: Repo, git: Git): Promise<FoundBySearch[]> {
  const reader = new TrialReader(repo, git), promotes = promotionsLeft(reader);
  const found: FoundBySearch[] = [];
  for (const { search, trials } of await reader.readEach(listSearches(git))) {
    const curves = curvesOfTrials(reader, search);
    const shares = new Map(parameterImportance(search, trials).map(({ parameter, share }) => [parameter, share]));
    const parameters = searchedParameters(search);
    const overview = overviewOf(search, trials, repo.host.clock.now(), promotes);
    const [aim, ...further] = objectivesOf(search).map(({ metric, direction }) => ({
      metric: metric.key,
      better: direction === "minimize" ? "lower" as const : "higher" as const,
    }));
    const front = new Set(further.length > 0 ? overview.best : []);
    found.push(thinnedSearch({
      name: search.name,
      lines: summaryLines(overview),
      ...aim!,
      further,
      parameters: parameters.map(({ name, isLog }) => ({ name, isLog, share: shares.get(name) ?? null })),
      trials: trials.map((trial) => ({
        name: trial.name,
        number: trial.number,
        state: trial.outcome.kind,
        value: "value" in trial.outcome ? finite(trial.outcome.value) : null,
        ...(trial.outcome.kind === "finished" && further.length > 0
          ? { others: trial.outcome.others?.map(finite) ?? [] }
          : {}),
        ...(front.has(trial) ? { isOfFront: true } : {}),
        ...(trial.outcome.kind === "finished" && (trial.outcome.violation ?? 0) > 0 ? { breaks: true } : {}),
        at: parameters.map(({ valueOf }) => valueOf(trial)),
        ...curveOf(curves.get(trial.number) ?? []),
      })),
    }));
  }
  return found;
}

function curveOf(reports: readonly { readonly step: number; readonly value: number }[]): Pick<SearchTrial, "curve"> {
  if (reports.length === 0) return {};
  return { curve: { xs: reports.map(({ step }) => step), ys: reports.map(({ value }) => finite(value)) } };
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
