/**
 * Batch engines (Slurm and its like): what a job asks them for. Knows nothing of the queue.
 */
export type { JobRequest } from "./choose_options.ts";
export type { OptionRules } from "./job_options.ts";
export { readStageWish, type StageWish } from "./stage_wishes.ts";
export type { EngineFaults } from "./faults.ts";
