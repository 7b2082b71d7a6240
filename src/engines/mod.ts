/**
 * Batch engines (Slurm and its like): what a job asks them for. Knows nothing of the queue.
 */
export type { EngineFaults } from "./faults.ts";
