import assert from "node:assert/strict";
import fc from "fast-check";
import {
  bestSoFar,
  frontEdge,
  goodness,
  importantNumbers,
  perMetric,
} from "../../../src/report/browser/search_facts.ts";
import type { SearchTrial } from "../../../src/report/data.ts";

function trials(...values: readonly (number | null | "pruned")[]): SearchTrial[] {
  return values.map((value, i) => ({
    name: `s-${i + 1}`,
    number: i + 1,
    state: value === "pruned" ? "pruned" : value === null ? "failed" : "finished",
    value: value === "pruned" ? -99 : value,
    at: [i, 7, "sgd", i],
  }));
}

Deno.test("the best so far never gets worse, and what was pruned or failed is not of it", () => {
  assert.deepEqual(bestSoFar(trials(3, "pruned", 4, null, 1), "lower"), [
    { number: 1, value: 3, isBest: true },
    { number: 3, value: 3, isBest: false },
    { number: 5, value: 1, isBest: true },
  ]);
  const [first, second] = trials(1, 3) as [SearchTrial, SearchTrial];
  assert.deepEqual(bestSoFar([{ ...first, breaks: true }, second], "lower").map(({ number }) => number), [2]);
  fc.assert(fc.property(fc.array(fc.integer()), (values) => {
    const best = bestSoFar(trials(...values), "higher").map(({ value }) => value);
    assert.deepEqual(best, values.map((_, i) => Math.max(...values.slice(0, i + 1))));
  }));
});

Deno.test("how good a trial is goes by its rank: the best is 1, the worst 0", () => {
  assert.deepEqual([...goodness(trials(5, 1e9, 1, "pruned"), "lower")], [[3, 1], [1, 0.5], [2, 0]]);
  assert.deepEqual([...goodness(trials(5, 1e9, 1), "higher")], [[2, 1], [1, 0.5], [3, 0]]);
  assert.deepEqual([...goodness(trials(5), "lower")], [[1, 1]]);
});

Deno.test("each metric of a search is drawn as if it were the only one", () => {
  const [done, failed] = trials(3, null) as [SearchTrial, SearchTrial];
  const search = {
    ...{ name: "s", lines: [], parameters: [], metric: "loss", better: "lower" as const },
    further: [{ metric: "acc", better: "higher" as const }],
    trials: [{ ...done, others: [7] }, failed],
  };
  const told = perMetric(search).map((
    { metric, better, trials },
  ) => [metric, better, trials.map(({ value }) => value)]);

  assert.deepEqual(told, [["loss", "lower", [3, null]], ["acc", "higher", [7, null]]]);
  const { further: _, ...alone } = search;
  const [only, ...others] = perMetric({ ...alone, further: [] });
  assert.deepEqual([only?.trials, others], [search.trials, []]);
});

Deno.test("a contour is over numbers that differ, those first that decide most", () => {
  const named = (share: number | null) => ({ name: "x", isLog: false, share });
  const parameters = [named(0.1), named(0.9), named(0.8), named(0.5)];
  assert.deepEqual(importantNumbers({ parameters, trials: trials(1, 2) }), [3, 0]);
});

Deno.test("the edge of a front goes from trial to trial, over the corner that the better one has reached", () => {
  const at = (value: number | null, other: number, isOfFront = true): SearchTrial => {
    const [trial] = trials(value);
    return { ...trial!, others: [other], ...(isOfFront ? { isOfFront } : {}) };
  };
  const front = [at(3, 1), at(1, 5), at(2, 2, false), at(null, 0), at(2, 3)];

  assert.deepEqual(frontEdge(front, "lower"), [[1, 5], [2, 5], [2, 3], [3, 3], [3, 1]]);
  assert.deepEqual(frontEdge(front, "higher"), [[1, 5], [1, 3], [2, 3], [2, 1], [3, 1]]);
  assert.deepEqual(frontEdge(trials(1, 2), "lower"), []);
});
