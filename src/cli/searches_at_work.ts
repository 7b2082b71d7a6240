import type { Git } from "../git/mod.ts";
import type { Repo } from "../repo/mod.ts";
import { promotionsLeft, SearchReader, type Trial, TrialReader } from "../search/mod.ts";
import type { TopSearch } from "../top/mod.ts";
import { overviewOf, searchState } from "./search_report.ts";

/** Reads again and again how far the searches have come that are not over: that have trials to begin, or some on their way. */
export function searchesAtWork(repo: Repo, git: Git): () => Promise<TopSearch[]> {
  const searches = new SearchReader(git);
  const reader = new TrialReader(repo, git);
  const promotes = promotionsLeft(reader);
  return async () => {
    const found: TopSearch[] = [];
    for (const { search, trials } of await reader.readEach(searches.list())) {
      const overview = overviewOf(search, trials, repo.host.clock.now(), promotes);
      const { counts, best: [first, ...others] } = overview;
      const underWay = counts.running + counts.waiting;
      const state = searchState(overview);
      if (state === "done" || (state === "stopped" && underWay === 0)) continue;
      const names = [first, ...others].flatMap((trial) => trial?.name ?? []).join(", ");
      found.push({
        name: search.name,
        ended: trials.length - underWay,
        trials: search.trials,
        best: first && { name: names, value: search.further.length > 0 ? undefined : valueOf(first) },
      });
    }
    return found;
  };
}

function valueOf({ outcome }: Trial): string {
  return outcome.kind === "finished" ? String(outcome.value) : "-";
}
