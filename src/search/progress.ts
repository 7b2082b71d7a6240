/** How far a search has come. */
import type { Texts } from "./axes.ts";
import type { SearchDefinition } from "./definition.ts";
import type { Trial } from "./trials.ts";

/** What a search may use up. */
export type Budget = "trials" | "failures" | "time";

export interface TrialCounts {
  readonly finished: number;
  readonly pruned: number;
  readonly failed: number;
  readonly running: number;
  readonly waiting: number;
}

export function countTrials(trials: readonly Trial[]): TrialCounts {
  const count = (kind: Trial["outcome"]["kind"]) => trials.filter(({ outcome }) => outcome.kind === kind).length;
  return {
    finished: count("finished"),
    pruned: count("pruned"),
    failed: count("failed"),
    running: count("running"),
    waiting: count("waiting"),
  };
}

/** Why no further trial begins, though nobody has stopped the search; undefined: one may. */
export function spentBudget(search: SearchDefinition, trials: readonly Trial[], nowMs: number): Budget | undefined {
  if (trials.length >= search.trials) return "trials";
  if (search.maxFailures !== undefined && countTrials(trials).failed >= search.maxFailures) return "failures";
  if (search.untilMs !== undefined && nowMs >= search.untilMs) return "time";
  return undefined;
}

/** So many trials that have ended of late tell how fast it goes. */
const PACE_TRIALS = 20;

/** How long a search at work takes from now on, at its pace of late; undefined when nobody can know. */
export function timeLeftMs(search: SearchDefinition, trials: readonly Trial[], nowMs: number): number | undefined {
  const ends = trials.flatMap(({ outcome }) => "endedAtMs" in outcome ? [outcome.endedAtMs] : []).sort((a, b) => a - b);
  const open = Math.max(search.isStopped ? 0 : search.trials, trials.length) - ends.length;
  const late = ends.slice(-1 - PACE_TRIALS);
  const spanMs = late.length < 2 ? 0 : late.at(-1)! - late[0]!;
  if (spanMs === 0 || countTrials(trials).running === 0) return undefined;
  const leftMs = open * spanMs / (late.length - 1);
  return search.untilMs === undefined ? leftMs : Math.min(leftMs, Math.max(0, search.untilMs - nowMs));
}

/** Trials with the parameters of one that has finished before them, and its name: their stages came from the run-cache. */
export function repetitions(trials: readonly Trial[]): ReadonlyMap<number, string> {
  const first = new Map<string, string>(), repeated = new Map<number, string>();
  for (const { number, name, overrides, outcome } of trials) {
    if (overrides === undefined || outcome.kind !== "finished") continue;
    const point = keyOf(overrides);
    const known = first.get(point);
    if (known === undefined) first.set(point, name);
    else repeated.set(number, known);
  }
  return repeated;
}

/** The first trial with these parameters that has finished: whatever runs with them is restored from the run-cache. */
export function finishedWith(trials: readonly Trial[], overrides: Texts): string | undefined {
  const key = keyOf(overrides);
  return trials.find((trial) =>
    trial.outcome.kind === "finished" && trial.overrides !== undefined && keyOf(trial.overrides) === key
  )?.name;
}

function keyOf(overrides: Texts): string {
  return JSON.stringify([...overrides].sort(([a], [b]) => a < b ? -1 : 1));
}

/** The number of the next trial: above all that there are. */
export function nextNumber(trials: readonly Trial[]): number {
  return trials.reduce((most, { number }) => Math.max(most, number), 0) + 1;
}
