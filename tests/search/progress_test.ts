import assert from "node:assert/strict";
import { nextNumber, repetitions, spentBudget, timeLeftMs } from "../../src/search/progress.ts";
import type { Trial } from "../../src/search/trials.ts";
import { definitionOf } from "../support/searches.ts";

const REV = "0123456789abcdef0123456789abcdef01234567";
const SEARCH = definitionOf();

/** Trials of which one ends in each second. */
function ended(count: number): Trial[] {
  return Array.from({ length: count }, (_, i) => ({
    number: i + 1,
    name: `s-${i + 1}`,
    overrides: new Map([["params.yaml", [`x=0.${i + 1}`, "opt=a"]]]),
    outcome: { kind: "finished", value: i, rev: REV, endedAtMs: (i + 1) * 1000 },
  }));
}

Deno.test("a search at work takes as long as its trials took of late, and no longer than its time", () => {
  const done = ended(20), open = { ...SEARCH, untilMs: undefined };
  const running: Trial = { number: 21, name: "s-21", overrides: undefined, outcome: { kind: "running" } };
  const trials = [...done, running];
  const slowAtFirst: Trial = { ...done[0]!, number: 22, outcome: { kind: "failed", why: "x", endedAtMs: -1e9 } };

  assert.equal(timeLeftMs(open, trials, 0), 30_000);
  assert.equal(timeLeftMs({ ...open, isStopped: true }, trials, 0), 1000);
  assert.equal(timeLeftMs({ ...open, untilMs: 25_000 }, trials, 20_000), 5000);
  assert.ok(timeLeftMs(open, [slowAtFirst, ...ended(21), running], 0)! < 30_000);
  assert.equal(timeLeftMs(open, done, 0), undefined);
  assert.equal(timeLeftMs(open, [done[0]!, running], 0), undefined);
});

Deno.test("a trial repeats the first that has finished with its parameters", () => {
  const [one, two] = ended(2) as [Trial, Trial];
  const again = { ...one, number: 3, name: "s-3" }, third = { ...one, number: 4, name: "s-4" };
  const failed: Trial = { ...two, outcome: { kind: "failed", why: "x", endedAtMs: 0 } };
  assert.deepEqual([...repetitions([one, two, again, third])], [[3, "s-1"], [4, "s-1"]]);
  assert.deepEqual([...repetitions([failed, { ...two, number: 3 }])], []);
});

Deno.test("a search has spent its trials, its failures or its time exactly when it has", () => {
  const failed = ended(3).map((trial): Trial => ({ ...trial, outcome: { kind: "failed", why: "x", endedAtMs: 0 } }));
  const now = SEARCH.untilMs! - 1;

  assert.equal(spentBudget(SEARCH, ended(49), now), undefined);
  assert.equal(spentBudget(SEARCH, ended(50), now), "trials");
  assert.equal(spentBudget(SEARCH, failed.slice(1), now), undefined);
  assert.equal(spentBudget(SEARCH, failed, now), "failures");
  assert.equal(spentBudget(SEARCH, [], now + 1), "time");
  assert.equal(spentBudget({ ...SEARCH, maxFailures: undefined, untilMs: undefined }, failed, now + 1), undefined);
});

Deno.test("the next number is above all others, whatever is missing and in whatever order", () => {
  assert.equal(nextNumber([]), 1);
  assert.equal(nextNumber(ended(9).slice(4).reverse()), 10);
});
