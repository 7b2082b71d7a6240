/** Which trials are not worth going on, and which are after all: pure functions of what they have reported on their way. */
import { compare } from "./order.ts";

/** What a trial has said at a step: small is good. */
export interface Report {
  readonly step: number;
  readonly loss: number;
}

/** In order of their steps, each step once. */
export type Curve = readonly Report[];

/** Another trial of the search. */
export interface Rival {
  readonly curve: Curve;
  /** It has gone all its way: neither is it running nor was it stopped. */
  readonly isFinished: boolean;
}

export type Pruner =
  | {
    readonly kind: "asha";
    /** The first rung; undefined: a hundredth of the longest way that a trial has gone to its end. */
    readonly minSteps: number | undefined;
    /** One of so many goes on at each rung, and the next rung is so many times farther. */
    readonly factor: number;
  }
  | { readonly kind: "median"; /** Before it nobody is stopped. */ readonly minSteps: number };

/** As Optuna 5. */
export const DEFAULT_FACTOR = 4;

/**
 * Shall a trial be stopped? Never the current best: one whose latest loss nobody's latest beats. What is no number has
 * diverged, and is stopped.
 *
 * @param judged how many of its reports have been judged before
 */
export function isToStop(pruner: Pruner, curve: Curve, judged: number, rivals: readonly Rival[]): boolean {
  const last = curve.at(-1);
  if (last === undefined || judged >= curve.length) return false;
  if (Number.isNaN(last.loss)) return true;
  const latest = rivals.flatMap((rival) => rival.curve.slice(-1)).map(({ loss }) => loss);
  if (!latest.some((loss) => loss < last.loss)) return false;
  return pruner.kind === "asha" ? losesRung(pruner, curve, judged, rivals) : isBelowMedian(pruner, curve, rivals);
}

/**
 * Asynchronous successive halving, which stops instead of waiting for others (Li, Jamieson, Rostamizadeh, Gonina, Hardt,
 * Recht and Talwalkar, "Massively Parallel Hyperparameter Tuning", arXiv:1810.05934). At each rung a trial goes on if it
 * is among the best `1/factor` of those that have reached it; as long as they are fewer, if it is the best.
 */
function losesRung(
  { minSteps, factor }: Pruner & { kind: "asha" },
  curve: Curve,
  judged: number,
  rivals: readonly Rival[],
): boolean {
  const first = minSteps ?? hundredth(rivals);
  if (first === undefined) return false;
  const before = curve[judged - 1]?.step ?? -Infinity;
  for (const rung of rungsOf(first, factor, curve)) {
    if (rung <= before) continue;
    const own = lossAt(curve, rung)!;
    const others = rivals.flatMap((rival) => lossAt(rival.curve, rung) ?? []);
    const places = Math.max(1, Math.floor((others.length + 1) / factor));
    if (!(others.filter((loss) => loss < own).length < places)) return true;
  }
  return false;
}

/**
 * The one of those that were stopped that is to go on, if any: at the last rung that it has reached it is now among the best
 * `1/factor`, as others have come since that were worse. It is the promotion of asynchronous successive halving (Li and
 * others, algorithm 2): the highest rung comes first, there the best, of equal ones the first. What is no number stays.
 *
 * @param trials all of the search, in order of their numbers
 * @param canGoOn asked of those that would be promoted: was it stopped, and is there something to go on from?
 * @returns its place
 */
export function placeToPromote<T extends Rival>(
  pruner: Pruner,
  trials: readonly T[],
  canGoOn: (trial: T) => boolean,
): number | undefined {
  const first = pruner.kind === "asha" ? pruner.minSteps ?? hundredth(trials) : undefined;
  if (pruner.kind !== "asha" || first === undefined) return undefined;
  const lastRungs = trials.map(({ curve }) => rungsOf(first, pruner.factor, curve).at(-1));
  const rungs = [...new Set(lastRungs)].filter((rung) => rung !== undefined).sort((a, b) => b - a);
  for (const rung of rungs) {
    const reached = trials.flatMap(({ curve }, place) => {
      const loss = lossAt(curve, rung);
      return loss === undefined ? [] : [{ place, loss: Number.isNaN(loss) ? Infinity : loss }];
    });
    const best = reached.sort((a, b) => compare(a.loss, b.loss) || a.place - b.place)
      .slice(0, Math.floor(reached.length / pruner.factor));
    const promoted = best.find(({ place }) =>
      lastRungs[place] === rung && !Number.isNaN(trials[place]!.curve.at(-1)!.loss) && canGoOn(trials[place]!)
    );
    if (promoted !== undefined) return promoted.place;
  }
  return undefined;
}

/** Those that a trial has reached. */
function rungsOf(first: number, factor: number, curve: Curve): number[] {
  const last = Math.min(curve.at(-1)?.step ?? -Infinity, Number.MAX_VALUE);
  const rungs: number[] = [];
  for (let rung = first; rung <= last; rung *= factor) rungs.push(rung);
  return rungs;
}

/** Undefined as long as none has gone to its end. */
function hundredth(rivals: readonly Rival[]): number | undefined {
  const ends = rivals.flatMap(({ curve, isFinished }) => isFinished ? curve.slice(-1) : []).map(({ step }) => step);
  return ends.length === 0 ? undefined : Math.max(1, Math.floor(Math.max(...ends) / 100));
}

/** When a rung was reached; undefined: it has not been. */
function lossAt(curve: Curve, rung: number): number | undefined {
  return curve.find(({ step }) => step >= rung)?.loss;
}

/** With fewer to compare with nobody is stopped (Optuna 5). */
const FEWEST_FINISHED = 5;

/**
 * The median rule of Golovin and others, "Google Vizier: A Service for Black-Box Optimization" (KDD 2017), 3.2.2: what is
 * best of the trial so far is worse than the median of the others' averages up to the same step.
 */
function isBelowMedian({ minSteps }: Pruner & { kind: "median" }, curve: Curve, rivals: readonly Rival[]): boolean {
  const { step } = curve.at(-1)!;
  if (step < minSteps) return false;
  const averages = rivals.filter((rival) => rival.isFinished && rival.curve.some((report) => report.step >= step))
    .map((rival) => mean(rival.curve.filter((report) => report.step <= step)))
    .filter((average) => !Number.isNaN(average));
  if (averages.length < FEWEST_FINISHED) return false;
  return Math.min(...curve.map(({ loss }) => Number.isNaN(loss) ? Infinity : loss)) > median(averages);
}

/** NaN of nothing. */
function mean(curve: Curve): number {
  return curve.reduce((sum, { loss }) => sum + loss, 0) / curve.length;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a < b ? -1 : 1);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
