import { isMap, pyEqual, pyStr, type Value } from "../common/mod.ts";
import type { ChangeReason } from "./types.ts";

/** One value inside of a bigger one that is not what it was; undefined: it is not there. */
interface InnerChange {
  /** Keys and places on the way, none for the whole. */
  readonly path: readonly string[];
  readonly before: Value | undefined;
  readonly after: Value | undefined;
}

/** A reason in one line for each value that changed, old -> new: of a map or a long list only what is different. */
export function describeReason({ text, key, before, after }: ChangeReason): string[] {
  if (before === undefined && after === undefined) return [text];
  const changes = innerChanges(before, after);
  return changes.map(({ path: inner, before: old, after: now }) => {
    const values = `${show(old)} -> ${show(now)}`;
    if (inner.length === 0) return `${text}: ${values}`;
    if (key === undefined) return `${text}, part ${Number(inner[0]) + 1}: ${values}`; // one of several commands
    const end = old === undefined ? "is new" : now === undefined ? "is gone" : "changed";
    return `${text.slice(0, text.lastIndexOf(key) + key.length)}.${inner.join(".")} ${end}: ${values}`;
  });
}

function show(value: Value | undefined): string {
  return value === undefined ? "nothing" : pyStr(value);
}

function innerChanges(
  before: Value | undefined,
  after: Value | undefined,
  path: readonly string[] = [],
): InnerChange[] {
  if (isMap(before) && isMap(after)) {
    const keys = new Set([...before.keys(), ...after.keys()]);
    const found = [...keys].filter((key) => !pyEqual(before.get(key), after.get(key)))
      .flatMap((key) => innerChanges(before.get(key), after.get(key), [...path, pyStr(key)]));
    if (found.length > 0) return found;
  }
  if (Array.isArray(before) && Array.isArray(after) && before.length === after.length) {
    const places = before.flatMap((item, i) => pyEqual(item, after[i]) ? [] : [i]);
    const isShorter = places.length * 2 < before.length || before.every(isMap);
    if (isShorter && places.length > 0) {
      return places.flatMap((i) => innerChanges(before[i], after[i], [...path, String(i)]));
    }
  }
  return [{ path, before, after }];
}
