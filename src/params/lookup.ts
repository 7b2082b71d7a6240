import { ExpError } from "../common/errors.ts";
import { isMap, type Key, type Value, type ValueMap } from "../common/value.ts";

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
  const found = new Map<string, Value>();
  const walk = (value: Value, parts: readonly string[], path: readonly string[]): void => {
    const [part, ...rest] = parts;
    if (part === undefined) return void found.set(path.join("."), value);
    if (part === "**") walk(value, rest, path);
    const items: [Key, Value][] = Array.isArray(value)
      ? value.map((item, index) => [BigInt(index), item])
      : isMap(value)
      ? [...value]
      : [];
    const matcher = part === "**" ? undefined : wildcardPattern(part);
    for (const [key, item] of items) {
      const name = keyText(key);
      if (matcher === undefined) walk(item, parts, [...path, name]);
      else if (matcher.test(name)) walk(item, rest, [...path, name]);
    }
  };
  walk(data, pattern.split("."), []);
  const [first, second] = found;
  if (second === undefined) return first?.[1];
  throw new ExpError("invalid-file", `the params key '${pattern}' stands for more than one value`, {
    hint: `it matches ${[...found.keys()].slice(0, 3).join(", ")}${found.size > 3 ? ", …" : ""}`,
  });
}

/** One part of a pattern; a `[` that is never closed stands for itself. */
function wildcardPattern(part: string): RegExp {
  const source = part.replace(/\[!?[^\]]+\]|[^]/g, (piece) => {
    if (piece === "*") return "[^]*";
    if (piece === "?") return "[^]";
    if (piece.length > 1) return piece.replace(/^\[!/, "[^").replaceAll("\\", "\\\\");
    return piece.replace(/[\\^$.*+?()[\]{}|/]/, "\\$&");
  });
  return new RegExp(`^${source}$`, "u");
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
