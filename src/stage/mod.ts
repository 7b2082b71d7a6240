/**
 * The heart: what a stage is, whether it has changed, and how it is brought up to date (skipped, restored, verified or
 * run). Knows single stages only; their order is the pipeline's business.
 */
export type { ChangeReason, Dep, HashInfo, LockEntry, Out, ParamsDep, RepoPath, Stage } from "./types.ts";
export { describeReason } from "./describe.ts";
export { findChanges, isCallback, isDataSource } from "./decide.ts";
export { type StageView, viewStage } from "./view.ts";
export { formatLockedPath, formatLockEntry, lockParams } from "./lock_entry.ts";
export { canRestore, canSave, RunCache, runKey, runValue } from "./run_cache.ts";
export { type Saved, saveStage, type Workbench } from "./save.ts";
export { reproduceStage, type StageOptions, type StageResult } from "./reproduce_stage.ts";
export { type Checkpoints, type CheckpointWatch, hasCheckpoints, type SaveMidway } from "./checkpoint.ts";
export { ParamsFiles } from "./params_files.ts";
export { absolutePath, displayAddress, displayPath, locate } from "./paths.ts";
