/** What `exp search list` and `show` tell. */
import {
  bestTrial,
  type Budget,
  countTrials,
  isExhausted,
  parameterImportance,
  repetitions,
  type Search,
  spentBudget,
  timeLeftMs,
  type Trial,
  type TrialCounts,
} from "../search/mod.ts";
import { renderPlain } from "../show/mod.ts";
import { formatDuration, printable } from "../ui/mod.ts";

interface Overview {
  readonly search: Search;
  readonly trials: readonly Trial[];
  readonly counts: TrialCounts;
  readonly spent: Budget | "space" | undefined;
  /** Undefined when nothing runs, or nothing is known. */
  readonly leftMs: number | undefined;
  readonly best: { readonly name: string; readonly value: number } | undefined;
}

export function overviewOf(search: Search, trials: readonly Trial[], nowMs: number): Overview {
  const best = bestTrial(search, trials);
  return {
    search,
    trials,
    counts: countTrials(trials),
    spent: spentBudget(search, trials, nowMs) ?? (isExhausted(search, trials) ? "space" : undefined),
    leftMs: timeLeftMs(search, trials, nowMs),
    best: best?.outcome.kind === "finished" ? { name: best.name, value: best.outcome.value } : undefined,
  };
}

/** A stopped one is done, too, once it has had all that it was given. */
export function searchState({ search, spent, counts }: Overview): "done" | "stopped" | "open" {
  if (spent !== undefined && counts.running + counts.waiting === 0) return "done";
  return search.isStopped ? "stopped" : "open";
}

export function searchJson(overview: Overview) {
  const { search, trials, counts, best } = overview;
  return {
    name: search.name,
    state: searchState(overview),
    baseline: search.baseline,
    overrides: Object.fromEntries(search.overrides),
    conditions: search.conditions,
    enqueued: search.enqueued.map((point) => Object.fromEntries(point)),
    metric: search.metric,
    direction: search.direction,
    sampler: search.sampler,
    pruner: search.pruner?.kind ?? "none",
    seed: search.seed,
    trials: search.trials,
    maxFailures: search.maxFailures ?? null,
    until: search.untilMs === undefined ? null : new Date(search.untilMs).toISOString(),
    spent: overview.spent ?? null,
    begun: trials.length,
    ...counts,
    best: best === undefined ? null : { experiment: best.name, value: numberJson(best.value) },
  };
}

/** What `show` has besides. */
export function detailsJson({ search, trials, leftMs }: Overview) {
  const repeated = repetitions(trials);
  return {
    secondsLeft: leftMs === undefined ? null : Math.round(leftMs / 1000),
    importance: parameterImportance(search, trials),
    history: trials.map((trial) => ({
      ...trialJson(trial),
      sameAs: repeated.get(trial.number) ?? null,
      enqueued: trial.number <= search.enqueued.length,
    })),
  };
}

export function trialJson({ number, name, overrides, outcome }: Trial) {
  return {
    trial: number,
    experiment: name,
    state: outcome.kind,
    overrides: overrides === undefined ? null : Object.fromEntries(overrides),
    ...(outcome.kind === "finished" ? { value: numberJson(outcome.value), rev: outcome.rev } : {}),
    ...(outcome.kind === "pruned" ? { value: numberJson(outcome.value), step: outcome.step } : {}),
    ...(outcome.kind === "failed" ? { why: outcome.why } : {}),
  };
}

/** JSON has no infinity. */
function numberJson(value: number): number | string {
  return Number.isFinite(value) ? value : String(value);
}

export function summaryLines(overview: Overview): string[] {
  const { search, trials, counts, spent, best, leftMs } = overview;
  const importance = parameterImportance(search, trials).map(({ parameter, share }) =>
    `${parameter} ${share.toFixed(2)}`
  );
  const { metric, direction, sampler, pruner, enqueued } = search;
  const shown = (["finished", "pruned", "failed", "running", "waiting"] as const)
    .filter((kind) => counts[kind] > 0).map((kind) => `${counts[kind]} ${kind}`);
  return [
    `search ${printable(search.name)}: ${searchState(overview)}, ${trials.length} of ${search.trials} trials` +
    (shown.length === 0 ? "" : ` (${shown.join(", ")})`) +
    (leftMs === undefined ? "" : `, about ${formatDuration(leftMs)} left`),
    printable(
      `to ${direction} ${metric.file}:${metric.key}, by ${sampler}` +
        (pruner === undefined ? "" : `, pruned by ${pruner.kind}`),
    ),
    ...enqueued.length === 0 ? [] : [`enqueued first: ${enqueued.length}`],
    best === undefined ? "no trial has finished" : printable(`best: ${best.name}, ${metric.key} ${best.value}`),
    ...importance.length === 0 ? [] : [printable(`importance: ${importance.join(", ")}`)],
    ...spent === "failures" ? [`no further trial: ${counts.failed} have failed`] : [],
    ...spent === "space" ? ["no further trial: every point has been tried"] : [],
    ...spent === "time" ? ["no further trial: its time is over"] : [],
  ];
}

export function trialTable({ search, trials }: Overview): string {
  const repeated = repetitions(trials);
  const rows = trials.map(({ number, name, overrides, outcome }) => [
    printable(name),
    printable(repeated.has(number) ? `as ${repeated.get(number)}` : outcome.kind),
    printable(valueWords(outcome)),
    printable(
      [...overrides?.values() ?? []].flat().join(" ") + (number <= search.enqueued.length ? " (enqueued)" : ""),
    ),
  ]);
  return renderPlain(["Trial", "State", printable(search.metric.key), "Parameters"], rows);
}

function valueWords(outcome: Trial["outcome"]): string {
  switch (outcome.kind) {
    case "finished":
      return String(outcome.value);
    case "pruned":
      return `${outcome.value} at step ${outcome.step}`;
    case "failed":
      return outcome.why;
    default:
      return "-";
  }
}
