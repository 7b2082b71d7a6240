import type { Value } from "../common/value.ts";

/** One leaf that differs. Absent sides are undefined. */
export interface ParamChange {
  readonly key: string;
  readonly old: Value | undefined;
  readonly new: Value | undefined;
}
/** Leaves (flattened by dots; lists are leaves) that differ between two files' contents, sorted by key. */
export function diffParams(
  _old: Value | undefined,
  _new: Value | undefined,
  _options: { all?: boolean } = {},
): ParamChange[] {
  throw new Error("coming");
}
