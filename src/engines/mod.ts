/**
 * Batch engines (Slurm and its like): what a job asks them for. Knows nothing of the queue.
 */
export { chooseOptions, type EngineDefaults, type JobRequest, type JobWishes } from "./choose_options.ts";
export { parseOptionList } from "./option_list.ts";
export { readStageWish } from "./stage_wishes.ts";
export type { EngineFaults } from "./faults.ts";
