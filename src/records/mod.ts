/**
 * What a repository knows of its experiments: refs and names, the commits behind them, the stash's log, what runs now
 * and what dead runs left. Only Git and files below `.dvc/tmp`; knows nothing of stages.
 */
export { type BaselineChoice, chooseBaselines } from "./baselines.ts";
export { branchExperiment } from "./branch.ts";
export { type ExecutorInfo, INFO_STATUS, parseInfo, writeInfo, writeProcessInfo } from "./info_file.ts";
export {
  cleanUp,
  findLeftovers,
  findUnowned,
  isOfAnotherMachine,
  OWNER_FILE,
  removeLeft,
  scratchPrefix,
  sweepLeftovers,
} from "./leftovers.ts";
export { type ListedBaseline, listExperiments, listRemoteAll, listRemoteRefs } from "./list.ts";
export { checkName, generateName, nameTaken } from "./names.ts";
export { defaultMessage, recordExperiment, type RecordRequest } from "./record.ts";
export {
  APPLY_HEAD,
  APPLY_STASH,
  commitsOf,
  EXEC_APPLY,
  EXEC_CHECKPOINT,
  type ExperimentRef,
  experimentRefName,
  FAILED_STASH,
  findByName,
  listAndDescribe,
  listExperimentRefs,
  QUEUE_STASH,
  SEARCH_REFS,
  searchOfTrial,
  takenNames,
  TASK_PINS,
  unknownNames,
  unknownRev,
} from "./refs.ts";
export { chooseDoomed, type Doomed, removeDoomed, type RemoveRequest, type WaitingTasks } from "./remove.ts";
export { hollowAmong, keepRemoved, listRemovals, undoRemoval } from "./removed.ts";
export { renameExperiment } from "./rename.ts";
export { renameRemoteExperiment } from "./rename_remote.ts";
export { resolveWord, revOf } from "./resolve.ts";
export { type ExecutorFacts, findRunning, type RunningExperiment } from "./running.ts";
export { squashExperiment } from "./squash.ts";
export {
  dropFromStash,
  isTorn,
  mendStash,
  pushStash,
  readStashEntries,
  readStashLines,
  replaceStash,
  stashMessage,
} from "./stash_log.ts";
export type { Again, RecordFaults } from "./faults.ts";
