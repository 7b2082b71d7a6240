/**
 * What Git calls: hooks that keep data and commits together, and three-way merges of `.dvc` files and dvc.lock.
 */
export { installHooks } from "./install.ts";
export { mergeDvcFile, mergeLockFile, type MergeRequest } from "./merge_driver.ts";
export type { HooksFaults } from "./faults.ts";
