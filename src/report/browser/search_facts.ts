/** What is drawn of a search, worked out. */
import type { FoundBySearch, SearchTrial } from "../data.ts";

interface Step {
  readonly number: number;
  /** The best up to this trial. */
  readonly value: number;
  /** It is this trial's. */
  readonly isBest: boolean;
}

/** For each trial that went to its end and keeps the constraints, the best of those up to it. */
export function bestSoFar(trials: readonly SearchTrial[], better: FoundBySearch["better"]): Step[] {
  const steps: Step[] = [];
  for (const { number, state, value, breaks } of trials) {
    if (state !== "finished" || value === null || breaks) continue;
    const before = steps.at(-1)?.value;
    const isBest = before === undefined || (better === "lower" ? value < before : value > before);
    steps.push({ number, value: isBest ? value : before, isBest });
  }
  return steps;
}

/** By number, of trials that went to their ends: 1 the best, 0 the worst, by rank, so that no outlier hides the others. */
export function goodness(trials: readonly SearchTrial[], better: FoundBySearch["better"]): ReadonlyMap<number, number> {
  const sign = better === "lower" ? 1 : -1;
  const ended = trials.filter(({ state, value }) => state === "finished" && value !== null)
    .toSorted((a, b) => sign * (a.value! - b.value!) || a.number - b.number);
  return new Map(ended.map(({ number }, rank) => [number, ended.length < 2 ? 1 : 1 - rank / (ended.length - 1)]));
}

/** What a trial has come to, a value for each metric; none of one that has not finished. */
export function valuesOf({ state, value, others = [] }: SearchTrial): readonly (number | null)[] {
  return state === "finished" ? [value, ...others] : [];
}

/** The search once for each of its metrics, as if it were the only one; a trial is pruned by the first. */
export function perMetric(search: FoundBySearch): FoundBySearch[] {
  const { metric, better, further } = search;
  if (further.length === 0) return [search];
  return [{ metric, better }, ...further].map((aim, i) => ({
    ...search,
    ...aim,
    further: [],
    trials: search.trials.map(({ others = [], ...trial }) => ({
      ...trial,
      value: [trial.value, ...others][i] ?? null,
    })),
  }));
}

/** Between what the front of two metrics has reached and what it has not: from trial to trial, over the corner between. */
export function frontEdge(
  trials: readonly SearchTrial[],
  better: FoundBySearch["better"],
): (readonly [number, number])[] {
  const front = trials.filter(({ isOfFront }) => isOfFront).flatMap((trial) => {
    const [x, y] = valuesOf(trial);
    return typeof x === "number" && typeof y === "number" ? [[x, y] as const] : [];
  }).sort(([a], [b]) => a - b);
  return front.flatMap(([x, y], i) => {
    const before = front[i - 1];
    if (before === undefined) return [[x, y] as const];
    return [better === "lower" ? [x, before[1]] as const : [before[0], y] as const, [x, y] as const];
  });
}

/** Places of the parameters that are numbers and differ, what decides most first. */
export function importantNumbers({ parameters, trials }: Pick<FoundBySearch, "parameters" | "trials">): number[] {
  const differs = (i: number) => {
    const values = trials.flatMap(({ at }) => at[i] ?? []);
    return values.every((value) => typeof value === "number") && new Set(values).size > 1;
  };
  return parameters.map((_, i) => i).filter(differs)
    .sort((a, b) => (parameters[b]!.share ?? 0) - (parameters[a]!.share ?? 0) || a - b);
}
