import { compareCodePoints, isMap, pyEqual, type Value } from "../common/value.ts";
import { keyText } from "./lookup.ts";

/** One leaf that differs. Absent sides are undefined. */
export interface ParamChange {
  readonly key: string;
  readonly old: Value | undefined;
  readonly new: Value | undefined;
}

/**
 * The leaves that differ between two files' contents, sorted by key. Mappings are flattened by dots; a list is a leaf.
 * As in DVC null equals a key that is not there.
 *
 * @param options `all`: equal leaves too
 */
export function diffParams(
  before: Value | undefined,
  after: Value | undefined,
  options: { readonly all?: boolean } = {},
): ParamChange[] {
  const old = flattenParams(before);
  const fresh = flattenParams(after);
  return [...new Set([...old.keys(), ...fresh.keys()])].sort(compareCodePoints)
    .filter((key) => options.all === true || !pyEqual(old.get(key) ?? null, fresh.get(key) ?? null))
    .map((key) => ({ key, old: old.get(key), new: fresh.get(key) }));
}

/** Leaves by dotted key path, in the file's order; an empty mapping has none, a bare value has the empty path. */
export function flattenParams(data: Value | undefined): Map<string, Value> {
  const flat = new Map<string, Value>();
  const walk = (value: Value, path: string) => {
    if (!isMap(value)) {
      flat.set(path, value);
      return;
    }
    for (const [key, inner] of value) walk(inner, path === "" ? keyText(key) : `${path}.${keyText(key)}`);
  };
  if (data !== undefined) walk(data, "");
  return flat;
}
