/** How deep data may be nested. Readers and writers go down with the call stack, so both have the same bound. */

import { isMap, type Value } from "./value.ts";

/**
 * Lists and maps inside of one another, in files with parameters and metrics and in overrides (Python's own bound for
 * brackets). Pipeline files and dvc.lock, which hold such values some levels down, may be deeper: see the YAML reader.
 */
export const DEEPEST_NESTING = 200;

export const TOO_DEEP: string = `more than ${DEEPEST_NESTING} levels of nesting`;

/**
 * Levels of lists and maps: 0 for a scalar, Infinity for more than `most`. What aliases share is looked at once, so that
 * a small text cannot make this take for ever; data that holds itself is infinitely deep.
 */
export function depthOf(
  value: Value,
  most: number = DEEPEST_NESTING,
  known: Map<Value, number> = new Map(),
): number {
  if (!Array.isArray(value) && !isMap(value)) return 0;
  if (most <= 0) return Infinity;
  const before = known.get(value);
  if (before !== undefined) return before > most ? Infinity : before;
  let deepest = 0;
  for (const item of value.values()) {
    deepest = Math.max(deepest, depthOf(item, most - 1, known));
    if (deepest === Infinity) return Infinity;
  }
  known.set(value, deepest + 1);
  return deepest + 1;
}
