/**
 * A density over the whole space, learnt from points: a mixture of products, one product around each point and one, the
 * prior, over everything.
 *
 * Multivariate Parzen estimators as in Falkner, Klein and Hutter, "BOHB" (ICML 2018), and Watanabe, "Tree-Structured Parzen
 * Estimator: Understanding Its Algorithm Components" (arXiv:2304.11127), which has the constants in its comparison; widths
 * and weights as Bergstra, Yamins and Cox, "Making a Science of Model Search" (ICML 2013), with Optuna 5's defaults.
 */
import { LOG_SQRT_2PI, massBetween } from "./normal.ts";
import type { RandomStream } from "./random_stream.ts";
import { type Axis, type Line, lineOf, type Point, valueAt } from "./space.ts";

/** The newest points count in full, those before them less and less. */
const FULL_WEIGHTS = 25;
/** No kernel is narrower than the space by this number. */
const MAX_RESOLUTION = 100;

export class ParzenEstimator {
  readonly #weights: readonly number[];
  readonly #logWeights: Float64Array;
  readonly #kernels: readonly AxisKernels[];

  /** @param points the oldest first */
  constructor(space: readonly Axis[], points: readonly Point[]) {
    this.#weights = normalised([...ageWeights(points.length), 1]);
    this.#logWeights = Float64Array.from(this.#weights.map(Math.log));
    this.#kernels = space.map((axis, i) => {
      const values = points.map((point) => point[i]!);
      return axis.kind === "choice" ? new ChoiceKernels(axis.size, values) : new NumberKernels(axis, values);
    });
  }

  sample(random: RandomStream): Point {
    const kernel = pick(this.#weights, random.next());
    return this.#kernels.map((axis) => axis.sample(kernel, random));
  }

  logDensity(point: Point): number {
    const logs = this.#logWeights.slice();
    for (let i = 0; i < point.length; i++) this.#kernels[i]!.addLogDensity(point[i]!, logs);
    return logOfSum(logs);
  }
}

/** The logarithm of the sum of what the logarithms stand for. */
function logOfSum(logs: Float64Array): number {
  let most = -Infinity;
  for (let i = 0; i < logs.length; i++) if (logs[i]! > most) most = logs[i]!;
  if (most === -Infinity) return most;
  let sum = 0;
  for (let i = 0; i < logs.length; i++) sum += Math.exp(logs[i]! - most);
  return most + Math.log(sum);
}

function ageWeights(count: number): number[] {
  const fading = Math.max(0, count - FULL_WEIGHTS);
  // from 1/count to 1 in even steps
  const weightOf = (i: number) => fading === 1 ? 1 / count : 1 / count + (i / (fading - 1)) * (1 - 1 / count);
  return Array.from({ length: count }, (_, i) => i < fading ? weightOf(i) : 1);
}

function normalised(weights: readonly number[]): number[] {
  const sum = weights.reduce((a, b) => a + b, 0);
  return weights.map((weight) => weight / sum);
}

/** The place in which a number in [0, 1) lies when the weights, which sum up to 1, stand one after the other. */
function pick(weights: readonly number[], position: number): number {
  let sum = 0;
  const found = weights.findIndex((weight) => position < (sum += weight));
  return found < 0 ? weights.length - 1 : found;
}

/** One axis of all kernels; the last kernel is the prior's. */
interface AxisKernels {
  sample(kernel: number, random: RandomStream): number;
  /** Adds to each kernel's entry the logarithm of its density at the value. */
  addLogDensity(value: number, logs: Float64Array): void;
}

class ChoiceKernels implements AxisKernels {
  readonly #other: number;
  readonly #chosen: number;

  constructor(readonly size: number, readonly values: readonly number[]) {
    const kernels = values.length + 1;
    this.#other = 1 / (kernels + size);
    this.#chosen = (1 + kernels) / (kernels + size);
  }

  sample(kernel: number, random: RandomStream): number {
    const position = random.next();
    const prior = this.values.length;
    if (kernel === prior) return Math.floor(position * this.size);
    const value = this.values[kernel]!;
    return pick(Array.from({ length: this.size }, (_, i) => i === value ? this.#chosen : this.#other), position);
  }

  addLogDensity(value: number, logs: Float64Array): void {
    const values = this.values, chosen = Math.log(this.#chosen), other = Math.log(this.#other);
    for (let i = 0; i < values.length; i++) logs[i]! += values[i] === value ? chosen : other;
    logs[values.length]! -= Math.log(this.size);
  }
}

/** Normal distributions around the values, cut off at the ends of the axis. */
class NumberKernels implements AxisKernels {
  readonly #line: Line;
  /** Which distribution a kernel has: equal ones are worked out once. */
  readonly #numbers: Int32Array;
  readonly #centres: Float64Array;
  readonly #widths: Float64Array;
  /** Logarithm of the density in the centre; of the mass within the ends where there are steps. */
  readonly #tops: Float64Array;

  constructor(readonly axis: Exclude<Axis, { kind: "choice" }>, values: readonly number[]) {
    const { low, high } = this.#line = lineOf(axis);
    const centres = values.map((value) => this.#placeOf(value));
    const widths = widthsOf(centres, this.#line);
    const kernels = distinct([...centres, (low + high) / 2], [...widths, high - low], axis.kind === "stepped");
    this.#numbers = kernels.numbers;
    this.#centres = kernels.centres;
    this.#widths = kernels.widths;
    this.#tops = this.#widths.map((width, i) => {
      const centre = this.#centres[i]!;
      const mass = Math.log(massBetween((low - centre) / width, (high - centre) / width));
      return axis.kind === "stepped" ? mass : -mass - Math.log(width) - LOG_SQRT_2PI;
    });
  }

  #placeOf(value: number): number {
    return this.axis.isLog ? Math.log(value) : value;
  }

  /** A third of all tries at least lies between the ends: a centre does, and no width is more than their distance. */
  sample(kernel: number, random: RandomStream): number {
    const { low, high } = this.#line;
    const number = this.#numbers[kernel]!;
    for (;;) {
      const place = this.#centres[number]! + this.#widths[number]! * random.normal();
      if (place >= low && place <= high) return valueAt(this.axis, place);
    }
  }

  addLogDensity(value: number, logs: Float64Array): void {
    const all = this.axis.kind === "stepped"
      ? this.#logMasses(this.#placeOf(value - this.axis.step / 2), this.#placeOf(value + this.axis.step / 2))
      : this.#logHeights(this.#placeOf(value));
    const numbers = this.#numbers;
    for (let i = 0; i < logs.length; i++) logs[i]! += all[numbers[i]!]!;
  }

  #logHeights(place: number): Float64Array {
    const centres = this.#centres, widths = this.#widths;
    const heights = this.#tops.slice();
    for (let i = 0; i < heights.length; i++) {
      const z = (place - centres[i]!) / widths[i]!;
      heights[i]! -= 0.5 * z * z;
    }
    return heights;
  }

  #logMasses(from: number, to: number): Float64Array {
    const centres = this.#centres, widths = this.#widths, tops = this.#tops;
    const masses = new Float64Array(tops.length);
    for (let i = 0; i < masses.length; i++) {
      const centre = centres[i]!, width = widths[i]!;
      masses[i] = Math.log(massBetween((from - centre) / width, (to - centre) / width)) - tops[i]!;
    }
    return masses;
  }
}

interface Distinct {
  /** For each of what there was, its place among the distinct. */
  readonly numbers: Int32Array;
  readonly centres: Float64Array;
  readonly widths: Float64Array;
}

/** @param repeats whether it is likely that there are equal ones, so that it is worth looking */
function distinct(centres: readonly number[], widths: readonly number[], repeats: boolean): Distinct {
  if (!repeats) {
    const numbers = Int32Array.from(centres.keys());
    return { numbers, centres: Float64Array.from(centres), widths: Float64Array.from(widths) };
  }
  const known = new Map<number, Map<number, number>>();
  const first: number[] = [];
  const numbers = Int32Array.from(centres, (centre, i) => {
    const ofCentre = known.get(centre) ?? new Map<number, number>();
    known.set(centre, ofCentre);
    const number = ofCentre.get(widths[i]!);
    if (number !== undefined) return number;
    ofCentre.set(widths[i]!, first.length);
    return first.push(i) - 1;
  });
  const pick = (from: readonly number[]) => Float64Array.from(first, (i) => from[i]!);
  return { numbers, centres: pick(centres), widths: pick(widths) };
}

/** As wide as the way to the farther one of its neighbours; the outermost have one neighbour only, not the end beyond. */
function widthsOf(centres: readonly number[], { low, high }: Line): number[] {
  const order = centres.map((_, i) => i).sort((a, b) => centres[a]! - centres[b]! || a - b);
  const sorted = order.map((i) => centres[i]!);
  const last = sorted.length - 1;
  const leastWidth = (high - low) / Math.min(MAX_RESOLUTION, centres.length + 2);
  const widths = new Array<number>(centres.length);
  order.forEach((original, rank) => {
    const centre = sorted[rank]!;
    const isAlone = last < 1;
    const before = rank > 0 ? centre - sorted[rank - 1]! : isAlone ? centre - low : 0;
    const after = rank < last ? sorted[rank + 1]! - centre : isAlone ? high - centre : 0;
    widths[original] = Math.min(Math.max(before, after, leastWidth), high - low);
  });
  return widths;
}
