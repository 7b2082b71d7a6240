import type { Curve, CurvePlot } from "./data.ts";
import { thinned } from "./thin_curve.ts";

/** Fewer would tell too little of a curve: then it is better to have fewer curves. */
const LEAST_POINTS = 40;
/** Characters of a curve that are not its points. */
const FRAME = 60;
/** Digits of a number, beyond those that all of its curve share: more than are seen in a chart or written below it. */
const DIGITS = 6;

interface FittedCurves {
  readonly plots: readonly CurvePlot[];
  /** Rows that have no place any more. */
  readonly leftOut: number;
}

/**
 * Curves as they fit into a page: all with fewer points, so that there is place for those of many rows, and with as many
 * digits as can be told apart. What still has no place is left out, the last rows first.
 *
 * @param characters that they may have as JSON, all together
 */
export function fitCurves(plots: readonly CurvePlot[], characters: number): FittedCurves {
  const short = plots.map((plot) => ({ ...plot, curves: plot.curves.map(roundedCurve) }));
  const all = short.flatMap(({ curves }) => curves);
  const lengths = all.map(({ xs }) => xs.length);
  const points = lengths.reduce((sum, length) => sum + length, 0);
  const size = JSON.stringify(all).length / Math.max(1, points);
  const room = Math.max(0, characters - FRAME * all.length) / size; // in points
  const most = mostPoints(lengths, room);
  if (most === undefined) return fitRows(short, room);
  return {
    plots: short.map((plot) => ({ ...plot, curves: plot.curves.map((curve) => thinned(curve, most)) })),
    leftOut: 0,
  };
}

/** How many points a curve may have so that all have place; undefined: none that is worth it. */
function mostPoints(lengths: readonly number[], room: number): number | undefined {
  const needed = (most: number) => lengths.reduce((sum, length) => sum + Math.min(length, most), 0);
  let low = LEAST_POINTS, high = lengths.reduce((a, b) => Math.max(a, b), LEAST_POINTS);
  if (needed(low) > room) return undefined;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (needed(middle) <= room) low = middle;
    else high = middle - 1;
  }
  return low;
}

function fitRows(plots: readonly CurvePlot[], room: number): FittedCurves {
  const sizes = new Map<number, number>();
  for (const { row, xs } of plots.flatMap(({ curves }) => curves)) {
    sizes.set(row, (sizes.get(row) ?? 0) + Math.min(xs.length, LEAST_POINTS));
  }
  let left = room;
  const rows = [...sizes].sort(([a], [b]) => a - b);
  const kept = new Set(rows.filter(([, size]) => (left -= size) >= 0).map(([row]) => row));
  return {
    plots: plots.map((plot) => ({
      ...plot,
      curves: plot.curves.filter(({ row }) => kept.has(row)).map((curve) => thinned(curve, LEAST_POINTS)),
    })),
    leftOut: rows.length - kept.size,
  };
}

function roundedCurve(curve: Curve): Curve {
  return { ...curve, xs: rounded(curve.xs), ys: rounded(curve.ys) };
}

/** Small values beside large ones keep their digits (an axis may be logarithmic), small differences are not lost. */
function rounded<Value extends number | null>(values: readonly Value[]): Value[] {
  const known = values.filter((value) => value !== null) as number[];
  const low = known.reduce((a, b) => Math.min(a, b), Infinity),
    high = known.reduce((a, b) => Math.max(a, b), -Infinity);
  const size = Math.max(Math.abs(low), Math.abs(high));
  const shared = high > low ? Math.max(0, Math.floor(Math.log10(size / (high - low)))) : 0;
  const digits = Math.min(17, DIGITS + shared);
  return values.map((value) =>
    value === null || Number.isInteger(value) ? value : Number(value.toPrecision(digits)) as Value
  );
}
