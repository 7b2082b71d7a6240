import { isMap, type Key, type Value, type ValueMap } from "../common/value.ts";

/**
 * The value at a dotted key path, or undefined. Numbers index lists, from the end when negative; in mappings `0` also
 * finds the key 0. A key that itself contains a dot cannot be reached; the empty path is the whole file.
 */
export function lookupKey(data: Value, keyPath: string): Value | undefined {
  if (keyPath === "") return data;
  let value: Value | undefined = data;
  for (const part of keyPath.split(".")) {
    if (Array.isArray(value)) value = /^[-+]?[0-9]+$/.test(part) ? value.at(Number(part)) : undefined;
    else value = isMap(value) ? member(value, part) : undefined;
    if (value === undefined) return undefined;
  }
  return value;
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
  if (keys.length === 0 && isMap(data)) { for (const [key, value] of data) found.set(keyText(key), value); }
  for (const key of keys) {
    const value = lookupKey(data, key);
    if (value !== undefined) found.set(key, value);
  }
  return found;
}

/** A key as one part of a key path. */
export function keyText(key: Key): string {
  if (key === null) return "None";
  return typeof key === "boolean" ? (key ? "True" : "False") : String(key);
}
