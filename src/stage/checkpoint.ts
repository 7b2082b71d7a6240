/** Stages with `checkpoint: true` outs: kept from run to run, saved while the command is still at work. */
import type { DataStore } from "../data/mod.ts";
import type { Saved } from "./save_stage.ts";
import type { Out, Stage } from "./types.ts";

/** Registers checkpoints, whoever asks for them and however, while one stage's command runs. */
export interface CheckpointWatch {
  /** Added to the command's environment. */
  readonly env: Readonly<Record<string, string>>;
  /**
   * Runs the command and answers requests until it has ended. What was asked for and is not answered yet when it ends
   * well is answered then.
   *
   * @param save hashes and stores what the stage has written so far; the command's own files stay its own
   */
  during<T>(command: () => Promise<T>, save: SaveMidway): Promise<T>;
}

/** Saves, and lets `use` write it down while the repository is still locked. */
export type SaveMidway = <T>(use: (saved: Saved) => Promise<T>) => Promise<T>;

/** How a run treats stages with `checkpoint: true` outs: their outs are kept and they always run, to go on from them. */
export interface Checkpoints {
  /** Start over: outs are removed instead of kept. */
  readonly reset: boolean;
  open(stage: Stage): CheckpointWatch;
}

/** Does the stage take part in checkpoints? */
export function hasCheckpoints(stage: Stage): boolean {
  return stage.outs.some((out) => out.checkpoint);
}

/** For the rest of the run such outs are like persistent ones: no result of the run-cache stands for them. */
export function keepCheckpointOuts(stage: Stage): Stage {
  if (!hasCheckpoints(stage)) return stage;
  return { ...stage, outs: stage.outs.map((out) => out.checkpoint ? { ...out, persist: true } : out) };
}

/**
 * Makes a checkpoint out what the last checkpoint holds, whatever was written since; where there is none, nothing. Data
 * that the cache has lost is kept as it is.
 *
 * @param path absolute
 */
export function layOutCheckpoint(store: DataStore, out: Out, path: string, reset: boolean): void {
  if (reset || out.locked === undefined) return store.remove(path);
  if (store.has(out.locked)) store.checkout(path, out.locked, { force: true });
  store.unprotect(path);
}
