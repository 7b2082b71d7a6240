/**
 * Where experiments run: in the workspace, or in a checkout that borrows everything and is thrown away. Both make the
 * same commit; neither touches the user's HEAD, index or stash.
 */
export { type EntryOptions, runEntry } from "./temp.ts";
export { queueExperiments, runNow } from "./run_now.ts";
export type { ExecutorFaults } from "./faults.ts";
