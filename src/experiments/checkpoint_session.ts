import type { Rev } from "../git/mod.ts";
import type { CheckpointWatch } from "../stage/checkpoint.ts";
import type { Saved } from "../stage/save.ts";
import type { Stage } from "../stage/types.ts";
import type { Recorded } from "./record.ts";

/** Takes what a stage has made so far into a commit. */
export type Register = (save: () => Promise<Saved>) => Promise<Rev>;

/** One run of an experiment that grows by a commit a checkpoint: where it stands, and who asks for the next one. */
export interface CheckpointSession {
  /** Hashes are written as DVC 2 does. */
  readonly asDvc2: boolean;
  /** A failure after a checkpoint ends the run well, as in DVC 2; otherwise it is an error, and the checkpoints stay. */
  readonly keepsFailures: boolean;
  /** What to do after a failure, as a hint. */
  readonly howToContinue: string;
  /** Checkpoints of this run so far. */
  readonly count: number;
  /** The commit that the next one follows. */
  readonly tip: Rev;
  /** The last checkpoint of this run. */
  readonly last: Recorded | undefined;
  /** What the experiment's ref is now; undefined when this run has not made it yet. */
  readonly expected: Rev | undefined;
  /** Refs that follow the experiment's. */
  mirrors(): readonly string[];
  /** Files of ours that belong into the commit; relative to the top. */
  always(): readonly string[];
  beforeCommit?(): void;
  registered(recorded: Recorded): void;
  open(stage: Stage, register: Register): CheckpointWatch;
}
