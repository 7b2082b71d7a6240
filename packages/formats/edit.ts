import type { Value } from "@exp/values";

/**
 * One change to a document: give the value at `path` (`set`; absent parents become mappings), or take it away
 * (`delete`; nothing happens when it is not there). Text names a mapping's key, a bigint a place in a list (or a
 * mapping's integer key). Every format's editor applies a list of these in order and leaves all other bytes alone.
 */
export interface Edit {
  readonly path: readonly (string | bigint)[];
  readonly op: "set" | "delete";
  /** What to write; with `set` only. */
  readonly value?: Value;
}
