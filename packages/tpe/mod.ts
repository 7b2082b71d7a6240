/**
 * The next point of a search, by a tree-structured Parzen estimator: a pure function of space, seed and trials.
 *
 * ```ts
 * import assert from "node:assert/strict";
 * import { nextPoint, type Trial } from "./mod.ts";
 *
 * const space = [{ kind: "float", low: 1e-5, high: 1e-1, isLog: true }, { kind: "choice", size: 3 }] as const;
 * const trials: Trial[] = [];
 * for (let number = 1; number <= 30; number++) {
 *   const [rate, which] = nextPoint(space, 7, trials, number) as [number, number];
 *   trials.push({ number, point: [rate, which], loss: Math.abs(Math.log10(rate) + 3) + which });
 * }
 * assert.ok(Math.min(...trials.map(({ loss }) => loss!)) < 0.2);
 * ```
 */
export type { Axis, Group, NumberAxis, PartialPoint, Point, Trial } from "./space.ts";
export { nextCmaPoint } from "./cmaes.ts";
export { importances } from "./importance.ts";
export { activePart, nextPartialPoint, nextPoint, randomPoint } from "./next_point.ts";
export { paretoFront, paretoPlaces } from "./pareto.ts";
export {
  type Curve,
  DEFAULT_FACTOR,
  isToStop,
  placeToPromote,
  type Pruner,
  type Report,
  type Rival,
} from "./pruners.ts";
