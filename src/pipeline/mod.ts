/**
 * Pipelines: reading dvc.yaml, dvc.lock and `.dvc` files (templates, groups, schema), the graph of stages, and the
 * commands over them: reproduce, status, dag, stage list, add, freeze and remove.
 */
export { Project } from "./project.ts";
export { type DatasetSpec, formatSpec, putDataset } from "./dataset_files.ts";
export { datasetLockPath, listDatasets, lockedDataset } from "./datasets.ts";
export { lockFileOf, type PipelineFile } from "./pipeline_file.ts";
export { LockFile } from "./lock_file.ts";
export { completeLocks } from "./complete_locks.ts";
export { buildGraph, orderStages, reach } from "./graph.ts";
export { findNamed, findTargets, globPattern, startsOf, type WithDeps } from "./targets.ts";
export { type Plan, type PlanOptions, planRun } from "./plan.ts";
export { reproduce } from "./reproduce.ts";
export { explainStages, findStatus, type StageStatus, statusJson, statusText } from "./status.ts";
export { dotText, loadDag, markdownText, mermaidText } from "./dag.ts";
export { drawDag } from "./dag_drawing.ts";
export { listStages } from "./stage_list.ts";
export { modifyPlot } from "./edit_plots.ts";
export { addStage, removeStage, setFrozen } from "./edit_stages.ts";
export type { NewOut } from "./stage_body.ts";
export { hashInfoOf, refusePipelineFiles } from "./build_stage.ts";
export { checkFileIsUsable, isGitIgnored } from "./find_files.ts";
export { Records } from "./records.ts";
export { resultFiles, texts, topLevelPaths } from "./result_files.ts";
export type { PipelineFaults } from "./faults.ts";
export {
  ReproFailure,
  type ReproOptions,
  type ReproResult,
  type RunCheckpoints,
  type StageReport,
} from "./repro_options.ts";
