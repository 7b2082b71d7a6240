import assert from "node:assert/strict";
import fc from "fast-check";
import { type Axis, type Group, nextPartialPoint, nextPoint, type Trial } from "../mod.ts";
import { NUMBER_AXES } from "./axes.ts";

const AXIS: fc.Arbitrary<Axis> = fc.oneof(
  ...NUMBER_AXES,
  fc.record({ low: fc.integer({ min: -9, max: 9 }), steps: fc.integer({ min: 0, max: 50 }) })
    .map(({ low, steps }) => ({ kind: "stepped" as const, low, high: low + steps * 0.25, step: 0.25, isLog: false })),
  fc.record({ kind: fc.constant("choice" as const), size: fc.integer({ min: 1, max: 6 }) }),
);
const SPACE = fc.array(AXIS, { minLength: 1, maxLength: 5 });
const LOSSES = fc.array(
  fc.option(fc.oneof(fc.double({ noNaN: true }), fc.constantFrom(Infinity, -Infinity)), { nil: undefined }),
  { maxLength: 60 },
);
const SEED = fc.maxSafeInteger();

/** A search as far as there are losses: each trial's point is the one that the search chose for it. */
function history(space: readonly Axis[], seed: number, losses: readonly (number | undefined)[]): Trial[] {
  const trials: Trial[] = [];
  losses.forEach((loss, i) => {
    trials.push({ number: i + 1, point: nextPoint(space, seed, trials, i + 1), loss });
  });
  return trials;
}

Deno.test("a point lies in its space, at a step where there are steps", () => {
  fc.assert(fc.property(SPACE, SEED, LOSSES, (space, seed, losses) => {
    for (const { point } of history(space, seed, losses)) {
      assert.equal(point.length, space.length);
      point.forEach((value, i) => assert.ok(isOn(space[i]!, value!), `${value} of ${JSON.stringify(space[i])}`));
    }
  }));
});

function isOn(axis: Axis, value: number): boolean {
  if (axis.kind === "choice") return Number.isInteger(value) && value >= 0 && value < axis.size;
  if (!(value >= axis.low && value <= axis.high)) return false;
  return axis.kind === "float" || Number.isInteger((value - axis.low) / axis.step);
}

Deno.test("the order in which trials are kept changes no point, the same seed gives the same", () => {
  fc.assert(fc.property(SPACE, SEED, LOSSES, fc.func(fc.integer()), (space, seed, losses, rank) => {
    const trials = history(space, seed, losses);
    const shuffled = [...trials].sort((a, b) => rank(a.number) - rank(b.number));
    const next = trials.length + 1;
    assert.deepEqual(nextPoint(space, seed, shuffled, next), nextPoint(space, seed, trials, next));
  }));
});

Deno.test("another seed and another number give another point", () => {
  const space: Axis[] = [{ kind: "float", low: 0, high: 1, isLog: false }];
  const trials = history(space, 1, Array.from({ length: 30 }, (_, i) => i % 7));
  const points = [1, 2, 2 ** 40 + 1].flatMap((seed) =>
    [31, 32].map((number) => nextPoint(space, seed, trials, number)[0])
  );
  assert.equal(new Set(points).size, points.length);
});

Deno.test("points gather where losses are small, on every kind of axis", () => {
  const space: Axis[] = [
    { kind: "float", low: 1e-6, high: 1, isLog: true },
    { kind: "stepped", low: 0, high: 100, step: 5, isLog: false },
    { kind: "choice", size: 4 },
  ];
  const loss = ([rate, size, which]: readonly number[]) =>
    Math.abs(Math.log10(rate!) + 3) + Math.abs(size! - 70) / 20 + (which === 2 ? 0 : 1);
  const trials: Trial[] = [];
  for (let number = 1; number <= 100; number++) {
    const point = nextPoint(space, 3, trials, number);
    trials.push({ number, point, loss: loss(point) });
  }
  const mean = (part: readonly Trial[]) => part.reduce((sum, trial) => sum + trial.loss!, 0) / part.length;
  assert.ok(mean(trials.slice(-30)) < 0.4 * mean(trials.slice(0, 10)));
});

Deno.test("a trial that has not ended keeps others away from its point", () => {
  const space: Axis[] = [{ kind: "float", low: 0, high: 1, isLog: false }];
  const ended = Array.from(
    { length: 40 },
    (_, i) => ({ number: i + 1, point: [i / 40], loss: Math.abs(i / 40 - 0.5) }),
  );
  const near = (trials: readonly Trial[]) =>
    Array.from({ length: 40 }, (_, i) => nextPoint(space, i, trials, 99)[0]!)
      .filter((value) => Math.abs(value - 0.5) < 0.03).length;
  const running = Array.from({ length: 8 }, (_, i) => ({ number: 41 + i, point: [0.5], loss: undefined }));
  assert.ok(near([...ended, ...running]) < near(ended));
});

Deno.test("axes that count in some trials only are learnt from those, and set in those alone", () => {
  const space: Axis[] = [{ kind: "choice", size: 2 }, { kind: "float", low: 0, high: 1, isLog: false }];
  const groups: Group[] = [
    { axes: [0], isActive: () => true },
    { axes: [1], isActive: ([which]) => which === 1 },
  ];
  const trials: Trial[] = [];
  for (let number = 1; number <= 80; number++) {
    const point = nextPartialPoint(space, groups, 5, trials, number);
    assert.equal(point[1] !== undefined, point[0] === 1);
    trials.push({ number, point, loss: point[1] === undefined ? 0.4 : Math.abs(point[1] - 0.8) });
  }
  const late = trials.slice(-30).filter(({ point }) => point[0] === 1);
  assert.ok(late.length > 15, `${late.length}`);
  assert.ok(late.reduce((sum, { loss }) => sum + loss!, 0) / late.length < 0.1);
});

Deno.test("where all axes always count, it is no matter how they are said to", () => {
  fc.assert(
    fc.property(SPACE, SEED, LOSSES, (space, seed, losses) => {
      const trials = history(space, seed, losses);
      const groups = [{ axes: [...space.keys()], isActive: () => true }];
      const next = trials.length + 1;
      assert.deepEqual(nextPartialPoint(space, groups, seed, trials, next), nextPoint(space, seed, trials, next));
    }),
    { numRuns: 20 },
  );
});

Deno.test("trials that break constraints are worse than all others, the less the better", () => {
  const space: Axis[] = [{ kind: "float", low: 0, high: 1, isLog: false }];
  // the smaller the better, but not below a half
  const trials: Trial[] = [];
  for (let number = 1; number <= 80; number++) {
    const point = nextPoint(space, 4, trials, number);
    trials.push({ number, point, loss: point[0]!, violation: Math.max(0, 0.5 - point[0]!) });
  }
  const late = trials.slice(-30).map(({ point }) => point[0]!);
  assert.ok(late.reduce((sum, x) => sum + Math.abs(x - 0.5), 0) / late.length < 0.1, `${late}`);
});
