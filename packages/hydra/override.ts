/** One override: what it does, to which key, with which value. */
export { OverrideError } from "./override_error.ts";
export { AS_WRITTEN, parseOverride, type Random } from "./parser.ts";
export * from "./values.ts";
