/** The sampler of a search: a pure function from what its trials say to the next one's overrides. */
import { importances, nextPartialPoint, type Trial as Observed } from "@exp/tpe";
import type { Texts } from "./axes.ts";
import type { SearchDefinition } from "./definition.ts";
import { completePoint } from "./enqueued.ts";
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
  const seen = trials.flatMap((trial) => observe(search, space, trial));
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
    trials.flatMap((trial) => observe(search, space, trial)),
  );
  return (shares ?? []).map((share, i) => ({ parameter: space.axes[i]!.sweep.key, share })).sort((a, b) =>
    b.share - a.share
  );
}

/** What the sampler learns from a trial; from a failed one nothing. */
function observe(search: SearchDefinition, space: Space, trial: Trial): Observed[] {
  if (trial.overrides === undefined || trial.outcome.kind === "failed") return [];
  const point = pointOf(space, trial.overrides);
  if (point === undefined) return [];
  const { outcome, number } = trial;
  const sign = search.direction === "minimize" ? 1 : -1;
  if (outcome.kind === "pruned") return [{ number, point, loss: sign * outcome.value, prunedAt: outcome.step }];
  return [{ number, point, loss: outcome.kind === "finished" ? sign * outcome.value : undefined }];
}
