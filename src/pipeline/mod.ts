/**
 * Pipelines: reading dvc.yaml, dvc.lock and `.dvc` files (templates, groups, schema), the graph of stages, and the
 * commands over them: reproduce, status, dag, stage list, add, freeze and remove.
 */
export { Project } from "./project.ts";
export type { PipelineFile, TopSections } from "./pipeline_file.ts";
export { LockFile } from "./lock_file.ts";
export { buildGraph, components, type Graph, orderStages, reach } from "./graph.ts";
export {
  currentPipelineFile,
  findNamed,
  findTarget,
  findTargets,
  startsOf,
  type TargetOptions,
  type WithDeps,
} from "./targets.ts";
export { type Plan, type PlanOptions, planRun } from "./plan.ts";
export { reproduce, ReproFailure, type ReproOptions, type ReproResult, type StageReport } from "./reproduce.ts";
export {
  explainStages,
  type Explanation,
  findStatus,
  type StageStatus,
  statusJson,
  type StatusOptions,
  statusText,
} from "./status.ts";
export { type Dag, type DagOptions, dotText, loadDag, markdownText, mermaidText } from "./dag.ts";
export { drawDag } from "./dag_drawing.ts";
export { describeStage, type ListedStage, listStages, stageListText } from "./stage_list.ts";
export { addStage, type EditResult, removeStage, setFrozen } from "./edit_stages.ts";
export type { NewOut, NewStage } from "./stage_body.ts";
