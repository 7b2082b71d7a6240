/** Our side: one search of a function with a known shape, in the manners that are measured. */
import {
  type Curve,
  isToStop,
  nextCmaPoint,
  nextPartialPoint,
  type NumberAxis,
  type PartialPoint,
  placeToPromote,
  type Pruner,
  randomPoint,
  type Trial,
} from "@exp/tpe";
import type { CurveFunction, TestFunction } from "./functions.ts";

/** The next trial's point. */
type Chooser = (trials: readonly Trial[], number: number) => PartialPoint;

interface Wishes {
  readonly trials: number;
  /** Trials at once, each as long as all others. */
  readonly workers: number;
}

/** The true value of the trial that looks best, after each that has ended. */
export async function search(
  one: TestFunction,
  seed: number,
  choose: Chooser,
  { trials, workers }: Wishes,
): Promise<number[]> {
  const ended: Trial[] = [], running: Trial[] = [], best: number[] = [];
  let seen = Infinity, value = Infinity;
  for (let number = 1; best.length < trials; number++) {
    if (number <= trials) {
      running.push({ number, point: choose([...ended, ...running], number), loss: undefined });
      if (running.length < workers) continue;
    }
    const next = running.shift()!;
    const truth = await one.at(next.point);
    const loss = truth + (one.noise ?? 0) * normal(seed, next.number);
    ended.push({ ...next, loss });
    if (loss < seen) [seen, value] = [loss, truth];
    best.push(value);
  }
  return best;
}

export function byTpe({ space, groups }: TestFunction, seed: number): Chooser {
  const parts = groups ?? [{ axes: [...space.keys()], isActive: () => true }];
  return (trials, number) => nextPartialPoint(space, parts, seed, trials, number);
}

export function byCma({ space }: TestFunction, seed: number): Chooser {
  return (trials, number) => nextCmaPoint(space as readonly NumberAxis[], seed, trials, number);
}

/** By Box and Muller. */
function normal(seed: number, number: number): number {
  const unit = { kind: "float", low: 0, high: 1, isLog: false } as const;
  const [a, b] = randomPoint([unit, unit], seed + 1_000_000, number) as [number, number];
  return Math.sqrt(-2 * Math.log(1 - a)) * Math.cos(2 * Math.PI * b);
}

const CURVE_STEPS = 81;
const ASHA: Pruner = { kind: "asha", minSteps: undefined, factor: 4 };

export interface Halved {
  /** Of those that went to their ends. */
  readonly best: number;
  /** Of all steps of all trials, those that were done. */
  readonly share: number;
}

interface HalvingWishes {
  readonly trials: number;
  readonly prunes: boolean;
  /** Do those go on that are among the best after all? */
  readonly promotes: boolean;
  /** Begins as many trials as fit into this share of all steps, instead. */
  readonly within?: number;
}

/** TPE with trials that end early, one after the other. */
export async function halve(
  one: CurveFunction,
  seed: number,
  { trials, prunes, promotes, within }: HalvingWishes,
): Promise<Halved> {
  const choose = byTpe(one, seed);
  const known: { number: number; point: PartialPoint; curve: Curve; isFinished: boolean }[] = [];
  // none is begun that might not come to its end within them
  const mostSteps = within === undefined ? Infinity : (within * trials - 1) * CURVE_STEPS;
  const mostTrials = within === undefined ? trials : Infinity;
  let steps = 0;
  for (;;) {
    const promoted = promotes ? placeToPromote(ASHA, known, ({ isFinished }) => !isFinished) : undefined;
    const number = known.length + 1;
    if (steps > mostSteps || (promoted === undefined && number > mostTrials)) break;
    const trial = promoted === undefined
      ? { number, point: choose(known.map(observed), number), curve: [] as Curve, isFinished: false }
      : known.splice(promoted, 1)[0]!;
    const [end, gap] = [await one.at(trial.point), one.gap(trial.point)];
    const curve = [...trial.curve];
    while (curve.length < CURVE_STEPS) {
      const step = curve.length + 1;
      curve.push({ step, loss: end + gap / Math.sqrt(step) });
      steps++;
      if (prunes && step < CURVE_STEPS && isToStop(ASHA, curve, step - 1, known)) break;
    }
    known.splice(trial.number - 1, 0, { ...trial, curve, isFinished: curve.length === CURVE_STEPS });
  }
  const ends = known.flatMap(({ curve, isFinished }) => isFinished ? [curve.at(-1)!.loss] : []);
  return { best: Math.min(...ends), share: steps / (CURVE_STEPS * trials) };
}

function observed(
  { number, point, curve, isFinished }: { number: number; point: PartialPoint; curve: Curve; isFinished: boolean },
): Trial {
  const { step, loss } = curve.at(-1)!;
  return { number, point, loss, ...(isFinished ? {} : { prunedAt: step }) };
}
