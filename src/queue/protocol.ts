/** What the scheduler and a Worker tell each other. Plain data; both ends are this program. */
import type { StageEnding } from "../common/mod.ts";
import type { Rev } from "../git/mod.ts";
import type { Owner } from "../repo/mod.ts";
import type { Task, TaskState } from "./task.ts";

/** First message: the machine as the Worker shall see it, for it may not look itself. */
export interface Setup {
  readonly kind: "setup";
  readonly env: Readonly<Record<string, string>>;
  /** The project's root. */
  readonly root: string;
  readonly tempDir: string;
  readonly umask: number;
}

export interface Assignment {
  readonly kind: "run";
  readonly task: Task;
  /** `preparing` */
  readonly state: TaskState;
  /** Further variables for its stages. */
  readonly env: Readonly<Record<string, string>>;
  /** Who has its lease. */
  readonly owner: Owner;
  /** Where its checkout is made; absolute. */
  readonly scratch: string;
}

export type ToWorker =
  | Setup
  | Assignment
  /** End the stage; the outcome is `failed` as ever. */
  | { readonly kind: "abort"; readonly ending: StageEnding };

export type Outcome =
  | { readonly kind: "done"; readonly rev: Rev }
  | {
    readonly kind: "failed";
    readonly message: string;
    readonly exitCode: number;
    /** The commit was not made because of the machine (no space, a lock), not because of the experiment. */
    readonly errorKind: string;
  };

export type FromWorker =
  | { readonly kind: "ready" }
  /** The task's state, which the Worker has written. */
  | { readonly kind: "state"; readonly state: TaskState }
  | { readonly kind: "ended"; readonly outcome: Outcome };
