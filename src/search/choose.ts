/** The sampler of a search: a pure function from what its trials say to the next one's overrides. */
import {
  importances,
  nextCmaPoint,
  nextPartialPoint,
  type NumberAxis,
  paretoPlaces,
  type Trial as Observed,
} from "@exp/tpe";
import type { Texts } from "./axes.ts";
import type { SearchDefinition } from "./definition.ts";
import { completePoint } from "./enqueued.ts";
import { fault } from "./faults.ts";
import { trialLosses } from "./objectives.ts";
import { nextNumber } from "./progress.ts";
import { pointOf, type Space, spaceOf, textsAt } from "./space.ts";
import { spreadOverrides } from "./spread.ts";
import type { Trial } from "./trials.ts";

/**
 * @param number the next trial's, from 1 on
 * @returns undefined when the space has no further point
 */
export function chooseOverrides(search: SearchDefinition, trials: readonly Trial[], number: number): Texts | undefined {
  const { overrides, enqueued, sampler, seed } = search;
  const space = spaceOf(search);
  const given = enqueued[number - 1];
  if (given !== undefined) return textsAt(overrides, space, completePoint(space, given, seed, number));
  switch (sampler) {
    case "tpe": {
      const axes = space.axes.map(({ axis }) => axis);
      const point = nextPartialPoint(axes, space.groups, seed, observe(search, space, trials), number);
      return textsAt(overrides, space, point);
    }
    case "cmaes":
      return textsAt(overrides, space, nextCmaPoint(numberAxes(space), seed, observe(search, space, trials), number));
    default:
      return spreadOverrides({ ...search, sampler }, space, number - enqueued.length);
  }
}

/** @throws {ExpError} `usage` when there are others, or one does not always count */
export function numberAxes({ axes, groups }: Space): NumberAxis[] {
  if (groups.length > 1) throw fault("usage/cmaes-of-conditions", {});
  return axes.map(({ axis, sweep }) => {
    if (axis.kind === "choice") throw fault("usage/cmaes-of-choice", { override: sweep.input });
    return axis;
  });
}

/** They may try a point again. */
const LEARNING: ReadonlySet<string> = new Set(["tpe", "cmaes"]);

/** Has every point been tried? Only who never repeats one can know. */
export function isExhausted(search: SearchDefinition, trials: readonly Trial[]): boolean {
  return !LEARNING.has(search.sampler) && chooseOverrides(search, trials, nextNumber(trials)) === undefined;
}

/** How much each parameter decides, the most important first; none while too little is known. */
export function parameterImportance(
  search: SearchDefinition,
  trials: readonly Trial[],
): { readonly parameter: string; readonly share: number }[] {
  const space = spaceOf(search);
  const shares = importances(
    space.axes.map(({ axis }) => axis),
    observe(search, space, trials),
  );
  return (shares ?? []).map((share, i) => ({ parameter: space.axes[i]!.sweep.key, share })).sort((a, b) =>
    b.share - a.share
  );
}

/** What the sampler learns from trials; from failed ones nothing. */
function observe(search: SearchDefinition, space: Space, trials: readonly Trial[]): Observed[] {
  const losses = lossesOf(search, trials);
  return trials.flatMap((trial) => {
    if (trial.overrides === undefined || trial.outcome.kind === "failed") return [];
    const point = pointOf(space, trial.overrides);
    if (point === undefined) return [];
    const { number, outcome } = trial;
    const seen = { number, point, loss: losses.get(number) };
    if (outcome.kind === "pruned") return [{ ...seen, prunedAt: outcome.step }];
    return [outcome.kind === "finished" ? { ...seen, violation: outcome.violation ?? 0 } : seen];
  });
}

/** What is to be small, by the trials' numbers; with several objectives the place in the order of their fronts. */
function lossesOf(search: SearchDefinition, trials: readonly Trial[]): Map<number, number> {
  const ended = trials.flatMap((trial) => {
    const losses = trialLosses(search, trial);
    return losses === undefined ? [] : [{ number: trial.number, losses }];
  }).sort((a, b) => a.number - b.number);
  if (search.further.length === 0) return new Map(ended.map(({ number, losses }) => [number, losses[0]!]));
  const places = paretoPlaces(ended.map(({ losses }) => losses));
  return new Map(ended.map(({ number }, i) => [number, places[i]!]));
}
