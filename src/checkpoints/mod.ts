/** Checkpoints: how a stage's command asks for one, and from where a run with checkpoints goes on. */
export { askForCheckpoint, CHECKPOINT_VARIABLE } from "./door.ts";
export { checkpointStages, earlierAttempt, rewindTo, treeGoingOn } from "./files.ts";
export { CHECKPOINT_MIRRORS, continueOrStart, forgetCheckpoint, mayContinue } from "./plan.ts";
export { watchCheckpoints } from "./watch.ts";
export type { CheckpointFaults } from "./faults.ts";
