/** What `repro` is asked, and what it answers. */
import { ExpError } from "../common/mod.ts";
import type { LockWait, RepoLock } from "../repo/mod.ts";
import type { CheckpointWatch, CommandOutput, Input, LockEntry, Saved, Stage, StageResult } from "../stage/mod.ts";
import type { PipelineFaults } from "./faults.ts";
import type { PlanOptions } from "./plan.ts";
import type { Project } from "./project.ts";

export interface ReproOptions extends PlanOptions {
  readonly force?: boolean;
  /** What depends on a stage that ran is run too, changed or not. */
  readonly forceDownstream?: boolean;
  /** Asked before each stage that has to run; false ends the command with an error. */
  readonly interactive?: (stage: string) => Promise<boolean> | boolean;
  readonly dry?: boolean;
  /** `fail` (default): stop at the first; `keep-going`: leave out what depends on it; `ignore`: go on with all. */
  readonly onError?: "fail" | "keep-going" | "ignore";
  readonly noCommit?: boolean;
  readonly noRunCache?: boolean;
  readonly allowMissing?: boolean;
  /** Fetch missing data from the default remote first. */
  readonly pull?: boolean;
  /** Brings an import that is not frozen up to date; without it, its data is taken as it is. */
  readonly importer?: (stage: Stage) => Promise<"ran" | "skipped">;
  /** Added to each command's environment. */
  readonly runEnv?: Readonly<Record<string, string | undefined>>;
  /** Stages at once; default 1. */
  readonly jobs?: number;
  /** Where commands print: to this process's own streams, as `stage-output` events, or to a file. Default: as `jobs` asks. */
  readonly output?: CommandOutput;
  /** Standard output is for our results: what commands print there goes to standard error. */
  readonly keepStdout?: boolean;
  /** Ends the run: TERM to all commands, KILL after 5 s. Without it, this process's signals do. */
  readonly signal?: AbortSignal;
  /** Told of each started command's process group (0 commands share ours when output is inherited). */
  readonly onCommand?: (pid: number) => void;
  /** Registers checkpoints of stages that have `checkpoint: true` outs; without it those are ordinary outs. */
  readonly checkpoints?: RunCheckpoints;
  /** See {@link StageOptions.keepInputs}. */
  readonly keepInputs?: boolean;
  /** How to meet other processes; default `patient`. */
  readonly wait?: LockWait;
  /** The caller holds the workspace, or it is a place of its own. */
  readonly isHeld?: boolean;
  /** The repository's lock, when the caller has it. */
  readonly lock?: RepoLock;
  /** The project, when the caller has read it. */
  readonly project?: Project;
}

export interface RunCheckpoints {
  /** Start over instead of going on. */
  readonly reset: boolean;
  /** @param put writes dvc.lock, and tells how all stages stand with it */
  open(stage: Stage, put: (saved: Saved) => ReproResult): CheckpointWatch;
}

/** What became of a stage. */
export interface StageReport {
  /** Relative to the root. */
  readonly address: string;
  readonly outcome: StageResult["outcome"] | "failed" | "blocked";
  /** As written to dvc.lock in this run; for `.dvc` files as it would be. */
  readonly lockEntry: LockEntry | undefined;
  /** With `keepInputs`: what changed while it ran, as it was before. */
  readonly moved?: readonly Input[];
}

export interface ReproResult {
  /** In the order in which they are run with one job. */
  readonly stages: readonly StageReport[];
  /** Objects of the cache that lock entries made by this run name; absolute paths. */
  readonly objects: readonly string[];
  /** With `keepInputs`: pipeline files and vars that define other stages by now, as they were. */
  readonly moved?: readonly Input[];
}

/** Stages failed. The others' results are kept; {@link result} has all. */
export class ReproFailure extends ExpError {
  /** @param isTold each failure was told when it happened (`--keep-going`) */
  constructor(first: ExpError, readonly result: ReproResult, failed: readonly string[], isTold = false) {
    super("within/repro" satisfies keyof PipelineFaults, { failed, isTold }, first);
  }
}
