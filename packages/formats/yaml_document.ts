/**
 * A YAML file loaded for an edit, as DVC's loader keeps it: comments hang on the entry before them, quotes and
 * indentation are forgotten, flow style, anchors, number spellings and block texts stay.
 */
import type { Key, Scalar } from "@exp/values";

/** What stands between two entries: a comment in the first one's line, and the lines below it. */
export interface CommentBlock {
  /** column of the comment, or -1 without one */
  readonly column: number;
  readonly text: string;
  /** whole lines, each with its line break */
  readonly below: string;
}

export interface DocScalar {
  readonly kind: "scalar";
  readonly value: Scalar | PyBytes;
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

export interface DocMap {
  readonly kind: "map";
  readonly flow: boolean;
  readonly anchor: string | undefined;
  readonly pairs: DocPair[];
}

export interface DocPair {
  readonly key: Key;
  /** the key's own spelling when it is no string */
  readonly keyText: string | undefined;
  isMerge: boolean;
  value: DocNode;
  /** lines above the key, when they belong to it and not to the entry before */
  readonly before: CommentBlock | undefined;
  comment: CommentBlock | undefined;
}

export interface DocSeq {
  readonly kind: "seq";
  readonly flow: boolean;
  readonly anchor: string | undefined;
  readonly items: DocItem[];
}

export interface DocItem {
  value: DocNode;
  /** lines above the dash, and comments behind it */
  readonly before: CommentBlock | undefined;
  comment: CommentBlock | undefined;
}

interface DocAlias {
  readonly kind: "alias";
  readonly name: string;
  readonly target: DocNode;
}

/** `!!binary` data; the only value beyond `@exp/values` that a text can hold. */
export class PyBytes {
  constructor(readonly bytes: Uint8Array) {}
}

/** Data without a place in a file yet. */
export type FreshValue = Scalar | PyBytes | readonly FreshValue[] | ReadonlyMap<Key, FreshValue>;

/** A new list or map. */
export interface DocFresh {
  readonly kind: "fresh";
  readonly value: readonly FreshValue[] | ReadonlyMap<Key, FreshValue>;
}

export type DocNode = DocScalar | DocMap | DocSeq | DocAlias | DocFresh;

export interface Document {
  /** lines before the first entry */
  readonly head: string;
  readonly root: DocNode | undefined;
  /** lines behind the last entry that do not go with it */
  readonly tail: CommentBlock | undefined;
}

export function freshNode(value: FreshValue): DocNode {
  if (isFreshList(value) || value instanceof Map) return { kind: "fresh", value };
  return { kind: "scalar", value: value as Scalar | PyBytes, source: undefined, anchor: undefined, tag: undefined };
}

export function freshPair(key: Key, value: FreshValue): DocPair {
  return { key, keyText: undefined, isMerge: false, value: freshNode(value), before: undefined, comment: undefined };
}

export function freshItem(value: FreshValue): DocItem {
  return { value: freshNode(value), before: undefined, comment: undefined };
}

export function isCollection(node: DocNode): boolean {
  return node.kind === "map" || node.kind === "seq" || node.kind === "fresh";
}

export function isList(node: DocNode): boolean {
  return node.kind === "seq" || (node.kind === "fresh" && isFreshList(node.value));
}

const NONE: readonly never[] = [];

/** The pairs of a map, the items of a list. */
export function entriesOf(node: DocNode): { readonly pairs: readonly DocPair[]; readonly items: readonly DocItem[] } {
  if (node.kind === "map") return { pairs: node.pairs, items: NONE };
  if (node.kind === "seq") return { pairs: NONE, items: node.items };
  if (node.kind !== "fresh") return { pairs: NONE, items: NONE };
  if (isFreshList(node.value)) return { pairs: NONE, items: node.value.map(freshItem) };
  return { pairs: [...node.value].map(([key, item]) => freshPair(key, item)), items: NONE };
}

function isFreshList(value: FreshValue): value is readonly FreshValue[] {
  return Array.isArray(value);
}
