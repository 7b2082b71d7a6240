import { parse, TomlError } from "smol-toml";
import { DEEPEST_NESTING, floatRepr, isMap, type Key, PyDate, quotePyJson, type Scalar, type Value } from "@exp/values";
import type { Edit } from "./edit.ts";
import { brokenFile } from "./fault.ts";
import { fault } from "./faults.ts";
import { type FlowSyntax, lineBreak, type Splice, splice, stepInFlow, writeFlow } from "./flow.ts";
import { scanToml, type Section, type TomlLeaf, type TomlNode, type TomlTable, tomlValue } from "./toml_scan.ts";
import { applyToValue, editText, type Step } from "./value_edit.ts";

/**
 * Reads TOML: integers of any size, floats, and dates as `PyDate` apart; keys in the file's order.
 *
 * @throws {Fault} `invalid-file`
 */
export function parseToml(text: string, options: { file: string }): Value {
  try {
    parse(text, { integersAsBigInt: true, maxDepth: DEEPEST_NESTING });
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    const lineStart = text.split("\n", error.line - 1).reduce((sum, line) => sum + line.length + 1, 0);
    const what = (error.message.split("\n")[0] ?? "").replace("Invalid TOML document: ", "");
    throw brokenFile("TOML", options.file, text, lineStart + error.column - 1, what);
  }
  return tomlValue(scanToml(text, options.file));
}

/** Applies `edits` in order; every other byte stays. @throws {Fault} `invalid-file`, `invalid-override` */
export function setTomlValues(text: string, edits: readonly Edit[]): string {
  return editText(text, edits, { name: "TOML", read: (source) => parseToml(source, { file: "TOML" }), step: tomlStep });
}

function tomlStep(text: string, step: Step): string {
  const root = scanToml(text);
  const path = step.kind === "add" ? [...step.parent, step.key] : step.path;
  const leaf = leafAbove(root, step.kind === "add" ? step.parent : step.path);
  const isWholeLeaf = leaf !== undefined && step.kind === "remove" && leaf.depth === step.path.length;
  if (leaf !== undefined && !isWholeLeaf) return stepInLeaf(text, leaf.leaf, shorten(step, leaf.depth));
  if (step.kind === "add") return addAt(text, path, step.value);
  if (step.kind === "remove") return removeButKeepParent(text, root, path);
  const above = nodeAt(root, path.slice(0, -1));
  if (above?.kind !== "tables") return addAt(removeAt(text, root, path), path, step.value);
  // one table of an array becomes a plain value: then the array has to be a plain list
  const list = (tomlValue(above) as Value[]).with(Number(path.at(-1)), step.value);
  return addAt(removeAt(text, root, path.slice(0, -1)), path.slice(0, -1), list);
}

/** The leaf at or above a path, and how long its own path is. */
function leafAbove(root: TomlTable, path: readonly Key[]): { leaf: TomlLeaf; depth: number } | undefined {
  let node: TomlNode | undefined = root;
  for (const [depth, key] of path.entries()) {
    node = childOf(node, key);
    if (node === undefined) return undefined;
    if (node.kind === "leaf") return { leaf: node, depth: depth + 1 };
  }
  return undefined;
}

function nodeAt(root: TomlTable, path: readonly Key[]): TomlNode | undefined {
  return path.reduce<TomlNode | undefined>((node, key) => node && childOf(node, key), root);
}

function childOf(node: TomlNode, key: Key): TomlNode | undefined {
  if (node.kind === "table") return node.entries.get(String(key));
  return node.kind === "tables" ? node.items[Number(key)] : undefined;
}

function shorten(step: Step, depth: number): Step {
  if (step.kind === "add") return { ...step, parent: step.parent.slice(depth) };
  return { ...step, path: step.path.slice(depth) };
}

function stepInLeaf(text: string, leaf: TomlLeaf, step: Step): string {
  const { node } = leaf;
  const isWhole = step.kind === "replace" && step.path.length === 0;
  if (node.kind !== "scalar" || isWhole) return stepInFlow(text, node, step, TOML);
  // an inline table with dotted keys
  const path = (step.kind === "add" ? [...step.parent, step.key] : step.path) as (string | bigint)[];
  const edit: Edit = step.kind === "remove" ? { path, op: "delete" } : { path, op: "set", value: step.value };
  return splice(text, { start: node.start, end: node.end, text: writeToml(applyToValue(node.value, path, edit)) });
}

function removeButKeepParent(text: string, root: TomlTable, path: readonly Key[]): string {
  const parentPath = path.slice(0, -1);
  const parent = nodeAt(root, parentPath);
  const leaf = nodeAt(root, path);
  if (parent?.kind === "table" && parent.origin === "dotted" && parent.entries.size === 1 && leaf?.kind === "leaf") {
    const start = leaf.lineStart + parent.indent.length;
    return splice(text, { start, end: leaf.node.end, text: `${parent.prefix.slice(0, -1)} = {}` });
  }
  const without = removeAt(text, root, path);
  // the last key of a table without a header of its own: the table must not vanish with it
  if (parent?.kind === "table" && parent.entries.size === 1 && parent.section === undefined && parentPath.length > 0) {
    return addAt(without, parentPath, new Map());
  }
  return parent?.kind === "tables" && parent.items.length === 1 ? addAt(without, parentPath, []) : without;
}

/** Takes away all lines of what is at `path`. */
function removeAt(text: string, root: TomlTable, path: readonly Key[]): string {
  const node = nodeAt(root, path);
  if (node === undefined) return text;
  const ranges = rangesOf(node).sort((a, b) => b.start - a.start);
  for (const range of ranges) {
    let { start } = range;
    if (range.end >= text.length) start = text.slice(0, start).replace(/(?<=\n)(\r?\n)+$/, "").length;
    text = splice(text, { start, end: range.end, text: "" });
  }
  return text;
}

/** Lines that belong to a node: none inside of another. */
function rangesOf(node: TomlNode): Section[] {
  if (node.kind === "leaf") return [{ start: node.lineStart, end: node.lineEnd }];
  const inner = node.kind === "tables" ? node.items.flatMap(rangesOf) : [...node.entries.values()].flatMap(rangesOf);
  const own = node.kind === "table" ? node.section : undefined;
  if (own === undefined) return inner;
  return [own, ...inner.filter((range) => range.start < own.start || range.start >= own.end)];
}

/** Gives `path` a value where nothing is; missing parents are made. */
function addAt(text: string, path: readonly Key[], value: Value): string {
  const root = scanToml(text);
  let table: TomlNode = root;
  let depth = 0;
  for (; depth < path.length - 1; depth++) {
    const next = childOf(table, path[depth] as Key);
    if (next === undefined || next.kind === "leaf") break;
    table = next;
  }
  for (const key of path.slice(depth + 1).reverse()) value = new Map([[key, value]]);
  const parent = path.slice(0, depth);
  const key = path[depth] as Key;
  if (table.kind === "tables") return addToTables(text, root, parent, tomlValue(table) as Value[], value);
  if (isMap(value) && table.origin !== "dotted") {
    return splice(text, newSection(text, table, [...parent, key], value, "[]"));
  }
  return splice(text, newLine(text, table, parent, `${writeKey(key)} = ${writeToml(value)}`));
}

function addToTables(text: string, root: TomlTable, path: readonly Key[], old: Value[], value: Value): string {
  const tables = nodeAt(root, path);
  if (isMap(value) && tables !== undefined) return splice(text, newSection(text, tables, path, value, "[[]]"));
  return addAt(removeAt(text, root, path), path, [...old, value]);
}

/** A `[section]` after everything that belongs to `parent`. */
function newSection(
  text: string,
  parent: TomlNode,
  path: readonly Key[],
  value: Value,
  brackets: "[]" | "[[]]",
): Splice {
  const isRoot = parent.kind === "table" && parent.origin === "root";
  const at = isRoot ? text.length : contentEnd(parent);
  const names = namesOf(path);
  const lines = sectionLines(names, value as Map<Key, Value>, brackets);
  const nl = lineBreak(text);
  const before = text.slice(0, at);
  const gap = before === "" ? "" : before.endsWith("\n") ? (/\n\r?\n$/.test(before) ? "" : nl) : nl + nl;
  const after = at < text.length && !/^\r?\n/.test(text.slice(at)) ? nl : "";
  return { start: at, end: at, text: gap + lines.join(nl) + nl + after };
}

/** A path as headers write it: they always mean the last table of an array. */
function namesOf(path: readonly Key[]): Key[] {
  return path.filter((key) => typeof key !== "bigint");
}

function sectionLines(names: readonly Key[], value: Map<Key, Value>, brackets: "[]" | "[[]]"): string[] {
  const half = brackets.length / 2;
  const lines = [brackets.slice(0, half) + names.map(writeKey).join(".") + brackets.slice(half)];
  for (const [key, item] of value) {
    if (!isMap(item)) lines.push(`${writeKey(key)} = ${writeToml(item)}`);
  }
  for (const [key, item] of value) {
    if (isMap(item)) lines.push("", ...sectionLines([...names, key], item, "[]"));
  }
  return lines;
}

/** The end of the last line with a key or header inside a node. */
function contentEnd(node: TomlNode): number {
  if (node.kind === "leaf") return node.lineEnd;
  const inner = node.kind === "tables" ? node.items : [...node.entries.values()];
  return Math.max(node.kind === "table" ? node.bodyEnd ?? 0 : 0, ...inner.map(contentEnd));
}

function newLine(text: string, table: TomlTable, path: readonly Key[], line: string): Splice {
  const nl = lineBreak(text);
  if (table.bodyEnd !== undefined) {
    const at = table.bodyEnd;
    const full = table.indent + (table.origin === "dotted" ? table.prefix : "") + line;
    return { start: at, end: at, text: text[at - 1] === "\n" ? full + nl : nl + full };
  }
  const first = Math.min(text.length, ...rangesOf(table).map((range) => range.start));
  const header = table.origin === "root" ? "" : `[${namesOf(path).map(writeKey).join(".")}]${nl}`;
  const gap = first > 0 && text[first - 1] !== "\n" ? nl : "";
  return { start: first, end: first, text: gap + header + line + nl + (first < text.length ? nl : "") };
}

function writeKey(key: Key): string {
  const name = String(key);
  return /^[A-Za-z0-9_-]+$/.test(name) ? name : quotePyJson(name);
}

/** One value on one line. @throws {Fault} `invalid-override` for null, which TOML has not */
function writeToml(value: Value, old?: string): string {
  return writeFlow(value, (leaf) => writeScalar(leaf, old), { open: "{", close: "}", key: writeKey, gap: " = " });
}

function writeScalar(value: Scalar, old: string | undefined): string {
  if (value === null) throw fault("invalid-override/null-in-toml", {});
  if (typeof value === "number") return floatRepr(value);
  if (value instanceof PyDate) return value.source;
  if (typeof value !== "string") return String(value);
  // deno-lint-ignore no-control-regex
  const keepsSingle = old !== undefined && /^'(?!'')/.test(old) && !/['\x00-\x08\x0a-\x1f\x7f]/.test(value);
  return keepsSingle ? `'${value}'` : quoteToml(value);
}

function quoteToml(text: string): string {
  return JSON.stringify(text).replaceAll("\x7f", "\\u007f");
}

const TOML: FlowSyntax = {
  write: writeToml,
  writeKey: (key) => writeKey(key),
  keyGap: " = ",
  trailingComma: false,
  hashComments: true,
};
