/** What `exp search list` and `show` tell. */
import {
  bestTrials,
  type Budget,
  countTrials,
  isExhausted,
  objectivesOf,
  parameterImportance,
  type promotionsLeft,
  repetitions,
  type Search,
  spentBudget,
  timeLeftMs,
  type Trial,
  type TrialCounts,
} from "../search/mod.ts";
import type { PlainColumn } from "../show/mod.ts";
import { formatDuration, printable } from "../ui/mod.ts";

interface Overview {
  readonly search: Search;
  readonly trials: readonly Trial[];
  readonly counts: TrialCounts;
  readonly spent: Budget | "space" | undefined;
  /** May a trial run, or one that was pruned run on? */
  readonly goesOn: boolean;
  /** Undefined when nothing runs, or nothing is known. */
  readonly leftMs: number | undefined;
  /** One at most, but for a search with several objectives. */
  readonly best: readonly Trial[];
}

/** @param promotes will a drain go on with a trial that was pruned? */
export function overviewOf(
  search: Search,
  trials: readonly Trial[],
  nowMs: number,
  promotes: ReturnType<typeof promotionsLeft>,
): Overview {
  const counts = countTrials(trials);
  const spent = spentBudget(search, trials, nowMs) ?? (isExhausted(search, trials) ? "space" : undefined);
  const isAtWork = counts.running + counts.waiting > 0 || spent === undefined;
  return {
    search,
    trials,
    counts,
    spent,
    goesOn: isAtWork || promotes(search, trials),
    leftMs: timeLeftMs(search, trials, nowMs),
    best: bestTrials(search, trials),
  };
}

/** A stopped one is done, too, once it has had all that it was given. */
export function searchState({ search, spent, goesOn }: Overview): "done" | "stopped" | "open" {
  if (spent !== undefined && !goesOn) return "done";
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
    further: search.further,
    constraints: search.constraints,
    sampler: search.sampler,
    pruner: search.pruner?.kind ?? "none",
    seed: search.seed,
    trials: search.trials,
    maxFailures: search.maxFailures ?? null,
    until: search.untilMs === undefined ? null : new Date(search.untilMs).toISOString(),
    spent: overview.spent ?? null,
    begun: trials.length,
    ...counts,
    best: search.further.length > 0 ? null : best.map(bestJson)[0] ?? null,
    front: search.further.length > 0 ? best.map(({ name }) => name) : null,
  };
}

function bestJson({ name, outcome }: Trial) {
  return { experiment: name, value: numberJson(outcome.kind === "finished" ? outcome.value : NaN) };
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
    ...(outcome.kind === "finished" ? finishedJson(outcome) : {}),
    ...(outcome.kind === "pruned" ? { value: numberJson(outcome.value), step: outcome.step } : {}),
    ...(outcome.kind === "failed" ? { why: outcome.why } : {}),
  };
}

function finishedJson({ value, others = [], violation = 0, rev }: Trial["outcome"] & { readonly kind: "finished" }) {
  return {
    value: numberJson(value),
    ...(others.length === 0 ? {} : { others: others.map(numberJson) }),
    ...(violation === 0 ? {} : { violation: numberJson(violation) }),
    rev,
  };
}

/** JSON has no infinity. */
function numberJson(value: number): number | string {
  return Number.isFinite(value) ? value : String(value);
}

export function summaryLines(overview: Overview): string[] {
  const { search, trials, counts, spent, leftMs } = overview;
  const importance = parameterImportance(search, trials).map(({ parameter, share }) =>
    `${parameter} ${share.toFixed(2)}`
  );
  const { sampler, pruner, enqueued, constraints } = search;
  const aims = objectivesOf(search).map(({ metric, direction }) => `${direction} ${metric.file}:${metric.key}`);
  const kept = constraints.map(({ metric, operator, bound }) => `${metric.file}:${metric.key} ${operator} ${bound}`);
  const shown = (["finished", "pruned", "failed", "running", "waiting"] as const)
    .filter((kind) => counts[kind] > 0).map((kind) => `${counts[kind]} ${kind}`);
  return [
    `search ${printable(search.name)}: ${searchState(overview)}, ${trials.length} of ${search.trials} trials` +
    (shown.length === 0 ? "" : ` (${shown.join(", ")})`) +
    (leftMs === undefined ? "" : `, about ${formatDuration(leftMs)} left`),
    printable(
      `to ${aims.join(" and ")}, by ${sampler}` +
        (pruner === undefined ? "" : `, pruned by ${pruner.kind}`),
    ),
    ...kept.length === 0 ? [] : [printable(`only where ${kept.join(" and ")}`)],
    ...enqueued.length === 0 ? [] : [`enqueued first: ${enqueued.length}`],
    printable(bestWords(overview)),
    ...importance.length === 0 ? [] : [printable(`importance: ${importance.join(", ")}`)],
    ...spent === "failures" ? [`no further trial: ${counts.failed} have failed`] : [],
    ...spent === "space" ? ["no further trial: every point has been tried"] : [],
    ...spent === "time" ? ["no further trial: its time is over"] : [],
  ];
}

function bestWords({ search, best, counts }: Overview): string {
  const [first] = best;
  if (first === undefined) return counts.finished === 0 ? "no trial has finished" : "no trial keeps to the constraints";
  if (search.further.length > 0) return `front: ${best.map(({ name }) => name).join(", ")}`;
  return `best: ${first.name}, ${search.metric.key} ${valueWords(first.outcome)}`;
}

/** The best trial and what it has come to; of a front the names alone. */
export function bestCells({ search, best }: Overview): [name: string, value: string] {
  if (best.length === 0) return ["-", "-"];
  const names = printable(best.map(({ name }) => name).join(", "));
  return [names, search.further.length > 0 ? "-" : valueWords(best[0]!.outcome)];
}

export function trialColumns({ search, trials }: Overview): PlainColumn[] {
  const repeated = repetitions(trials);
  const column = (role: PlainColumn["role"], title: string, cellOf: (trial: Trial) => string): PlainColumn => ({
    role,
    title: printable(title),
    cells: trials.map((trial) => printable(cellOf(trial))),
  });
  return [
    column("key", "Trial", ({ name }) => name),
    column(
      "key",
      "State",
      ({ number, outcome }) => repeated.has(number) ? `as ${repeated.get(number)}` : stateWord(outcome),
    ),
    column("value", search.metric.key, ({ outcome }) => valueWords(outcome)),
    ...search.further.map(({ metric }, i) =>
      column("value", metric.key, ({ outcome }) => outcome.kind === "finished" ? String(outcome.others?.[i]) : "-")
    ),
    column(
      "more",
      "Parameters",
      ({ number, overrides }) =>
        [...overrides?.values() ?? []].flat().join(" ") + (number <= search.enqueued.length ? " (enqueued)" : ""),
    ),
  ];
}

function stateWord(outcome: Trial["outcome"]): string {
  return outcome.kind === "finished" && (outcome.violation ?? 0) > 0 ? "infeasible" : outcome.kind;
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
