/**
 * Sampling: points drawn from the space that the sweeps span, for the intervals that a grid cannot have.
 *
 * `interval(a,b)` is drawn uniformly, `tag(log,interval(a,b))` log-uniformly, `int(interval(a,b))` as an integer with
 * both ends; choices and ranges are drawn from their values. The points of one seed and method are one endless stream
 * without repetitions; `startIndex` says where in it to go on.
 */
import { fault } from "./faults.ts";
import { shuffleItems } from "./order_functions.ts";
import { type Axis, axisOf, isDrawn } from "./sample_axis.ts";
import { MAX_SWEEP_POINTS, overrideKey, parsePathOverrides, type PathOverrides, refuseGlobs } from "./sweep.ts";
import { hashUniform, latinSource, MAX_SOBOL_AXES, type PointSource, randomSource, sobolSource } from "./uniform.ts";
import type { Override } from "./values.ts";

export type SamplingMethod = "random" | "sobol" | "lhs";

export interface SamplingOptions {
  /** How many points. There are fewer when the whole space has fewer. */
  readonly samples: number;
  /** An integer that is exact as a double. */
  readonly seed: number;
  readonly method: SamplingMethod;
  /** How many points of the stream were taken before; default 0. */
  readonly startIndex?: number;
  /**
   * For `lhs` only: the number of slices that the first points fill; it is part of what makes the stream, so pass the
   * first call's when continuing with another `samples`. Default: `samples`.
   */
  readonly designSize?: number;
}

/**
 * Points `startIndex` to `startIndex + samples` of the stream, each in the form of a grid's points (file → override
 * texts). The texts parse back to the very numbers drawn.
 *
 * @throws {OverrideError} when an override cannot be read
 * @throws {SweepError} when nothing can be drawn from one (a glob, an infinite interval)
 */
export function samplePoints(pathOverrides: PathOverrides, options: SamplingOptions): Map<string, string[]>[] {
  const { samples, seed, startIndex = 0 } = options;
  checkCount("samples", samples, 1);
  checkCount("the start index", startIndex, 0);
  if (!Number.isSafeInteger(seed)) throw fault("usage/seed", { seed });
  let calls = 0;
  const random = () => hashUniform(seed, 7, calls++);
  const files = [...parsePathOverrides(pathOverrides, random)].map(([file, overrides]) => ({
    file,
    overrides: lastOfEachKey(overrides),
  }));
  const all = files.flatMap(({ overrides }) => overrides);
  if (!all.some(isDrawn)) throw fault("usage/nothing-to-sample", {});
  const rows = takeDistinct(all.map(axisOf), drawnSource(all, options), startIndex + samples, seed);
  return rows.slice(startIndex).map((row) => {
    let next = 0;
    return new Map(files.map(({ file, overrides }) => [file, row.slice(next, next += overrides.length)] as const));
  });
}

function checkCount(name: string, value: number, least: number): void {
  if (Number.isSafeInteger(value) && value >= least && value <= MAX_SWEEP_POINTS) return;
  throw fault("usage/count", { what: name, least, most: MAX_SWEEP_POINTS, value });
}

/** As in a grid, a repeated key keeps its first place and has its last override. */
function lastOfEachKey(overrides: readonly Override[]): Override[] {
  refuseGlobs(overrides);
  return [...new Map(overrides.map((override) => [overrideKey(override), override] as const)).values()];
}

/** Numbers only the overrides that are drawn, so that adding a fixed one changes no point. */
function drawnSource(overrides: readonly Override[], options: SamplingOptions): PointSource {
  const { seed, method, samples, designSize = samples } = options;
  const numbers: number[] = [];
  let drawn = 0;
  for (const override of overrides) numbers.push(isDrawn(override) ? drawn++ : 0);
  if (method === "sobol" && drawn > MAX_SOBOL_AXES) throw fault("usage/sobol-axes", { most: MAX_SOBOL_AXES, drawn });
  const source = method === "random"
    ? randomSource(seed)
    : method === "sobol"
    ? sobolSource(seed, drawn)
    : latinSource(seed, designSize);
  return (index, axis) => source(index, numbers[axis]!);
}

/** After so many repeated draws in a row, a small space is finished by listing what is left of it. */
const PATIENCE = 100;
/** After so many repeated draws in a row, a large space is taken to be exhausted. */
const LAST_PATIENCE = 100_000;

/** The first `count` different rows of the stream, one text for each axis; fewer if there are no more. */
function takeDistinct(axes: readonly Axis[], source: PointSource, count: number, seed: number): string[][] {
  const total = axes.reduce((size, axis) => size * axis.size, 1);
  if (total === 0) return [];
  const rows = new Map<string, string[]>();
  let repeated = 0;
  for (let index = 0; rows.size < Math.min(count, total) && repeated < LAST_PATIENCE; index++) {
    const row = axes.map((axis, i) => axis.draw(source(index, i)));
    const name = JSON.stringify(row);
    if (rows.has(name)) {
      repeated++;
      if (repeated > PATIENCE && total <= MAX_SWEEP_POINTS) addRest(rows, axes, total, seed);
    } else {
      rows.set(name, row);
      repeated = 0;
    }
  }
  return [...rows.values()].slice(0, count);
}

/** Adds every row that is still missing, in an order of the seed. */
function addRest(rows: Map<string, string[]>, axes: readonly Axis[], total: number, seed: number): void {
  let calls = 0;
  const order = shuffleItems(Array.from({ length: total }, (_, number) => number), () => hashUniform(seed, 8, calls++));
  for (const number of order) {
    let rest = number;
    const row = axes.map((axis) => {
      const text = axis.textAt(rest % axis.size);
      rest = Math.floor(rest / axis.size);
      return text;
    });
    const name = JSON.stringify(row);
    if (!rows.has(name)) rows.set(name, row);
  }
}
