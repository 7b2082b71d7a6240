/** How a stage is to be brought up to date, and what came of it. */
import type { LockWait, RepoLock } from "../repo/mod.ts";
import type { Checkpoints } from "./checkpoint.ts";
import type { DecideOptions } from "./decide.ts";
import type { HashInfo } from "../data/mod.ts";
import type { Input } from "./moved_inputs.ts";
import type { CommandOptions } from "./run_commands.ts";
import type { Saved } from "./save_stage.ts";
import type { Out, Stage } from "./types.ts";

export interface StageOptions {
  readonly force: boolean;
  readonly dry: boolean;
  readonly noCommit: boolean;
  readonly noRunCache: boolean;
  readonly allowMissing: boolean;
  /** A stage before this one was run (`--force-downstream`). */
  readonly upstreamChanged: boolean;
  /** A stage before this one that would run (`--dry`), so that an unchanged one cannot be called so yet. */
  readonly awaits?: string | undefined;
  /** Checkpoints are registered (`exp run`); without it such outs are ordinary ones, as for DVC 3. */
  readonly checkpoints: Checkpoints | undefined;
  readonly made: DecideOptions["made"];
  /** Asked before a stage that has to run; false stops everything. */
  readonly confirm: ((stage: string) => Promise<boolean> | boolean) | undefined;
  /** `--pull`: gets what is missing from a remote. */
  readonly pull: StagePull | undefined;
  /** Keep what the stage reads as it is when it starts, where that is little. */
  readonly keepInputs?: boolean;
  readonly command: Omit<CommandOptions, "name" | "emit">;
  /** Gives up also what is to be written down of a command that has ended. */
  readonly forced?: AbortSignal;
  /** Told to give way while the command runs. */
  readonly lock: RepoLock;
  readonly wait: LockWait;
}

/** Gets data from a remote. What the remote lacks stays missing: the caller looks again. */
export interface StagePull {
  /** A stage's own outs, put in place. */
  outs(stage: Stage): Promise<void>;
  /** The deps that are not there, as those who make them say they are, put in place. */
  deps(stage: Stage): Promise<void>;
  /** Objects of an earlier result, into the cache. */
  objects(outs: ReadonlyMap<Out, HashInfo>): Promise<void>;
}

export interface StageResult {
  readonly outcome: "ran" | "restored" | "skipped" | "verified" | "undecided";
  /** Absent when it was skipped, and on `--dry`. */
  readonly saved?: Saved;
  /** What changed while it ran, as it was before; with `keepInputs`. */
  readonly moved?: readonly Input[];
  /** How long it took, when it ran. */
  readonly elapsedMs?: number;
}
