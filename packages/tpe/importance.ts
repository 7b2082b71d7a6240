import { massBetween } from "./normal.ts";
import { compareTrials } from "./order.ts";
import { type Axis, lineOf, type Trial } from "./space.ts";

/** With fewer trials that have ended nothing can be told. */
const FEWEST_TRIALS = 10;
const GOOD_SHARE = 0.1;
const FEWEST_GOOD = 3;
/** Into so many cells an axis of numbers is divided. */
const CELLS = 50;

/**
 * How much each axis alone decides on whether a trial is among the best tenth: PED-ANOVA (Watanabe, Bansal and Hutter,
 * "PED-ANOVA: Efficiently Quantifying Hyperparameter Importance in Arbitrary Subspaces", IJCAI 2023). The share of the
 * variance that fANOVA would find is Pearson's divergence between two densities, of the best trials' values and of all
 * trials'; no forest has to be learnt, and where the search has looked more often counts no more than elsewhere. An axis
 * that does not always count is judged by the trials in which it does.
 *
 * Trials that were pruned are left out: what they said last is no result.
 *
 * @returns a share for each axis, together 1; undefined while too few trials have ended, or when nothing differs
 */
export function importances(space: readonly Axis[], trials: readonly Trial[]): number[] | undefined {
  const ended = trials.filter(({ loss, prunedAt }) => loss !== undefined && prunedAt === undefined);
  if (ended.length < FEWEST_TRIALS) return undefined;
  const good = [...ended].sort(compareTrials).slice(0, Math.max(FEWEST_GOOD, Math.ceil(GOOD_SHARE * ended.length)));
  const valuesOf = (from: readonly Trial[], i: number) => from.flatMap(({ point }) => point[i] ?? []);
  const raw = space.map((axis, i) => divergence(density(axis, valuesOf(good, i)), density(axis, valuesOf(ended, i))));
  const sum = raw.reduce((a, b) => a + b, 0);
  return sum > 0 ? raw.map((share) => share / sum) : undefined;
}

/** Pearson's. */
function divergence(good: readonly number[], all: readonly number[]): number {
  return good.reduce((sum, mass, i) => sum + (mass / all[i]! - 1) ** 2 * all[i]!, 0);
}

/** The mass of each cell: of a kernel around each value, and of one more that is spread evenly. */
function density(axis: Axis, values: readonly number[]): number[] {
  const cells = cellCount(axis);
  const masses = Array.from({ length: cells }, () => 1 / cells);
  const places = values.map((value) => cellOf(axis, value));
  const width = scottWidth(places);
  for (const place of places) {
    if (axis.kind === "choice") masses[place]! += 1;
    else kernelAround(place, width, cells).forEach((mass, i) => masses[i]! += mass);
  }
  return masses.map((mass) => mass / (values.length + 1));
}

function cellCount(axis: Axis): number {
  if (axis.kind === "choice") return axis.size;
  return axis.kind === "stepped" ? Math.min(CELLS, Math.round((axis.high - axis.low) / axis.step) + 1) : CELLS;
}

function cellOf(axis: Axis, value: number): number {
  if (axis.kind === "choice") return value;
  const { low, high } = lineOf(axis);
  const position = high > low ? ((axis.isLog ? Math.log(value) : value) - low) / (high - low) : 0;
  const cells = cellCount(axis);
  return Math.min(cells - 1, Math.max(0, Math.floor(position * cells)));
}

/** Scott's rule, in cells (D. W. Scott, "Multivariate Density Estimation", 1992); never so narrow that a cell is all. */
function scottWidth(places: readonly number[]): number {
  const count = places.length;
  const mean = places.reduce((a, b) => a + b, 0) / count;
  const deviation = Math.sqrt(places.reduce((sum, place) => sum + (place - mean) ** 2, 0) / Math.max(1, count - 1));
  const sorted = [...places].sort((a, b) => a - b);
  const quartiles = sorted[Math.floor(count * 0.75)]! - sorted[Math.floor(count * 0.25)]!;
  return Math.max(1.059 * Math.min(quartiles / 1.34, deviation) * count ** -0.2, 0.5 / 1.64);
}

/** A normal distribution that ends where the axis does. */
function kernelAround(place: number, width: number, cells: number): number[] {
  const total = massBetween((-0.5 - place) / width, (cells - 0.5 - place) / width);
  return Array.from(
    { length: cells },
    (_, i) => massBetween((i - 0.5 - place) / width, (i + 0.5 - place) / width) / total,
  );
}
