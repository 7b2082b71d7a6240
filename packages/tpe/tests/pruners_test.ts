import assert from "node:assert/strict";
import fc from "fast-check";
import { type Curve, isToStop, placeToPromote, type Pruner, randomPoint, type Rival } from "../mod.ts";

const LOSS = fc.oneof(
  { weight: 9, arbitrary: fc.double({ min: -9, max: 9, noNaN: true }) },
  fc.constantFrom(NaN, Infinity, -Infinity),
);
const CURVE: fc.Arbitrary<Curve> = fc.array(fc.tuple(fc.integer({ min: 1, max: 4 }), LOSS), { maxLength: 12 }).map(
  (parts) => {
    let step = 0;
    return parts.map(([ahead, loss]) => ({ step: step += ahead, loss }));
  },
);
const RIVALS = fc.array(fc.record({ curve: CURVE, isFinished: fc.boolean() }), { maxLength: 20 });
const MIN_STEPS = fc.integer({ min: 1, max: 5 });
const PRUNER: fc.Arbitrary<Pruner> = fc.oneof(
  fc.record({
    kind: fc.constant("asha" as const),
    minSteps: fc.option(MIN_STEPS, { nil: undefined }),
    factor: fc.integer({ min: 2, max: 5 }),
  }),
  fc.record({ kind: fc.constant("median" as const), minSteps: MIN_STEPS }),
);
const ASHA: Pruner = { kind: "asha", minSteps: 1, factor: 4 };
const MEDIAN: Pruner = { kind: "median", minSteps: 0 };

const curveOf = (...losses: readonly number[]): Curve => losses.map((loss, i) => ({ step: i + 1, loss }));
const finished = (...losses: readonly number[]): Rival => ({ curve: curveOf(...losses), isFinished: true });

Deno.test("the current best is never stopped", () => {
  fc.assert(fc.property(PRUNER, CURVE, fc.nat(12), RIVALS, (pruner, curve, judged, rivals) => {
    const last = curve.at(-1)?.loss ?? NaN;
    const isBest = !Number.isNaN(last) && rivals.every((rival) => !((rival.curve.at(-1)?.loss ?? NaN) < last));
    fc.pre(isBest);
    assert.ok(!isToStop(pruner, curve, judged, rivals));
  }));
});

Deno.test("the order in which others are read decides nothing", () => {
  fc.assert(fc.property(PRUNER, CURVE, RIVALS, fc.func(fc.integer()), (pruner, curve, rivals, rank) => {
    const shuffled = rivals.map((rival, i) => ({ rival, at: rank(i) })).sort((a, b) => a.at - b.at)
      .map(({ rival }) => rival);
    assert.equal(isToStop(pruner, curve, 0, shuffled), isToStop(pruner, curve, 0, rivals));
  }));
});

Deno.test("what has been judged once is not judged again by those who come later", () => {
  fc.assert(fc.property(PRUNER, CURVE, RIVALS, (pruner, curve, rivals) => {
    assert.ok(!isToStop(pruner, curve, curve.length, rivals));
  }));
  // at the rung of step 1 it was the first; the one of step 4 is still ahead
  assert.ok(!isToStop(ASHA, curveOf(5, 5, 5), 1, [1, 1, 1].map((loss) => finished(loss, loss, loss))));
});

Deno.test("at a rung one of four goes on, as long as there are fewer the best", () => {
  const rivals = [finished(3), finished(4)];
  assert.ok(!isToStop(ASHA, curveOf(2), 0, rivals));
  assert.ok(isToStop(ASHA, curveOf(3.5), 0, rivals));

  const many = [1, 2, 3, 4, 5, 6, 7].map((loss) => finished(loss));
  assert.ok(!isToStop(ASHA, curveOf(1.5), 0, many)); // the second of eight
  assert.ok(isToStop(ASHA, curveOf(2.5), 0, many));
});

Deno.test("rungs that were passed between two looks are all judged, by what was said there", () => {
  const rivals = [finished(9, 9, 9, 1), finished(9, 9, 9, 2)];
  assert.ok(isToStop(ASHA, curveOf(5, 5, 5, 5, 5), 0, rivals)); // the best at step 1, not at step 4
  assert.ok(!isToStop(ASHA, curveOf(5, 5, 5), 0, rivals));
  assert.ok(isToStop({ ...ASHA, minSteps: 2 } as Pruner, [{ step: 3, loss: 10 }], 0, rivals)); // it skipped step 2
});

Deno.test("where nobody says where rungs begin, the way of those that have finished does", () => {
  const asha: Pruner = { kind: "asha", minSteps: undefined, factor: 4 };
  const far = (loss: number): Rival => ({ curve: [3, 100, 400].map((step) => ({ step, loss })), isFinished: true });
  assert.ok(isToStop(asha, [{ step: 4, loss: 2 }], 0, [far(1)]));
  assert.ok(!isToStop(asha, [{ step: 3, loss: 2 }], 0, [far(1)])); // 400 / 100 is 4
  assert.ok(!isToStop(asha, [{ step: 4, loss: 2 }], 0, [{ ...far(1), isFinished: false }]));
});

Deno.test("the median rule compares the best so far with the averages of five that have finished", () => {
  const rivals = [[4, 2], [5, 3], [6, 4], [7, 5], [8, 6]].map((losses) => finished(...losses));
  assert.ok(isToStop(MEDIAN, curveOf(5.1, 9), 0, rivals)); // 5 is the median of 3, 4, 5, 6, 7
  assert.ok(!isToStop(MEDIAN, curveOf(4.9, 9), 0, rivals));
  assert.ok(isToStop(MEDIAN, curveOf(6.1), 0, rivals)); // up to the first step it is 6
  assert.ok(!isToStop(MEDIAN, curveOf(5.9), 0, rivals));
  assert.ok(!isToStop(MEDIAN, curveOf(99), 0, rivals.slice(1)));
  assert.ok(!isToStop(MEDIAN, curveOf(99, 99, 99), 0, rivals)); // none has come so far
  assert.ok(!isToStop({ kind: "median", minSteps: 3 }, curveOf(99, 99), 0, rivals));
});

Deno.test("what is no number any more is stopped, though there is nobody to compare it with", () => {
  for (const pruner of [ASHA, MEDIAN]) assert.ok(isToStop(pruner, curveOf(1, NaN), 0, []));
});

const stopped = (...losses: readonly number[]): Rival => ({ curve: curveOf(...losses), isFinished: false });
const HALVES: Pruner = { kind: "asha", minSteps: 1, factor: 2 };
const promotedOf = (trials: readonly Rival[], pruner: Pruner = HALVES) =>
  placeToPromote(pruner, trials, ({ isFinished }) => !isFinished);

Deno.test("who was stopped goes on once it is among the best of its rung", () => {
  const trials = [finished(3, 3, 3, 3), stopped(5)];
  assert.equal(promotedOf(trials), undefined); // the one place of two is the first's
  assert.equal(promotedOf([...trials, stopped(9)]), undefined);
  assert.equal(promotedOf([...trials, stopped(9), stopped(8)]), 1);
  assert.equal(promotedOf([...trials, stopped(9), stopped(NaN)]), 1);
  assert.equal(promotedOf([...trials, stopped(4), stopped(8)]), 2);
  assert.equal(promotedOf([...trials, stopped(9), stopped(8)], ASHA), undefined);
  assert.equal(promotedOf([...trials, stopped(9), stopped(8)], MEDIAN), undefined);
  assert.equal(placeToPromote(HALVES, [...trials, stopped(9), stopped(8)], () => false), undefined);
});

Deno.test("the highest rung comes first, there the best, of equal ones the first; nobody is promoted from below", () => {
  const second = [finished(1, 1), finished(1, 2), stopped(1, 4), stopped(1, 3)];
  assert.equal(promotedOf(second), undefined); // of four at step 2 the places are the first two's
  const more = [...second, stopped(1, 5), stopped(1, 9)];
  assert.equal(promotedOf(more), 3);
  assert.equal(promotedOf([stopped(0.5), ...more]), 4);
  assert.equal(promotedOf([stopped(0.5), ...second]), 0); // on the lower rung it is the best of five
  assert.equal(promotedOf([finished(1), stopped(2), stopped(2), stopped(3)]), 1);
});

Deno.test("what has diverged, or ended before the first rung, is not promoted", () => {
  assert.equal(promotedOf([stopped(NaN), stopped(NaN), stopped(NaN), stopped(NaN)]), undefined);
  assert.equal(promotedOf([stopped(1, NaN), stopped(2), stopped(3), stopped(4)]), 1);
  const late: Pruner = { kind: "asha", minSteps: 3, factor: 2 };
  assert.equal(promotedOf([stopped(1, 1), stopped(2, 2)], late), undefined);
  assert.equal(promotedOf([stopped(1, 1, 1), stopped(2, 2, 2)], late), 0);
});

Deno.test("who is promoted is beaten at its rung by fewer than there are places", () => {
  fc.assert(fc.property(fc.array(CURVE, { maxLength: 20 }), fc.integer({ min: 2, max: 4 }), (curves, factor) => {
    const trials = curves.map((curve): Rival => ({ curve, isFinished: false }));
    const place = promotedOf(trials, { kind: "asha", minSteps: 1, factor });
    if (place === undefined) return;
    const { step } = trials[place]!.curve.at(-1)!;
    let rung = 1;
    while (rung * factor <= step) rung *= factor;
    const at = ({ curve }: Rival) => curve.find((report) => report.step >= rung)?.loss;
    const reached = trials.flatMap((trial) => at(trial) ?? []);
    const better = reached.filter((loss) => loss < at(trials[place]!)!);
    assert.ok(better.length < Math.floor(reached.length / factor));
  }));
});

Deno.test("ASHA finds what all trials to their ends would have, in 40 % of their steps", () => {
  const STEPS = 81, TRIALS = 60;
  const kept: number[] = [];
  for (let seed = 1; seed <= 30; seed++) {
    const rivals: Rival[] = [];
    for (let number = 1; number <= TRIALS; number++) {
      const [end, start] = randomPoint(SPACE, seed, number) as [number, number];
      const whole = Array.from({ length: STEPS }, (_, i) => ({ step: i + 1, loss: end + start / Math.sqrt(i + 1) }));
      let told = 1;
      while (told < STEPS && !isToStop(ASHA, whole.slice(0, told), told - 1, rivals)) told++;
      rivals.push({ curve: whole.slice(0, told), isFinished: told === STEPS });
    }
    const steps = rivals.reduce((sum, { curve }) => sum + curve.length, 0);
    assert.ok(steps <= 0.4 * STEPS * TRIALS, `${steps} steps`);
    const ends = Array.from({ length: TRIALS }, (_, i) => {
      const [end, start] = randomPoint(SPACE, seed, i + 1) as [number, number];
      return end + start / Math.sqrt(STEPS);
    });
    const best = Math.min(...rivals.filter(({ isFinished }) => isFinished).map(({ curve }) => curve.at(-1)!.loss));
    kept.push(ends.filter((loss) => loss < best).length);
  }
  // how many of 60 would have been better, had they not been stopped: none, mostly
  assert.ok(kept.filter((better) => better === 0).length >= 20, kept.join(" "));
  assert.ok(Math.max(...kept) <= 3, kept.join(" "));
});

const SPACE = [
  { kind: "float", low: 0, high: 1, isLog: false },
  { kind: "float", low: 0.5, high: 1, isLog: false },
] as const;
