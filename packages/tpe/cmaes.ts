/**
 * The next point of a search over numbers alone by CMA-ES: a normal distribution that is moved to where the better half of
 * each generation lies, and takes on its shape. Equations and constants are those of Hansen, "The CMA Evolution Strategy:
 * A Tutorial" (arXiv:1604.00772), with positive weights; the first distribution is as wide as Optuna has it.
 *
 * As it needs nothing of a point but where it is, the distribution is worked out anew from the trials each time: whatever
 * has ended makes generations in the order of its numbers, points of others among them.
 */
import { eigenOf, type Matrix } from "./eigen.ts";
import { compareTrials } from "./order.ts";
import { RandomStream } from "./random_stream.ts";
import { isFixed, lineOf, type NumberAxis, type Point, type Trial, valueAt } from "./space.ts";

/** Of the whole width of an axis. */
const FIRST_WIDTH = 1 / 6;
/** So often a point outside the space is drawn again before it is moved to the edge. */
const MOST_DRAWS = 100;
const LEAST_STEP = 1e-12;

/** Axes are from 0 to 1 here. */
interface Distribution {
  readonly mean: readonly number[];
  readonly step: number;
  readonly shape: Matrix;
  readonly stepPath: readonly number[];
  readonly shapePath: readonly number[];
}

/** @param number of the trial that the point is for: another one has another point */
export function nextCmaPoint(
  space: readonly NumberAxis[],
  seed: number,
  trials: readonly Trial[],
  number: number,
): Point {
  const free = space.filter((axis) => !isFixed(axis));
  const rates = ratesOf(free.length);
  const ended = trials.filter(({ loss }) => loss !== undefined).sort((a, b) => a.number - b.number);
  let distribution = firstOf(free.length);
  for (let g = 0; (g + 1) * rates.population <= ended.length; g++) {
    const generation = ended.slice(g * rates.population, (g + 1) * rates.population).sort(compareTrials);
    const better = generation.slice(0, rates.weights.length).map(({ point }) => placesOf(space, point));
    distribution = moved(distribution, rates, better, g + 1);
  }
  const places = draw(distribution, new RandomStream(seed, number));
  let next = 0;
  return space.map((axis) => isFixed(axis) ? axis.low : valueOn(axis, places[next++]!));
}

function placesOf(space: readonly NumberAxis[], point: Trial["point"]): number[] {
  return space.flatMap((axis, i) => {
    if (isFixed(axis)) return [];
    const { low, high } = lineOf(axis);
    return [((axis.isLog ? Math.log(point[i]!) : point[i]!) - low) / (high - low)];
  });
}

function valueOn(axis: NumberAxis, place: number): number {
  const { low, high } = lineOf(axis);
  return valueAt(axis, low + (high - low) * place);
}

/** What follows from the number of axes: Table 1 of the tutorial. */
function ratesOf(size: number) {
  const population = 4 + Math.floor(3 * Math.log(Math.max(1, size)));
  const raw = Array.from({ length: population >> 1 }, (_, i) => Math.log((population + 1) / 2) - Math.log(i + 1));
  const weights = raw.map((weight) => weight / sum(raw));
  const mass = 1 / sum(weights.map((weight) => weight ** 2));
  const stepRate = (mass + 2) / (size + mass + 5);
  const oneRate = 2 / ((size + 1.3) ** 2 + mass);
  return {
    population,
    weights,
    mass,
    stepRate,
    damping: 1 + 2 * Math.max(0, Math.sqrt((mass - 1) / (size + 1)) - 1) + stepRate,
    pathRate: (4 + mass / size) / (size + 4 + 2 * mass / size),
    oneRate,
    manyRate: Math.min(1 - oneRate, 2 * (0.25 + mass + 1 / mass - 2) / ((size + 2) ** 2 + mass)),
    /** Of a standard normal vector. */
    length: Math.sqrt(size) * (1 - 1 / (4 * size) + 1 / (21 * size ** 2)),
  };
}

function firstOf(size: number): Distribution {
  const zero = new Array<number>(size).fill(0);
  const shape = zero.map((_, i) => zero.map((_, j) => i === j ? 1 : 0));
  return { mean: zero.map(() => 0.5), step: FIRST_WIDTH, shape, stepPath: zero, shapePath: zero };
}

/** @param better the better half of a generation, the best first */
function moved(
  { mean, step, shape, stepPath, shapePath }: Distribution,
  { weights, mass, stepRate, damping, pathRate, oneRate, manyRate, length }: ReturnType<typeof ratesOf>,
  better: readonly (readonly number[])[],
  generation: number,
): Distribution {
  const ways = better.map((point) => point.map((place, i) => (place - mean[i]!) / step));
  const way = mean.map((_, i) => sum(ways.map((one, k) => weights[k]! * one[i]!)));
  const { values, vectors } = eigenOf(shape);
  // C^(-1/2) · way
  const along = values.map((value, k) => dot(vectors[k]!, way) / Math.sqrt(value));
  const whitened = mean.map((_, i) => sum(along.map((part, k) => part * vectors[k]![i]!)));
  const stepGain = Math.sqrt(stepRate * (2 - stepRate) * mass);
  const newStepPath = stepPath.map((part, i) => (1 - stepRate) * part + stepGain * whitened[i]!);
  const pathLength = Math.sqrt(dot(newStepPath, newStepPath));
  const expected = Math.sqrt(1 - (1 - stepRate) ** (2 * generation)) * (1.4 + 2 / (mean.length + 1)) * length;
  const isSteady = pathLength < expected ? 1 : 0;
  const pathGain = isSteady * Math.sqrt(pathRate * (2 - pathRate) * mass);
  const newShapePath = shapePath.map((part, i) => (1 - pathRate) * part + pathGain * way[i]!);
  const kept = 1 + oneRate * (1 - isSteady) * pathRate * (2 - pathRate) - oneRate - manyRate;
  return {
    mean: mean.map((place, i) => place + step * way[i]!),
    step: Math.min(1, Math.max(LEAST_STEP, step * Math.exp(stepRate / damping * (pathLength / length - 1)))),
    shape: shape.map((row, i) =>
      row.map((value, j) =>
        kept * value + oneRate * newShapePath[i]! * newShapePath[j]! +
        manyRate * spread(ways, weights, i, j)
      )
    ),
    stepPath: newStepPath,
    shapePath: newShapePath,
  };
}

/** How the ways go together along two axes. */
function spread(ways: readonly (readonly number[])[], weights: readonly number[], i: number, j: number): number {
  let all = 0;
  for (let k = 0; k < ways.length; k++) all += weights[k]! * ways[k]![i]! * ways[k]![j]!;
  return all;
}

function draw({ mean, step, shape }: Distribution, random: RandomStream): number[] {
  const { values, vectors } = eigenOf(shape);
  let point: number[] = [];
  for (let i = 0; i < MOST_DRAWS; i++) {
    const parts = values.map((value) => Math.sqrt(value) * random.normal());
    point = mean.map((place, i) => place + step * sum(parts.map((part, k) => part * vectors[k]![i]!)));
    if (point.every((place) => place >= 0 && place <= 1)) return point;
  }
  return point.map((place) => Math.min(1, Math.max(0, place)));
}

function sum(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0);
}

function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((all, value, i) => all + value * b[i]!, 0);
}
