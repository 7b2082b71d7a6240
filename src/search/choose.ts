/** The sampler of a search: a pure function from what its trials say to the next one's overrides. */
import { importances, nextPartialPoint, paretoPlaces, type Trial as Observed } from "@exp/tpe";
import type { Texts } from "./axes.ts";
import type { SearchDefinition } from "./definition.ts";
import { completePoint } from "./enqueued.ts";
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
  if (sampler !== "tpe") return spreadOverrides({ ...search, sampler }, space, number - enqueued.length);
  const seen = observe(search, space, trials);
  const axes = space.axes.map(({ axis }) => axis);
  return textsAt(overrides, space, nextPartialPoint(axes, space.groups, seed, seen, number));
}

/** Has every point been tried? Only who never repeats one can know. */
export function isExhausted(search: SearchDefinition, trials: readonly Trial[]): boolean {
  return search.sampler !== "tpe" && chooseOverrides(search, trials, nextNumber(trials)) === undefined;
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
