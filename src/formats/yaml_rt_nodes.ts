/**
 * A YAML file loaded for an edit, as DVC's loader keeps it: comments hang on the entry before them, quotes and
 * indentation are forgotten, flow style, anchors, number spellings and block texts stay.
 */
import type { Key, Scalar, Value, ValueMap } from "../common/value.ts";

/** What stands between two entries: a comment in the first one's line, and the lines below it. */
export interface CommentBlock {
  /** column of the comment, or -1 without one */
  readonly column: number;
  readonly text: string;
  /** whole lines, each with its line break */
  readonly below: string;
}

export interface RtScalar {
  readonly kind: "scalar";
  readonly value: Scalar;
  /** how a number, date or block text is spelled; undefined: as a fresh value */
  readonly source: ScalarSource | undefined;
  readonly anchor: string | undefined;
  readonly tag: string | undefined;
}

export type ScalarSource =
  | { readonly kind: "plain"; readonly text: string }
  | {
    readonly kind: "block";
    readonly style: "literal" | "folded";
    readonly lines: readonly string[];
    readonly header: CommentBlock;
  };

export interface RtMap {
  readonly kind: "map";
  readonly flow: boolean;
  readonly anchor: string | undefined;
  readonly pairs: RtPair[];
}

export interface RtPair {
  readonly key: Key;
  /** the key's own spelling when it is no string */
  readonly keyText: string | undefined;
  isMerge: boolean;
  value: RtNode;
  /** lines above the key, when they belong to it and not to the entry before */
  readonly before: CommentBlock | undefined;
  comment: CommentBlock | undefined;
}

export interface RtSeq {
  readonly kind: "seq";
  readonly flow: boolean;
  readonly anchor: string | undefined;
  readonly items: RtItem[];
}

export interface RtItem {
  value: RtNode;
  /** lines above the dash, and comments behind it */
  readonly before: CommentBlock | undefined;
  comment: CommentBlock | undefined;
}

export interface RtAlias {
  readonly kind: "alias";
  readonly name: string;
  readonly target: RtNode;
}

/** A new value, written as fresh ones are. */
export interface RtFresh {
  readonly kind: "fresh";
  readonly value: Value[] | ValueMap;
}

export type RtNode = RtScalar | RtMap | RtSeq | RtAlias | RtFresh;

export interface RtDocument {
  /** lines before the first entry */
  readonly head: string;
  readonly root: RtNode | undefined;
  /** lines behind the last entry that do not go with it */
  readonly tail: CommentBlock | undefined;
}

export function freshNode(value: Value): RtNode {
  if (Array.isArray(value) || value instanceof Map) return { kind: "fresh", value };
  return { kind: "scalar", value, source: undefined, anchor: undefined, tag: undefined };
}

export function freshPair(key: Key, value: Value): RtPair {
  return { key, keyText: undefined, isMerge: false, value: freshNode(value), before: undefined, comment: undefined };
}
