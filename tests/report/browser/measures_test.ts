import assert from "node:assert/strict";
import fc from "fast-check";
import { importanceOf } from "../../../src/report/browser/importance.ts";
import { meanBand } from "../../../src/report/browser/mean_band.ts";
import { smooth } from "../../../src/report/browser/smooth.ts";

const near = (a: number, b: number, by = 1e-9) => assert.ok(Math.abs(a - b) <= by, `${a} is not ${b}`);

Deno.test("a parameter that decides a metric explains all of it, one that does not nothing", () => {
  const rows = Array.from({ length: 40 }, (_, i) => i);
  const metric = rows.map((i) => i % 2 === 0 ? 1 : 2);

  const decides = importanceOf(rows.map((i) => i % 2 === 0 ? "adam" : "sgd"), metric, rows)!;
  const isIdle = importanceOf(rows.map((i) => i % 4 < 2 ? "a" : "b"), metric, rows)!;

  near(decides.share, 1);
  near(isIdle.share, 0);
  assert.equal(decides.trend, undefined);
});

Deno.test("epsilon squared is as the textbook has it", () => {
  // three groups 1,2,3 | 2,3,4 | 6,7,8: between 42, within 6, total 48; (42 - 2 * 1) / 48
  const params = ["a", "a", "a", "b", "b", "b", "c", "c", "c"];

  const { share } = importanceOf(params, [1, 2, 3, 2, 3, 4, 6, 7, 8], params.map((_, i) => i))!;

  near(share, 40 / 48);
});

Deno.test("a number has a trend, also where it explains in a curve", () => {
  const rows = Array.from({ length: 60 }, (_, i) => i);

  const rises = importanceOf(rows, rows.map((i) => i ** 3), rows)!;
  const bends = importanceOf(rows, rows.map((i) => (i - 29.5) ** 2), rows)!;

  near(rises.trend!, 1);
  assert.ok(bends.share > 0.8 && Math.abs(bends.trend!) < 1e-9);
});

Deno.test("of too few experiments, or equal ones, nothing is said", () => {
  assert.equal(importanceOf(["a", "b", "a"], [1, 2, 1], [0, 1, 2]), undefined);
  assert.equal(importanceOf(["a", "b", "a", "b", "a"], [1, 1, 1, 1, 1], [0, 1, 2, 3, 4]), undefined);
  assert.equal(importanceOf(["a", "a", "a", "a", "a"], [1, 2, 3, 4, 5], [0, 1, 2, 3, 4]), undefined);
});

Deno.test("a smoothed curve stays between its least and largest value, and a flat one as it is", () => {
  const ys = fc.array(fc.oneof(fc.double({ min: -100, max: 100, noNaN: true }), fc.constant(null)));
  fc.assert(fc.property(ys, fc.double({ min: 0, max: 0.99, noNaN: true }), (values, weight) => {
    const known = values.filter((y) => y !== null);

    const smoothed = smooth(values, weight);

    assert.deepEqual(smoothed.map((y) => y === null), values.map((y) => y === null));
    for (const y of smoothed) {
      assert.ok(y === null || (y >= Math.min(...known) - 1e-9 && y <= Math.max(...known) + 1e-9));
    }
  }));
});

Deno.test("the mean of curves with other steps is taken between their points, and only where they are", () => {
  const band = meanBand([{ xs: [0, 2, 4], ys: [0, 2, 4] }, { xs: [1, 2, 3], ys: [3, 4, null] }]);

  assert.deepEqual(band.xs, [0, 1, 2, 4]);
  assert.deepEqual(band.mean, [0, 2, 3, 4]);
  near(band.high[1]!, 2 + Math.SQRT2);
  assert.equal(band.low[3], 4);
});
