/** What dvc.lock says of a data set (`ds://NAME`), and whether a stage has read just that (DVC 3.67.1: dvc/repo/datasets.py). */
import { isMap, type Key, pyEqual, type Value, type ValueMap } from "../common/mod.ts";

const SPEC = ["name", "url", "type"] as const;

/** What counts, by its type, in the order that it is written down in. */
const KEYS: Readonly<Record<string, readonly string[]>> = {
  dvc: [...SPEC, "path", "rev", "rev_lock"],
  url: [...SPEC, "meta", "files"],
  dc: [...SPEC, "version", "created_at"],
};

/** The data set that an item of a lock tells of, without what says nothing; undefined where it tells of none. */
export function datasetOf(item: Value | undefined): ValueMap | undefined {
  if (!isMap(item)) return undefined;
  const type = item.get("type");
  const keys = typeof type === "string" && Object.hasOwn(KEYS, type) ? KEYS[type]! : undefined;
  return keys && new Map<Key, Value>(keys.flatMap((key) => {
    const value = item.get(key);
    const isEmpty = value === undefined || value === null || value === "" ||
      (Array.isArray(value) && value.length === 0);
    return isEmpty ? [] : [[key, value] as const];
  }));
}

/** @param locked the dependency in the stage's entry of dvc.lock */
export function datasetChange(now: ValueMap, locked: ValueMap | undefined): "new" | "modified" | undefined {
  const before = datasetOf(locked?.get("dataset"));
  if (before === undefined) return "new";
  return pyEqual(before, now) ? undefined : "modified";
}

/** The dependency as it stands in dvc.lock. */
export function datasetItem(written: string, now: ValueMap): ValueMap {
  return new Map<Key, Value>([["path", written], ["dataset", now]]);
}
