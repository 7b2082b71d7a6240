import assert from "node:assert/strict";
import fc from "fast-check";
import { type Axis, importances, randomPoint, type Trial } from "../mod.ts";

const SPACE: readonly Axis[] = [
  { kind: "float", low: 0, high: 1, isLog: false },
  { kind: "float", low: 1e-5, high: 1, isLog: true },
  { kind: "choice", size: 3 },
  { kind: "stepped", low: 1, high: 9, step: 1, isLog: false },
];

function judged(count: number, seed: number, lossOf: (point: readonly number[]) => number): Trial[] {
  return Array.from({ length: count }, (_, i) => {
    const point = randomPoint(SPACE, seed, i + 1);
    return { number: i + 1, point, loss: lossOf(point) };
  });
}

Deno.test("the axis that decides alone has nearly all of it, whatever its kind", () => {
  for (const [i, shape] of [(x: number) => (x - 0.3) ** 2, Math.log, (x: number) => x, (x: number) => -x].entries()) {
    const shares = importances(SPACE, judged(100, 7, (point) => shape(point[i]!)))!;
    assert.ok(shares[i]! > 0.75, `axis ${i}: ${shares.join(" ")}`);
  }
});

Deno.test("shares are of one whole, and the order of the trials and what has not ended change nothing", () => {
  fc.assert(fc.property(fc.integer({ min: 10, max: 60 }), fc.nat(), (count, seed) => {
    const trials = judged(count, seed, ([x, , which]) => x! + which!);
    const shares = importances(SPACE, trials)!;
    const open = { number: count + 1, point: trials[0]!.point, loss: undefined };

    assert.ok(shares.every((share) => share >= 0));
    assert.ok(Math.abs(shares.reduce((a, b) => a + b) - 1) < 1e-9);
    const other = importances(SPACE, [open, ...trials.toReversed()])!;
    assert.ok(shares.every((share, i) => Math.abs(share - other[i]!) < 1e-9));
  }));
});

Deno.test("of few trials nothing is told, nor of a space of one point", () => {
  assert.equal(importances(SPACE, judged(9, 1, ([x]) => x!)), undefined);
  const fixed: Axis[] = [{ kind: "choice", size: 1 }];
  const trials = Array.from({ length: 20 }, (_, i) => ({ number: i + 1, point: [0], loss: i }));
  assert.equal(importances(fixed, trials), undefined);
});
