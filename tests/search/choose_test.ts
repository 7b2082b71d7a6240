import assert from "node:assert/strict";
import fc from "fast-check";
import { chooseOverrides, parameterImportance } from "../../src/search/choose.ts";
import {
  formatDefinition,
  isSampler,
  parseDefinition,
  SAMPLERS,
  type SearchDefinition,
} from "../../src/search/definition.ts";
import { overridesIn, trialMessage } from "../../src/search/message.ts";
import { type Trial, trialName, trialNumber } from "../../src/search/trials.ts";
import { definitionOf } from "../support/searches.ts";

const REV = "0123456789abcdef0123456789abcdef01234567";
const SEARCH = definitionOf();

/** Trials as the search itself chooses them, judged by x. */
function history(search: SearchDefinition, count: number): Trial[] {
  const trials: Trial[] = [];
  for (let number = 1; number <= count; number++) {
    const overrides = chooseOverrides(search, trials, number);
    if (overrides === undefined) break;
    const value = Number(overrides.get("params.yaml")![0]!.slice(2));
    trials.push({
      number,
      name: trialName("s", number),
      overrides,
      outcome: { kind: "finished", value, rev: REV, endedAtMs: number * 1000 },
    });
  }
  return trials;
}

Deno.test("whatever the order in which trials are read, the next one is the same", () => {
  const trials = history(SEARCH, 20);
  const next = chooseOverrides(SEARCH, trials, 21);
  fc.assert(fc.property(fc.shuffledSubarray(trials, { minLength: 20 }), (shuffled) => {
    assert.deepEqual(chooseOverrides(SEARCH, shuffled, 21), next);
  }));
});

Deno.test("a search to maximize goes the other way", () => {
  const mean = (trials: readonly Trial[]) =>
    trials.slice(-10).reduce((sum, { outcome }) => sum + (outcome.kind === "finished" ? outcome.value : 0), 0) / 10;
  assert.ok(mean(history(SEARCH, 40)) < 0.3);
  assert.ok(mean(history({ ...SEARCH, direction: "maximize" }, 40)) > 0.7);
});

Deno.test("what spreads points without learning never repeats one, and ends with its space", () => {
  for (const sampler of SAMPLERS.filter((one) => one !== "tpe" && one !== "cmaes")) {
    const search = { ...SEARCH, sampler, overrides: new Map([["params.yaml", ["x=0,1,2", "opt=a,b"]]]) };
    const points = history(search, 50).map(({ overrides }) => overrides!.get("params.yaml")!.join());
    assert.deepEqual([points.length, new Set(points).size], [6, 6], sampler);
  }
});

Deno.test("a trial of which nobody knows the parameters, or that has failed, is not learnt from", () => {
  const trials = history(SEARCH, 20);
  const lost: Trial = { ...trials[0]!, number: 21, overrides: undefined };
  // all of them where the best are
  const failed = Array.from({ length: 15 }, (_, i): Trial => ({
    ...trials.at(-1)!,
    number: 22 + i,
    outcome: { kind: "failed", why: "x", endedAtMs: 0 },
  }));
  assert.deepEqual(chooseOverrides(SEARCH, [...trials, lost, ...failed], 40), chooseOverrides(SEARCH, trials, 40));
});

Deno.test("the parameter that decides is the most important one", () => {
  assert.deepEqual(parameterImportance(SEARCH, history(SEARCH, 40)).map(({ parameter }) => parameter), ["x", "opt"]);
  assert.deepEqual(parameterImportance(SEARCH, history(SEARCH, 9)), []);
});

Deno.test("a definition comes back from its text as it was; one of another version does not", () => {
  const place = (key: string) => ({ file: "p", key });
  const conditions = [{ parameter: place("x"), on: place("y"), operator: "<=", value: "3" } as const];
  const further = [{ metric: place("size"), direction: "maximize" } as const];
  const constraints = [{ metric: place("size"), operator: "<=", bound: 10.5 } as const];
  const search = definitionOf({
    conditions,
    further,
    constraints,
    enqueued: [new Map([["params.yaml", ["x=0.5"]]]), new Map()],
  });
  assert.deepEqual(parseDefinition(formatDefinition(search)), search);
  assert.equal(parseDefinition(formatDefinition(SEARCH).replace('"schema": 1', '"schema": 2')), undefined);
  assert.equal(parseDefinition(formatDefinition(SEARCH).replace('"tpe"', '"other"')), undefined);
  assert.equal(parseDefinition("{"), undefined);
  assert.ok(SAMPLERS.every(isSampler));
});

Deno.test("a trial's overrides come back from its message, whatever is in them", () => {
  fc.assert(fc.property(fc.array(fc.string()), fc.string({ minLength: 1 }), (texts, file) => {
    const overrides = new Map([[file, texts]]);
    assert.deepEqual(overridesIn(trialMessage("s", 7, overrides) + "\n"), overrides);
  }));
  assert.equal(overridesIn("dvc: commit experiment 123"), undefined);
  assert.equal(overridesIn("Search-Overrides: {"), undefined);
});

Deno.test("a name is a trial's when it is the search's with a number", () => {
  assert.equal(trialNumber("fast", trialName("fast", 12)), 12);
  for (const other of ["fast", "fast-", "fast-x", "fast-012", "faster-1", "fast-1-2"]) {
    assert.equal(trialNumber("fast", other), undefined, other);
  }
});

Deno.test("cmaes chooses among numbers, and refuses what it cannot", () => {
  const search = definitionOf({ sampler: "cmaes", overrides: new Map([["p", ["x=interval(0,1)", "n=range(1,9)"]]]) });
  const trials: Trial[] = [];
  for (let number = 1; number <= 80; number++) {
    const overrides = chooseOverrides(search, trials, number)!;
    const [x, n] = overrides.get("p")!.map((text) => Number(text.slice(2))) as [number, number];
    const value = (x - 0.7) ** 2 + (n - 6) ** 2;
    const outcome = { kind: "finished", value, rev: REV, endedAtMs: number } as const;
    trials.push({ number, name: trialName("s", number), overrides, outcome });
  }
  assert.equal(trials.at(-1)!.overrides!.get("p")![1], "n=6");
  const choice = definitionOf({ sampler: "cmaes" });
  assert.throws(() => chooseOverrides(choice, [], 1), { fault: "usage/cmaes-of-choice" });
});
