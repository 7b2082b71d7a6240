/** What a stage with `checkpoint: true` outs is given while its command runs. */
import type { Saved } from "./save.ts";
import type { Stage } from "./types.ts";

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
  during<T>(command: () => Promise<T>, save: () => Promise<Saved>): Promise<T>;
}

/** How a run treats stages with `checkpoint: true` outs: their outs are kept and they always run, to go on from them. */
export interface Checkpoints {
  open(stage: Stage): CheckpointWatch;
}

/** Does the stage take part in checkpoints? */
export function hasCheckpoints(stage: Stage): boolean {
  return stage.outs.some((out) => out.checkpoint);
}

/** For the rest of the run such outs are like persistent ones: kept, and no result of the run-cache stands for them. */
export function keepCheckpointOuts(stage: Stage): Stage {
  if (!hasCheckpoints(stage)) return stage;
  return { ...stage, outs: stage.outs.map((out) => out.checkpoint ? { ...out, persist: true } : out) };
}
