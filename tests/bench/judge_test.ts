import assert from "node:assert/strict";
import fc from "fast-check";
import { judge, type Round, sayJudged, verdictOn } from "../../bench/judge.ts";
import type { Sample } from "../../bench/measure.ts";

const used = (cpu: number): Sample => ({ wall: 2 * cpu, cpu, peak: 50 });
const QUARTER_OF_DVC = { of: "cpu", atMost: 0.25, than: "dvc" } as const;

function verdictOf(ratios: readonly number[]): string {
  const rounds = ratios.map((ratio): Round => ({ exp: used(ratio * 8), dvc: used(8) }));
  return verdictOn(judge([QUARTER_OF_DVC], rounds)[0]!);
}

Deno.test("a bar is missed only by more than its rounds differ", () => {
  assert.deepEqual(verdictOf([0.2, 0.21, 0.25]), "held");
  assert.deepEqual(verdictOf([0.2, 0.27, 0.34]), "within the spread");
  assert.deepEqual(verdictOf([0.29, 0.3, 0.31]), "missed");
});

Deno.test("rounds are compared each with itself, so a machine that slows down changes no ratio", () => {
  const slowdowns = fc.array(fc.integer({ min: 1, max: 1000 }), { minLength: 1 });
  fc.assert(fc.property(slowdowns, (times) => {
    const rounds = times.map((slow): Round => ({ exp: used(slow), dvc: used(4 * slow) }));
    assert.deepEqual(judge([QUARTER_OF_DVC], rounds), [{ bar: QUARTER_OF_DVC, value: 0.25, spread: 0 }]);
  }));
});

Deno.test("what an empty program needs is taken off where a bar says so", () => {
  const bar = { of: "cpu", atMost: 2.5, than: "beside", beyondStartUp: true } as const;
  const rounds: Round[] = [{ exp: used(5), beside: used(2), empty: used(1) }];

  assert.deepEqual(
    judge([bar], rounds).map((judged) => sayJudged(judged, "ninja")),
    ["CPU 2.00x of ninja beyond start-up (±0.00x), bar 2.50x: held"],
  );
});

Deno.test("a bar whose other side was not measured is not judged", () => {
  assert.deepEqual(judge([QUARTER_OF_DVC], [{ exp: used(1) }]), []);
});
