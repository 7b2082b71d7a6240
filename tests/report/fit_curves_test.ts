import assert from "node:assert/strict";
import fc from "fast-check";
import { fitCurves } from "../../src/report/fit_curves.ts";
import type { CurvePlot } from "../../src/report/data.ts";

function plotOf(curves: readonly (readonly number[])[]): CurvePlot {
  const drawn = curves.map((ys, row) => ({ row, xs: ys.map((_, i) => i), ys }));
  return { id: "acc", title: "acc", xLabel: "step", yLabel: "acc", curves: drawn };
}

const longCurves = (rows: number) =>
  Array.from({ length: rows }, (_, row) => Array.from({ length: 300 }, (_, i) => Math.sin(row + i / 7) / 3));

Deno.test("where there is place, curves keep all of their points; where there is less, all have fewer", () => {
  const plot = plotOf(longCurves(100));

  const all = fitCurves([plot], 1_000_000), some = fitCurves([plot], 200_000);

  assert.deepEqual([...new Set(all.plots[0]!.curves.map(({ xs }) => xs.length))], [300]);
  assert.equal(some.plots[0]!.curves.length, 100);
  assert.ok(some.plots[0]!.curves.every(({ xs, thinnedFrom }) => xs.length < 300 && thinnedFrom === 300));
  const size = JSON.stringify(some.plots).length;
  assert.ok(size > 150_000 && size <= 200_000, `${size} characters`);
});

Deno.test("where there is too little place for all, the first rows keep curves that tell something", () => {
  const { plots, leftOut } = fitCurves([plotOf(longCurves(100)), plotOf(longCurves(100))], 50_000);

  const rows = plots.map(({ curves }) => curves.map(({ row }) => row));
  assert.ok(leftOut > 0 && leftOut < 100);
  assert.deepEqual(rows[0], Array.from({ length: 100 - leftOut }, (_, row) => row));
  assert.deepEqual(rows[1], rows[0]);
  assert.ok(plots[0]!.curves.every(({ xs }) => xs.length >= 38));
});

Deno.test("rounding keeps whole numbers, small values beside large ones, and differences far from zero", () => {
  const value = fc.double({ min: -1e12, max: 1e12, noNaN: true });
  fc.assert(fc.property(fc.array(value, { minLength: 2, maxLength: 40 }), (ys) => {
    const [curve] = fitCurves([plotOf([ys])], 1_000_000).plots[0]!.curves;

    const range = Math.max(...ys) - Math.min(...ys);
    curve!.ys.forEach((y, i) => {
      const error = Math.abs(y! - ys[i]!);
      if (Number.isInteger(ys[i])) assert.equal(error, 0);
      assert.ok(error <= Math.abs(ys[i]!) * 1e-5, "of its own size");
      assert.ok(error <= Math.max(range * 1e-4, Math.abs(ys[i]!) * 2e-16), "of what the curve spans");
    });
  }));
});
