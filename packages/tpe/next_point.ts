import { ParzenEstimator } from "./parzen.ts";
import { RandomStream } from "./random_stream.ts";
import { type Axis, isFixed, lineOf, type Point, type Trial, valueAt } from "./space.ts";

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
  const ended = trials.filter(({ loss }) => loss !== undefined);
  if (ended.length < STARTUP_TRIALS) return randomPoint(space, seed, number);
  const isGood = chooseGood(ended);
  const byAge = [...trials].sort((a, b) => a.number - b.number);
  const free = space.map((axis, i) => ({ axis, i })).filter(({ axis }) => !isFixed(axis));
  const learn = (from: readonly Trial[]) =>
    new ParzenEstimator(free.map(({ axis }) => axis), from.map(({ point }) => free.map(({ i }) => point[i]!)));
  const good = learn(byAge.filter(isGood)), other = learn(byAge.filter((trial) => !isGood(trial)));
  const random = new RandomStream(seed, number);
  let best: Point = [], bestRatio = -Infinity;
  for (let i = 0; i < CANDIDATES; i++) {
    const point = good.sample(random);
    const ratio = good.logDensity(point) - other.logDensity(point);
    if (i === 0 || ratio > bestRatio) [best, bestRatio] = [point, ratio];
  }
  const chosen = new Map(free.map(({ i }, place) => [i, best[place]!]));
  return space.map((axis, i) => chosen.get(i) ?? onlyValue(axis));
}

function chooseGood(ended: readonly Trial[]): (trial: Trial) => boolean {
  const count = Math.min(Math.ceil(GOOD_SHARE * ended.length), MOST_GOOD);
  const byLoss = [...ended].sort((a, b) => compareEnds(a, b) || a.number - b.number);
  const good = new Set(byLoss.slice(0, count));
  return (trial) => good.has(trial);
}

/** Those that were pruned come last, of them those first that came farther; then the loss decides (Optuna 5). */
function compareEnds(a: Trial, b: Trial): number {
  return compare(b.prunedAt ?? Infinity, a.prunedAt ?? Infinity) || compare(orWorst(a.loss!), orWorst(b.loss!));
}

function orWorst(loss: number): number {
  return Number.isNaN(loss) ? Infinity : loss;
}

/** Not their difference: two infinite losses have none. */
function compare(a: number, b: number): number {
  return a < b ? -1 : a > b ? 1 : 0;
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
