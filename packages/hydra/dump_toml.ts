/** A composed config as TOML: scalars and arrays first, then tables, then arrays of tables. */
import { floatRepr, type Key, PyDate } from "@exp/values";
import { isNodeMap, keyText, type Node, type NodeMap, PyBytes } from "./config_tree.ts";
import { HydraError } from "./hydra_error.ts";

/** @throws {HydraError} `ConvertError` for null and binary data, which TOML cannot hold */
export function dumpToml(config: Node): string {
  if (!isNodeMap(config)) throw unwritable("anything but a mapping");
  const sections: string[] = [];
  writeTable(config, [], sections);
  return sections.join("\n");
}

/** Adds the section of one table, unless it has tables only, and those below it. */
function writeTable(table: NodeMap, path: readonly string[], sections: string[]): void {
  const own: string[] = [];
  const tables: [Key, NodeMap][] = [];
  const arrays: [Key, readonly NodeMap[]][] = [];
  for (const [key, item] of table) {
    if (isNodeMap(item)) tables.push([key, item]);
    else if (isTableArray(item)) arrays.push([key, item]);
    else own.push(`${tomlKey(key)} = ${inline(item)}\n`);
  }
  const hasHeader = path.length > 0 && (own.length > 0 || tables.length + arrays.length === 0);
  if (hasHeader || own.length > 0) sections.push((hasHeader ? `[${path.join(".")}]\n` : "") + own.join(""));
  for (const [key, item] of tables) writeTable(item, [...path, tomlKey(key)], sections);
  for (const [key, items] of arrays) {
    for (const item of items) writeArrayItem(item, [...path, tomlKey(key)], sections);
  }
}

function writeArrayItem(item: NodeMap, path: readonly string[], sections: string[]): void {
  const below: string[] = [];
  writeTable(item, path, below);
  const header = `[${path.join(".")}]\n`;
  const first = below[0]?.startsWith(header) ? below.shift()?.slice(header.length) ?? "" : "";
  sections.push(`[${header.trimEnd()}]\n${first}`, ...below);
}

function isTableArray(item: Node): item is NodeMap[] {
  return Array.isArray(item) && item.length > 0 && item.every(isNodeMap);
}

function inline(item: Node): string {
  if (item === null) throw unwritable("null");
  if (item instanceof PyBytes) throw unwritable("binary data");
  if (typeof item === "string") return quoteToml(item);
  if (typeof item === "number") return floatRepr(item);
  if (Array.isArray(item)) return `[${item.map(inline).join(", ")}]`;
  if (isNodeMap(item)) {
    return `{${[...item].map(([key, value]) => `${tomlKey(key)} = ${inline(value)}`).join(", ")}}`;
  }
  return item instanceof PyDate ? item.source : String(item);
}

function tomlKey(key: Key): string {
  const text = keyText(key);
  return /^[A-Za-z0-9_-]+$/.test(text) ? text : quoteToml(text);
}

function quoteToml(text: string): string {
  const escapes: Readonly<Record<string, string>> = {
    "\b": "\\b",
    "\t": "\\t",
    "\n": "\\n",
    "\f": "\\f",
    "\r": "\\r",
    '"': '\\"',
    "\\": "\\\\",
  };
  const escaped = [...text].map((character) => {
    const code = character.charCodeAt(0);
    const isControl = code < 0x20 || code === 0x7f;
    return escapes[character] ?? (isControl ? "\\u" + code.toString(16).padStart(4, "0") : character);
  });
  return `"${escaped.join("")}"`;
}

function unwritable(what: string): HydraError {
  return new HydraError("ConvertError", `TOML cannot hold ${what}`);
}
