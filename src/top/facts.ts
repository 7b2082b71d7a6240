/** What the dashboard knows at one moment. */
import type { Value } from "../common/mod.ts";
import type { Column } from "../show/mod.ts";

export const PANES = ["running", "waiting", "failed", "finished", "pruned"] as const;
export type PaneName = typeof PANES[number];

/** A task of the queue, or an experiment that is there. */
export interface TopRow {
  /** The task's; of an experiment without a task its commit. */
  readonly id: string;
  readonly name: string;
  readonly pane: PaneName;
  /** Is there a task, and so perhaps a log? */
  readonly isTask: boolean;
  /** Where it stands, as `queue status` says it. */
  readonly words: string;
  readonly isHeld: boolean;
  /** The other machine whose worker runs it. */
  readonly runsOn: string | undefined;
  /** Does a batch engine have it, and has not begun? */
  readonly isSubmitted: boolean;
  /** When it began to run. */
  readonly startedAtMs: number | undefined;
  /** The last lines that it has printed. */
  readonly tail: readonly string[];
  readonly values: ReadonlyMap<Column, Value>;
}

/** A search at work. */
export interface TopSearch {
  readonly name: string;
  /** How many trials have ended, of how many there are to be. */
  readonly ended: number;
  readonly trials: number;
  /** The trial with the best value so far; of several objectives no value. */
  readonly best: { readonly name: string; readonly value: string | undefined } | undefined;
}

export interface TopFacts {
  /** Each pane's rows in order: running and waiting ones as the queue has them, the others newest first. */
  readonly rows: readonly TopRow[];
  /** Metrics and parameters that any of them has. */
  readonly columns: readonly Column[];
  readonly workers: { readonly active: number; readonly idle: number };
  readonly searches: readonly TopSearch[];
  /** What is wrong besides: a batch engine that does not answer, a damaged task. */
  readonly warnings: readonly string[];
}

export const NOTHING_YET: TopFacts = {
  rows: [],
  columns: [],
  workers: { active: 0, idle: 0 },
  searches: [],
  warnings: [],
};
