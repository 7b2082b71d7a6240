import assert from "node:assert/strict";
import fc from "fast-check";
import { nextCmaPoint, type NumberAxis, randomPoint, type Trial } from "../mod.ts";
import { eigenOf } from "../eigen.ts";
import { NUMBER_AXES } from "./axes.ts";

const AXIS = fc.oneof(...NUMBER_AXES);
const SPACE = fc.array(AXIS, { minLength: 1, maxLength: 4 });
const LOSSES = fc.array(fc.option(fc.double({ noNaN: true }), { nil: undefined }), { maxLength: 60 });

function history(space: readonly NumberAxis[], seed: number, losses: readonly (number | undefined)[]): Trial[] {
  const trials: Trial[] = [];
  losses.forEach((loss, i) => {
    trials.push({ number: i + 1, point: nextCmaPoint(space, seed, trials, i + 1), loss });
  });
  return trials;
}

Deno.test("a point of CMA-ES lies in its space, and hangs on nothing but the history and the seed", () => {
  fc.assert(fc.property(SPACE, fc.nat(), LOSSES, fc.func(fc.integer()), (space, seed, losses, rank) => {
    const trials = history(space, seed, losses);
    for (const { point } of trials) {
      point.forEach((value, i) => {
        const { low, high, kind } = space[i]!;
        assert.ok(value! >= low && value! <= high && (kind === "float" || Number.isInteger(value)), `${value}`);
      });
    }
    const shuffled = [...trials].sort((a, b) => rank(a.number) - rank(b.number));
    const next = trials.length + 1;
    assert.deepEqual(nextCmaPoint(space, seed, shuffled, next), nextCmaPoint(space, seed, trials, next));
  }));
});

Deno.test("CMA-ES goes down a narrow valley that lies across the axes, far below what chance finds", () => {
  const space = [0, 1, 2].map(() => ({ kind: "float", low: -2, high: 2, isLog: false }) as const);
  const valley = ([x, y, z]: readonly number[]) => 100 * (x! - y!) ** 2 + (x! + y! - 1) ** 2 + 10 * (z! + x!) ** 2;
  const best = (next: (trials: readonly Trial[], number: number) => readonly number[]) => {
    const trials: Trial[] = [];
    for (let number = 1; number <= 300; number++) {
      const point = next(trials, number);
      trials.push({ number, point, loss: valley(point) });
    }
    return Math.min(...trials.map(({ loss }) => loss!));
  };
  const chance = best((_, number) => randomPoint(space, 1, number));
  assert.ok(best((trials, number) => nextCmaPoint(space, 1, trials, number)) < chance / 100);
});

Deno.test("a symmetric matrix is what its eigenvalues and -vectors say", () => {
  const entry = fc.double({ min: -3, max: 3, noNaN: true });
  fc.assert(
    fc.property(fc.array(fc.array(entry, { minLength: 4, maxLength: 4 }), { minLength: 4, maxLength: 4 }), (m) => {
      const positive = m.map((_, i) =>
        m.map((_, j) => m.reduce((all, row) => all + row[i]! * row[j]!, i === j ? 0.1 : 0))
      );
      const { values, vectors } = eigenOf(positive);
      positive.forEach((row, i) =>
        row.forEach((value, j) => {
          const again = values.reduce((all, one, k) => all + one * vectors[k]![i]! * vectors[k]![j]!, 0);
          assert.ok(Math.abs(again - value) < 1e-8, `${again} ${value}`);
        })
      );
    }),
  );
});
