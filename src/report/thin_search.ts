import type { FoundBySearch, SearchTrial } from "./data.ts";
import { thinned } from "./thin_curve.ts";

/** Of all curves of a search together. */
const MOST_POINTS = 40_000;
/** Of one: about as many as a chart has pixels. */
const MOST_OF_ONE = 200;
const LEAST_OF_ONE = 4;

/** A search whose curves have no more points than a page has room for. */
export function thinnedSearch(search: FoundBySearch): FoundBySearch {
  const count = search.trials.filter(({ curve }) => curve !== undefined).length;
  const most = Math.max(LEAST_OF_ONE, Math.min(MOST_OF_ONE, Math.floor(MOST_POINTS / Math.max(1, count))));
  return { ...search, trials: search.trials.map((trial) => thinnedTrial(trial, most)) };
}

function thinnedTrial(trial: SearchTrial, most: number): SearchTrial {
  if (trial.curve === undefined) return trial;
  const { xs, ys } = thinned({ row: 0, ...trial.curve }, most);
  return { ...trial, curve: { xs, ys } };
}
