/** Parameter files: read by suffix, look up key paths, compare, and edit keeping the user's bytes. */
export { readParamsFile, readParamsText } from "./read.ts";
export { lookupKey, selectParams } from "./lookup.ts";
export { diffParams, type ParamChange } from "./diff.ts";
export { type ApplyOptions, applyOverridesToFile } from "./edit.ts";
