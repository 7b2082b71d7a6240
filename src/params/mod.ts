/** Parameter files: read by suffix, look up key paths, and edit keeping the user's bytes. */
export { formatOf, type ParamsFormat, readParamsFile, readParamsText, readUtf8 } from "./read.ts";
export { lookupKey, searchKeys, selectParams } from "./lookup.ts";
export { editParamsText } from "./edit_text.ts";
