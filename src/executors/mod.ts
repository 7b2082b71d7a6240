/**
 * Where experiments run: in the workspace, or in a checkout that borrows everything and is thrown away. Both make the
 * same commit; neither touches the user's HEAD, index or stash.
 */
export type { ExecutorOptions, Place } from "./place.ts";
export { type EntryOptions, runEntry, runInTemp } from "./temp.ts";
export { openTempCheckout, type TempCheckout, type TempCheckoutOptions } from "./temp_checkout.ts";
export { runInWorkspace } from "./workspace.ts";
export { queueExperiments, runNow } from "./run.ts";
