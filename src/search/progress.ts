/** How far a search has come. */
import type { SearchDefinition } from "./definition.ts";
import type { Trial } from "./trials.ts";

/** What a search may use up. */
export type Budget = "trials" | "failures" | "time";

export interface TrialCounts {
  readonly finished: number;
  readonly failed: number;
  readonly running: number;
  readonly waiting: number;
}

export function countTrials(trials: readonly Trial[]): TrialCounts {
  const count = (kind: Trial["outcome"]["kind"]) => trials.filter(({ outcome }) => outcome.kind === kind).length;
  return { finished: count("finished"), failed: count("failed"), running: count("running"), waiting: count("waiting") };
}

/** Why no further trial begins, though nobody has stopped the search; undefined: one may. */
export function spentBudget(search: SearchDefinition, trials: readonly Trial[], nowMs: number): Budget | undefined {
  if (trials.length >= search.trials) return "trials";
  if (search.maxFailures !== undefined && countTrials(trials).failed >= search.maxFailures) return "failures";
  if (search.untilMs !== undefined && nowMs >= search.untilMs) return "time";
  return undefined;
}

/** The number of the next trial: above all that there are. */
export function nextNumber(trials: readonly Trial[]): number {
  return trials.reduce((most, { number }) => Math.max(most, number), 0) + 1;
}

/** The trial with the best metric; of equal ones the first. Undefined as long as none has finished. */
export function bestTrial(
  { direction }: Pick<SearchDefinition, "direction">,
  trials: readonly Trial[],
): Trial | undefined {
  let best: Trial | undefined;
  for (const trial of trials) {
    const value = valueOf(trial);
    const least = best && valueOf(best);
    if (value === undefined) continue;
    const isBetter = least === undefined || (direction === "minimize" ? value < least : value > least);
    if (isBetter) best = trial;
  }
  return best;
}

function valueOf({ outcome }: Trial): number | undefined {
  return outcome.kind === "finished" ? outcome.value : undefined;
}
