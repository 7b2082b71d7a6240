import assert from "node:assert/strict";
import fc from "fast-check";
import { chooseOverrides } from "../../src/search/choose.ts";
import { parseConstraint, violationOf } from "../../src/search/constraints.ts";
import type { SearchDefinition } from "../../src/search/definition.ts";
import { bestTrials } from "../../src/search/objectives.ts";
import { type Trial, trialName } from "../../src/search/trials.ts";
import { definitionOf } from "../support/searches.ts";

const SIZE = { file: "metrics.json", key: "size" };
const SEVERAL = definitionOf({ further: [{ metric: SIZE, direction: "maximize" }] });

function finished(number: number, value: number, more: { others?: number[]; violation?: number } = {}): Trial {
  const outcome = { kind: "finished", value, rev: SEVERAL.baseline, endedAtMs: number, ...more } as const;
  return { number, name: trialName("s", number), overrides: undefined, outcome };
}

function bestOf(search: SearchDefinition, trials: readonly Trial[]): string[] {
  return bestTrials(search, trials).map(({ name }) => name);
}

Deno.test("the best trial is the first of the best, in either direction", () => {
  const trials = [3, 1, 2, 1, 3].map((value, i) => finished(i + 1, value));
  assert.deepEqual(bestOf(definitionOf(), trials), ["s-2"]);
  assert.deepEqual(bestOf(definitionOf({ direction: "maximize" }), trials), ["s-1"]);
  assert.deepEqual(bestOf(definitionOf(), []), []);
});

Deno.test("a trial that breaks a constraint is never the best, nor of the front", () => {
  const trials = [finished(1, 1, { others: [9], violation: 0.1 }), finished(2, 5, { others: [3], violation: 0 })];
  assert.deepEqual(bestOf(definitionOf(), trials), ["s-2"]);
  assert.deepEqual(bestOf(SEVERAL, trials), ["s-2"]);
  assert.deepEqual(bestOf(definitionOf(), trials.slice(0, 1)), []);
});

Deno.test("a front has the trials that no other one is better than, each metric in its direction", () => {
  const trials = [[1, 1], [2, 5], [3, 4], [3, 6], [1, 1]].map(([value, size], i) =>
    finished(i + 1, value!, { others: [size!] })
  );
  assert.deepEqual(bestOf(SEVERAL, trials), ["s-1", "s-2", "s-4", "s-5"]);
});

Deno.test("a constraint is broken exactly where it does not hold, the more the farther from its bound", () => {
  const bound = fc.integer({ min: -9, max: 9 });
  fc.assert(fc.property(bound, bound, (value, limit) => {
    const by = (operator: string) => violationOf([parseConstraint(`m.json:a.b${operator}${limit}`)], [value]);
    assert.equal(by("<=") > 0, value > limit);
    assert.equal(by(" < ") > 0, value >= limit);
    assert.equal(by(">=") > 0, value < limit);
    assert.equal(by(" > ") > 0, value <= limit);
    assert.ok(Math.abs(by("<=") + by(">=") - Math.abs(value - limit)) < 1e-9);
  }));
  assert.deepEqual(parseConstraint(" a:b.json:c.d >= 1e-3 "), {
    metric: { file: "a:b.json", key: "c.d" },
    operator: ">=",
    bound: 0.001,
  });
  for (const text of ["m.json:a", "a<3", "m.json:a=3", "m.json:a<x", "m.json:a<<3", "m.json:a<"]) {
    assert.throws(() => parseConstraint(text), { fault: "usage/search-constraint" }, text);
  }
});

/** A search as far as so many trials; `judge` says what one at x comes to. */
function history(search: SearchDefinition, count: number, judge: (x: number) => { value: number }): Trial[] {
  const trials: Trial[] = [];
  for (let number = 1; number <= count; number++) {
    const overrides = chooseOverrides(search, trials, number)!;
    const { value, ...more } = judge(Number(overrides.get("params.yaml")![0]!.slice(2)));
    trials.push({ ...finished(number, value, more), overrides });
  }
  return trials;
}

Deno.test("a search keeps to its constraints where the smallest values break them", () => {
  const trials = history(definitionOf(), 60, (x) => ({ value: x, violation: Math.max(0, 0.6 - x) }));
  const late = trials.slice(-25).map(({ outcome }) => outcome.kind === "finished" ? outcome.value : NaN);
  assert.ok(late.reduce((sum, x) => sum + Math.abs(x - 0.6), 0) / late.length < 0.15, `${late}`);
});

Deno.test("with several metrics, too, the order in which trials are read changes no point", () => {
  const trials = history(SEVERAL, 25, (x) => ({ value: x, others: [Math.sin(9 * x)] }));
  const next = chooseOverrides(SEVERAL, trials, 26);
  fc.assert(fc.property(fc.shuffledSubarray(trials, { minLength: 25 }), (shuffled) => {
    assert.deepEqual(chooseOverrides(SEVERAL, shuffled, 26), next);
  }));
});
