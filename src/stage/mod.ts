/**
 * The heart: what a stage is, whether it has changed, and how it is brought up to date (skipped, restored, verified or
 * run). Knows single stages only; their order is the pipeline's business.
 */
export {
  type ChangeReason,
  type Dep,
  type ListedFile,
  type LockEntry,
  newOut,
  type Out,
  type ParamsDep,
  type RepoPath,
  type Stage,
} from "./types.ts";
export { describeReason } from "./describe.ts";
export {
  commandChange,
  depChanges,
  findChanges,
  isCallback,
  isDataSource,
  isImport,
  isRepoImport,
  isUnchangedBeforeOuts,
  outChanges,
  paramChanges,
} from "./decide.ts";
export { type StageView, viewStage } from "./view.ts";
export { fileState, folderState, hashingOf, isAsLocked, type UrlState, wishOf } from "./url_state.ts";
export { datasetOf } from "./dataset_state.ts";
export { isAtUrl, isLookedAt, urlItems, type UrlLook, UrlLooks } from "./url_looks.ts";
export { copyCommand } from "./lock_entry.ts";
export { RunCache } from "./run_cache.ts";
export { checkOutPlace, hashLargeOuts, type Saved, saveStage, type Workbench } from "./save_stage.ts";
export { reproduceStage } from "./reproduce_stage.ts";
export { type CheckpointWatch, hasCheckpoints } from "./checkpoint.ts";
export { dataOfOut } from "./out_data.ts";
export { ParamsFiles } from "./params_files.ts";
export { absolutePath, addressOf, displayAddress, displayItem, displayPath, fileColon, locate } from "./paths.ts";
export type { Input } from "./moved_inputs.ts";
export { checkRemovableOut, holdsTooMuch, isAtOrBelow, refuseHarmfulOuts } from "./out_place.ts";
export { CommandFailed, type CommandOutput } from "./run_commands.ts";
export type { StageOptions, StagePull, StageResult } from "./stage_options.ts";
export type { StageFaults } from "./faults.ts";
