/** Which trials are the best. */
import { paretoFront } from "@exp/tpe";
import { type Objective, objectivesOf, type SearchDefinition } from "./definition.ts";
import type { Trial } from "./trials.ts";

/** What is to be small of a trial, one number for each objective; undefined while it has none. */
export function trialLosses(search: SearchDefinition, { outcome }: Trial): number[] | undefined {
  if (outcome.kind !== "finished" && outcome.kind !== "pruned") return undefined;
  const others = outcome.kind === "finished" ? outcome.others ?? [] : [];
  return objectivesOf(search).map(({ direction }, i) => signOf(direction) * (i === 0 ? outcome.value : others[i - 1]!));
}

function signOf(direction: Objective["direction"]): number {
  return direction === "minimize" ? 1 : -1;
}

/**
 * The trials that no other one is better than, of those that have finished and keep to the constraints: with one objective
 * the best one, of equal ones the first; with several all of the front.
 */
export function bestTrials(search: SearchDefinition, trials: readonly Trial[]): Trial[] {
  const able = trials.filter(({ outcome }) => outcome.kind === "finished" && (outcome.violation ?? 0) === 0);
  const losses = able.map((trial) => trialLosses(search, trial)!);
  if (search.further.length > 0) return paretoFront(losses).map((i) => able[i]!);
  const least = losses.reduce((best, [loss], i) => best < 0 || loss! < losses[best]![0]! ? i : best, -1);
  return least < 0 ? [] : [able[least]!];
}
