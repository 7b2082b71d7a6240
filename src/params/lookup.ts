import type { Value } from "../common/value.ts";

/** The value at a dotted key path, or undefined. Digits index lists. */
export function lookupKey(_data: Value, _keyPath: string): Value | undefined {
  throw new Error("coming");
}
/** `keys` of a file as dvc.lock and `params diff` list them: flat key path → value; absent ones are left out; no keys (or `[]`): all top-level ones. */
export function selectParams(_data: Value, _keys: readonly string[]): Map<string, Value> {
  throw new Error("coming");
}
