/**
 * Batch engines: how jobs are sent to Slurm, Grid Engine and their like, and where they stand. What is particular to an
 * engine is in its file (profiles/, `.dvc/engines`; docs/engines.md): commands for the shell, and what their answers
 * mean. Knows nothing of tasks.
 */
export { checkRequest, chooseOptions, type EngineDefaults, type JobRequest, type JobWishes } from "./choose_options.ts";
export { parseOptionList } from "./option_list.ts";
export { readStageWish } from "./stage_wishes.ts";
export { type OpenedEngine, openEngine } from "./open.ts";
export { engineNames, shippedEngines } from "./find_profile.ts";
export { isOnPath, requireProgram } from "./presence.ts";
export { SCRIPT_NAME } from "./job_script.ts";
export type { Profile } from "./profile.ts";
export type { Engine, JobPart, JobSpec, JobStatus } from "./types.ts";
export type { EngineFaults } from "./faults.ts";
