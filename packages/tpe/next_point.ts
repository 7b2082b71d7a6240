import { compareTrials } from "./order.ts";
import { ParzenEstimator } from "./parzen.ts";
import { RandomStream } from "./random_stream.ts";
import { type Axis, type Group, isFixed, lineOf, type PartialPoint, type Point, type Trial, valueAt } from "./space.ts";

/** So many trials have to end before there is something to learn from: until then points are drawn evenly. */
const STARTUP_TRIALS = 10;
/** How many points are drawn from what the good trials have in common, to choose among. */
const CANDIDATES = 24;
const GOOD_SHARE = 0.1;
const MOST_GOOD = 25;

/**
 * The point at which the ratio of two densities is best: of the good trials, and of all others (Bergstra, Bardenet, Bengio
 * and Kégl, "Algorithms for Hyper-Parameter Optimization", NIPS 2011). Trials that have not ended count among the others, so
 * that who asks at the same time is sent elsewhere (the constant liar of Ginsbourger, Le Riche and Carraro, 2010).
 * Constants are those of Optuna 5.0.
 *
 * @param trials in any order; their numbers say which is older
 * @param number of the trial that the point is for: another one has another point
 */
export function nextPoint(space: readonly Axis[], seed: number, trials: readonly Trial[], number: number): Point {
  const whole = { axes: [...space.keys()], isActive: () => true };
  return nextPartialPoint(space, [whole], seed, trials, number) as Point;
}

/**
 * The same where some axes count in some places only: each group of axes has a model of its own, learnt from the trials
 * in which it counted (the tree of Bergstra and others, 2011, of several variables a node as Optuna's `group` has it).
 *
 * @param groups one after the other, each behind those that it depends on; every axis is in one of them
 */
export function nextPartialPoint(
  space: readonly Axis[],
  groups: readonly Group[],
  seed: number,
  trials: readonly Trial[],
  number: number,
): PartialPoint {
  const ended = trials.filter(({ loss }) => loss !== undefined);
  if (ended.length < STARTUP_TRIALS) return activePart(groups, randomPoint(space, seed, number));
  const isGood = chooseGood(ended);
  const byAge = [...trials].sort((a, b) => a.number - b.number);
  const good = byAge.filter(isGood), other = byAge.filter((trial) => !isGood(trial));
  const random = new RandomStream(seed, number);
  const chosen = new Array<number | undefined>(space.length).fill(undefined);
  for (const { axes, isActive } of groups) {
    if (!isActive(chosen)) continue;
    const free = axes.filter((i) => !isFixed(space[i]!));
    const learn = (from: readonly Trial[]) => learnGroup(space, free, from);
    const best = bestCandidate(learn(good), learn(other), random);
    for (const i of axes) chosen[i] = onlyValue(space[i]!);
    free.forEach((i, place) => chosen[i] = best[place]!);
  }
  return chosen;
}

/** @param axes places of those that count in the same trials */
function learnGroup(space: readonly Axis[], axes: readonly number[], trials: readonly Trial[]): ParzenEstimator {
  const points = trials.map(({ point }) => axes.map((i) => point[i]));
  const whole = points.filter((values): values is number[] => values.every((value) => value !== undefined));
  return new ParzenEstimator(axes.map((i) => space[i]!), whole);
}

function bestCandidate(good: ParzenEstimator, other: ParzenEstimator, random: RandomStream): Point {
  let best: Point = [], bestRatio = -Infinity;
  for (let i = 0; i < CANDIDATES; i++) {
    const point = good.sample(random);
    const ratio = good.logDensity(point) - other.logDensity(point);
    if (i === 0 || ratio > bestRatio) [best, bestRatio] = [point, ratio];
  }
  return best;
}

/** A point without the values that do not count there. */
export function activePart(groups: readonly Group[], point: PartialPoint): PartialPoint {
  const part = new Array<number | undefined>(point.length).fill(undefined);
  for (const { axes, isActive } of groups) {
    if (isActive(part)) { for (const i of axes) part[i] = point[i]; }
  }
  return part;
}

function chooseGood(ended: readonly Trial[]): (trial: Trial) => boolean {
  const count = Math.min(Math.ceil(GOOD_SHARE * ended.length), MOST_GOOD);
  const good = new Set([...ended].sort(compareTrials).slice(0, count));
  return (trial) => good.has(trial);
}

/** Anywhere in the space, each value as likely as another. */
export function randomPoint(space: readonly Axis[], seed: number, number: number): Point {
  const random = new RandomStream(seed, number);
  return space.map((axis) => {
    const position = random.next();
    if (axis.kind === "choice") return Math.floor(position * axis.size);
    const { low, high } = lineOf(axis);
    return valueAt(axis, low + (high - low) * position);
  });
}

function onlyValue(axis: Axis): number {
  return axis.kind === "choice" ? 0 : axis.low;
}
