/**
 * Tracked data compared by its hashes: between commits, the records in the workspace, and the disk. The comparing knows
 * nothing of where the sides come from.
 */
export { findDataStatus } from "./data_status.ts";
export { dataStatusJson, dataStatusText } from "./data_status_text.ts";
export { type DataDiff, dataDiffJson, findDataDiff } from "./data_diff.ts";
export { dataDiffRows, dataDiffText } from "./data_diff_text.ts";
export { targetedPaths } from "./targets.ts";
export type { CompareFaults } from "./faults.ts";
