import {
  compileWildcards,
  isMap,
  type Key,
  type Piece,
  pyStr,
  type TextMatcher,
  type Value,
  type ValueMap,
} from "../common/mod.ts";
import { fault } from "./faults.ts";

/**
 * The value at a dotted key path, or undefined. Numbers index lists, from the end when negative; in mappings `0` also
 * finds the key 0. A key that itself contains a dot cannot be reached; the empty path is the whole file. `*`, `?` and
 * `[…]` match within a key, `**` any number of keys.
 *
 * @throws {ExpError} `invalid-file` when a pattern matches more than one value
 */
export function lookupKey(data: Value, keyPath: string): Value | undefined {
  if (keyPath === "") return data;
  if (/[*?[]/.test(keyPath)) return lookupPattern(data, keyPath);
  let value: Value | undefined = data;
  for (const part of keyPath.split(".")) {
    if (Array.isArray(value)) value = /^[-+]?[0-9]+$/.test(part) ? value.at(Number(part)) : undefined;
    else value = isMap(value) ? member(value, part) : undefined;
    if (value === undefined) return undefined;
  }
  return value;
}

function lookupPattern(data: Value, pattern: string): Value | undefined {
  const found = matchPattern(data, pattern);
  const [first, second] = found;
  if (second === undefined) return first?.value;
  throw fault("invalid-file/ambiguous-key", {
    pattern,
    matches: found.map(({ path }) => path.map(pyStr).join(".")),
  });
}

interface Match {
  readonly path: readonly Key[];
  readonly value: Value;
}

function matchPattern(data: Value, pattern: string): Match[] {
  const found = new Map<string, Match>();
  const seen = new Set<string>(); // several `**` lead to one place by many ways
  const walk = (value: Value, parts: readonly string[], path: readonly Key[]): void => {
    const state = `${parts.length} ${JSON.stringify(path.map(pyStr))}`;
    if (seen.has(state)) return;
    seen.add(state);
    const [part, ...rest] = parts;
    if (part === undefined) return void found.set(path.map(pyStr).join("."), { path, value });
    if (part === "**") walk(value, rest, path);
    const items: [Key, Value][] = Array.isArray(value)
      ? value.map((item, index) => [BigInt(index), item])
      : isMap(value)
      ? [...value]
      : [];
    const matcher = part === "**" ? undefined : wildcardPattern(part);
    for (const [key, item] of items) {
      if (matcher === undefined) walk(item, parts, [...path, key]);
      else if (matcher.test(pyStr(key)) || isIndexOf(part, key, items.length)) walk(item, rest, [...path, key]);
    }
  };
  walk(data, pattern.split("."), []);
  return [...found.values()];
}

/** A negative number counts from the end. */
function isIndexOf(part: string | undefined, key: Key, count: number): boolean {
  return typeof key === "bigint" && /^-[0-9]+$/.test(part ?? "") && Number(key) === count + Number(part);
}

/**
 * What key paths and patterns find, in the nesting that it has in the file. As in DVC, a list keeps the places before
 * an item that was found, with nulls, and what several keys find in one list stands one after the other.
 */
export function searchKeys(data: Value, keys: Iterable<string>): Value {
  let chosen: Value = new Map();
  for (const key of new Set(keys)) {
    const matches = matchPattern(data, key);
    if (matches.length > 0) chosen = mergeFound(chosen, pickMatches(data, matches, 0));
  }
  return chosen;
}

/** The parts of `data` that lie on the way to the matches; all of them start at `depth` there. */
function pickMatches(data: Value, matches: readonly Match[], depth: number): Value {
  const byKey = new Map<Key, Match[]>();
  for (const match of matches) {
    const key = match.path[depth];
    if (key === undefined) return match.value;
    byKey.set(key, [...byKey.get(key) ?? [], match]);
  }
  const picked = new Map([...byKey].map(([key, below]) => [key, pickMatches(childAt(data, key), below, depth + 1)]));
  if (!Array.isArray(data)) return picked;
  const last = Math.max(...[...picked.keys()].map(Number));
  return Array.from({ length: last + 1 }, (_, index) => picked.get(BigInt(index)) ?? null);
}

function childAt(data: Value, key: Key): Value {
  return (Array.isArray(data) ? data[Number(key)] : isMap(data) ? data.get(key) : undefined) ?? null;
}

function mergeFound(first: Value, second: Value): Value {
  if (Array.isArray(first) && Array.isArray(second)) return [...first, ...second];
  if (!isMap(first) || !isMap(second)) return second;
  const merged = new Map(first);
  for (const [key, value] of second) {
    const known = merged.get(key);
    merged.set(key, known === undefined ? value : mergeFound(known, value));
  }
  return merged;
}

/** One part of a pattern; a `[` that is never closed stands for itself. */
function wildcardPattern(part: string): TextMatcher {
  const pieces = part.match(/\[!?[^\]]+\]|[^]/gu) ?? [];
  return compileWildcards(pieces.map((piece): Piece => {
    if (piece === "*") return { one: "[^]", many: true };
    if (piece === "?") return { one: "[^]" };
    if (piece.length > 2) return { one: piece.replace(/^\[!/, "[^").replaceAll("\\", "\\\\") };
    return { one: piece.replace(/[\\^$.*+?()[\]{}|/]/, "\\$&") };
  }));
}

function member(map: ValueMap, part: string): Value | undefined {
  if (map.has(part)) return map.get(part);
  if (/^-?[0-9]+$/.test(part)) return map.get(BigInt(part));
  return part === "True" || part === "False" ? map.get(part === "True") : undefined;
}

/**
 * The values that a stage's `params` entry asks for, by key path as written; absent ones are left out.
 *
 * @param keys none: every top-level key
 */
export function selectParams(data: Value, keys: readonly string[]): Map<string, Value> {
  const found = new Map<string, Value>();
  if (keys.length === 0 && isMap(data)) { for (const [key, value] of data) found.set(pyStr(key), value); }
  for (const key of keys) {
    const value = lookupKey(data, key);
    if (value !== undefined) found.set(key, value);
  }
  return found;
}
