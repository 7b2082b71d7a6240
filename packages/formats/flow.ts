/**
 * Bracketed values (`{...}`, `[...]`, `(...)`) as JSON, TOML and Python write them: where each item stands, and how
 * to add, remove and replace one without moving the others.
 */
import { isMap, type Key, pyEqual, type Value } from "@exp/values";
import type { Step } from "./value_edit.ts";

/** A value with its place in the text: `text.slice(start, end)` is all of it, brackets and quotes included. */
export type FlowNode =
  | { readonly kind: "scalar"; readonly start: number; readonly end: number; readonly value: Value }
  | {
    readonly kind: "list" | "tuple" | "set" | "map";
    readonly start: number;
    readonly end: number;
    readonly items: FlowItem[];
  };

type FlowContainer = Exclude<FlowNode, { kind: "scalar" }>;

export interface FlowItem {
  /** Undefined in lists. */
  readonly key?: Key;
  /** Where the item begins: its key, or in lists its value. */
  readonly start: number;
  /** Where the key ends; in lists the same as `start`. */
  readonly keyEnd: number;
  readonly node: FlowNode;
  /** Where the item ends, with brackets of no meaning around its value. */
  readonly end: number;
  /** Right after the comma that follows, if one does. */
  readonly commaEnd: number | undefined;
}

/** How a format spells what is new. */
export interface FlowSyntax {
  /** A value on one line. `old` is the text it replaces, whose quoting style may be kept. */
  write(value: Value, old: string | undefined): string;
  writeKey(key: Key, siblingKey: string | undefined): string;
  /** Between key and value where no sibling shows a style. */
  readonly keyGap: string;
  /** May a comma stand before the closing bracket? */
  readonly trailingComma: boolean;
  /** Do comments run from `#` to the end of the line? */
  readonly hashComments: boolean;
}

export interface Splice {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

export function splice(text: string, change: Splice): string {
  return text.slice(0, change.start) + change.text + text.slice(change.end);
}

/** The plain value of a node. A repeated key keeps its first place and its last value, as in a Python dict. */
export function flowValue(node: FlowNode): Value {
  if (node.kind === "scalar") return node.value;
  if (node.kind === "map") return new Map(node.items.map((item) => [item.key as Key, flowValue(item.node)]));
  const values = node.items.map((item) => flowValue(item.node));
  return node.kind === "set" ? values.filter((one, i) => !values.slice(0, i).some((old) => pyEqual(old, one))) : values;
}

/** Does one step (its path relative to `root`) inside a bracketed value. */
export function stepInFlow(text: string, root: FlowNode, step: Step, syntax: FlowSyntax): string {
  if (step.kind === "replace") {
    const node = nodeAt(root, step.path);
    return splice(text, replacement(text, node, step.value, syntax));
  }
  if (step.kind === "add") {
    return splice(text, addition(text, nodeAt(root, step.parent) as FlowContainer, step.key, step.value, syntax));
  }
  const container = nodeAt(root, step.path.slice(0, -1)) as FlowContainer;
  const key = step.path.at(-1) as Key;
  const index = container.kind === "map" ? container.items.findLastIndex((item) => item.key === key) : Number(key);
  const without = splice(text, removal(text, container, index, syntax));
  const again = container.kind === "map" && container.items.findIndex((item) => item.key === key) !== index;
  // an earlier item with the same key would show through now: the container begins where it did, so take that too
  return again ? removeEarlier(without, container, index, key, syntax) : without;
}

function removeEarlier(text: string, container: FlowContainer, before: number, key: Key, syntax: FlowSyntax): string {
  const items = container.items.slice(0, before);
  const index = items.findLastIndex((item) => item.key === key);
  if (index < 0) return text;
  const next = container.items[index + 1];
  // what stands after the removed later item has moved, but everything up to it has not
  const end = next !== undefined && index + 1 < before ? next.start : items[index]?.commaEnd ?? items[index]!.end;
  const cut = splice(text, { start: items[index]!.start, end, text: "" });
  return removeEarlier(cut, container, index, key, syntax);
}

function nodeAt(root: FlowNode, path: readonly Key[]): FlowNode {
  let node = root;
  for (const key of path) {
    if (node.kind === "scalar") throw new TypeError("path leads below a scalar");
    const item = node.kind === "map" ? node.items.findLast((one) => one.key === key) : node.items[Number(key)];
    if (item === undefined) throw new TypeError("path does not exist");
    node = item.node;
  }
  return node;
}

/** Replaces a value; a tuple or set that is given a list stays a tuple or set. */
function replacement(text: string, node: FlowNode, value: Value, syntax: FlowSyntax): Splice {
  const old = text.slice(node.start, node.end);
  let written = syntax.write(value, old);
  if (Array.isArray(value) && node.kind === "tuple") written = asTuple(written, value.length, old.startsWith("("));
  if (Array.isArray(value) && node.kind === "set" && isSet(value)) written = `{${written.slice(1, -1)}}`;
  return { start: node.start, end: node.end, text: written };
}

/** Can a Python set hold these, all of them? */
function isSet(values: readonly Value[]): boolean {
  return values.length > 0 && values.every((value, i) => {
    return !Array.isArray(value) && !isMap(value) && !values.slice(0, i).some((other) => pyEqual(other, value));
  });
}

function asTuple(list: string, length: number, brackets: boolean): string {
  const inner = list.slice(1, -1) + (length === 1 ? "," : "");
  return brackets || length === 0 ? `(${inner})` : inner;
}

/** Puts an item last, laid out as its neighbours are. */
function addition(text: string, container: FlowContainer, key: Key, value: Value, syntax: FlowSyntax): Splice {
  const last = container.items.at(-1);
  const item = (gap: string, siblingKey: string | undefined) =>
    (container.kind === "map" ? syntax.writeKey(key, siblingKey) + gap : "") + syntax.write(value, undefined);
  if (last === undefined) {
    // `{}`, `{ }`, or brackets around a comment, which stays
    const at = container.start + 1;
    const comma = container.kind === "tuple" ? "," : "";
    const blank = text.slice(at, container.end - 1).trim() === "" ? container.end - 1 : at;
    return { start: at, end: blank, text: item(syntax.keyGap, undefined) + comma };
  }
  const gap = container.kind === "map" ? text.slice(last.keyEnd, last.node.start) : "";
  const fresh = item(/[\n#]/.test(gap) ? syntax.keyGap : gap, text.slice(last.start, last.keyEnd));
  const lineStart = text.lastIndexOf("\n", last.start - 1) + 1;
  const indent = text.slice(lineStart, last.start);
  const ownLine = indent.trim() === "" && lineStart > container.start;
  if (last.commaEnd !== undefined) {
    if (!ownLine) return { start: last.commaEnd, end: last.commaEnd, text: ` ${fresh},` };
    const end = endOfLine(text, last.commaEnd, syntax);
    return { start: end, end, text: `${lineBreak(text)}${indent}${fresh},` };
  }
  if (!ownLine) {
    const previous = container.items.at(-2);
    const between = previous?.commaEnd === undefined ? " " : text.slice(previous.commaEnd, last.start);
    return { start: last.end, end: last.end, text: `,${between.trim() === "" ? between : " "}${fresh}` };
  }
  // the comma goes right behind the last value, the new item below its comment
  const tail = text.slice(last.end, endOfLine(text, last.end, syntax));
  const inside = last.end + tail.length < container.end ? tail : "";
  return {
    start: last.end,
    end: last.end + inside.length,
    text: `,${inside}${lineBreak(text)}${indent}${fresh}`,
  };
}

/** Takes an item away with its comma; with its whole line when nothing else stands there. */
function removal(text: string, container: FlowContainer, index: number, syntax: FlowSyntax): Splice {
  const item = container.items[index];
  if (item === undefined) throw new TypeError("no such item");
  const previous = container.items[index - 1];
  const next = container.items[index + 1];
  const end = item.commaEnd ?? item.end;
  const lineStart = text.lastIndexOf("\n", item.start - 1) + 1;
  const lineEnd = endOfLine(text, end, syntax);
  const alone = lineStart > container.start && lineEnd < container.end &&
    text.slice(lineStart, item.start).trim() === "" && /^\r?\n/.test(text.slice(lineEnd, lineEnd + 2));
  const needsNoComma = next === undefined && item.commaEnd === undefined && previous?.commaEnd !== undefined &&
    !syntax.trailingComma;
  // `(1, 2)` without its first item is `(2,)`
  const needsComma = container.kind === "tuple" && container.items.length === 2 && next !== undefined &&
    next.commaEnd === undefined;
  if (alone && !needsNoComma && !needsComma) return { start: lineStart, end: nextBreak(text, lineEnd), text: "" };
  if (next !== undefined) {
    if (!needsComma) return { start: item.start, end: next.start, text: "" };
    return { start: item.start, end: next.end, text: text.slice(next.start, next.end) + "," };
  }
  if (previous === undefined) return { start: item.start, end, text: "" };
  if (!alone) {
    const lonely = container.kind === "tuple" && container.items.length === 2 && item.commaEnd === undefined;
    return { start: previous.end, end: item.end, text: lonely ? "," : "" };
  }
  // the comment behind the previous item's comma stays
  const from = previous.commaEnd ?? previous.end;
  return { start: previous.end, end: lineEnd, text: text.slice(from, endOfLine(text, from, syntax)) };
}

/** The end of the line (before its break) if only blanks and a comment follow `from`; else `from` itself. */
function endOfLine(text: string, from: number, syntax: FlowSyntax): number {
  const rest = /^[ \t]*(#[^\n\r]*)?(?=\r?\n|$)/.exec(text.slice(from, nextBreak(text, from)));
  if (rest === null || (rest[1] !== undefined && !syntax.hashComments)) return from;
  return from + rest[0].length;
}

/** The start of the next line. */
export function nextBreak(text: string, from: number): number {
  const at = text.indexOf("\n", from);
  return at < 0 ? text.length : at + 1;
}

/** The line break a text uses. */
export function lineBreak(text: string): "\r\n" | "\n" {
  const at = text.indexOf("\n");
  return at > 0 && text[at - 1] === "\r" ? "\r\n" : "\n";
}

/** Writes nested data on one line with the given brackets; the leaves by `scalar`. */
export function writeFlow(
  value: Value,
  scalar: (leaf: Exclude<Value, Value[] | Map<Key, Value>>) => string,
  map: { readonly open: string; readonly close: string; readonly key: (key: Key) => string; readonly gap: string },
): string {
  if (Array.isArray(value)) return `[${value.map((item) => writeFlow(item, scalar, map)).join(", ")}]`;
  if (!isMap(value)) return scalar(value);
  const items = [...value].map(([key, item]) => map.key(key) + map.gap + writeFlow(item, scalar, map));
  return map.open + items.join(", ") + map.close;
}
