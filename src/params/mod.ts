/** Parameter files: read by suffix, look up key paths, and edit keeping the user's bytes. */
export { readParamsFile, readParamsText, readUtf8 } from "./read.ts";
export { lookupKey, searchKeys, selectParams } from "./lookup.ts";
export { answerApply } from "./jsonl_apply.ts";
export { applyOverridesToFile, applyOverridesToText } from "./set_params.ts";
export type { OverrideFaults } from "./faults.ts";
