/** Parameter files: read by suffix, look up key paths, compare, and edit keeping the user's bytes. */
export { formatOf, type ParamsFormat, readParamsFile, readParamsText, readUtf8 } from "./read.ts";
export { keyText, lookupKey, selectParams } from "./lookup.ts";
export { diffParams, flattenParams, type ParamChange } from "./diff.ts";
export { editParamsText } from "./edit_text.ts";
