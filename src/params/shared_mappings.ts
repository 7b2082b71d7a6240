/**
 * What DVC makes of YAML aliases. To it an anchored mapping and its aliases are one mapping, which is written once for
 * each place where it stands: the last place's values win, and a key that is gone at one place is gone at all; but what
 * a merge key (`<<`) brings comes again.
 */
import { isMap, type Key, type Value, type ValueMap } from "../common/mod.ts";
import type { Merge } from "@exp/formats";
import { type AppliedOverrides, diffTrees, type Node } from "@exp/hydra";

/**
 * @param before the file's data, in which aliases share their mapping
 * @param merges of the file: what they bring cannot be deleted
 */
export function settleShared(
  before: Value,
  applied: AppliedOverrides,
  merges: readonly Merge[],
): AppliedOverrides {
  if (!isMap(before) || (merges.length === 0 && !hasSharedMap(before))) return applied;
  const data = settled(before, applied.data as ValueMap, merges);
  const resolved = settled(before, applied.resolved as ValueMap, merges);
  return { data, resolved, edits: diffTrees(before as Node, data as Node, resolved as Node) };
}

function hasSharedMap(root: Value): boolean {
  const seen = new Set<Value>();
  const visit = (value: Value): boolean => {
    if (!isMap(value)) return Array.isArray(value) && value.some(visit);
    if (seen.has(value)) return true;
    seen.add(value);
    return [...value.values()].some(visit);
  };
  return visit(root);
}

function settled(before: ValueMap, wanted: ValueMap, merges: readonly Merge[]): Value {
  const result = copySharing(before, new Map());
  merge(result, wanted);
  removeMissing(result, wanted);
  for (const { path, source } of merges) {
    bring(valueAt(result, path), "value" in source ? source.value : valueAt(result, source.path));
  }
  return result;
}

/** What a merge key brings to the mapping that has it, when the file is read again. */
function bring(target: Value | undefined, source: Value | undefined): void {
  if (!isMap(target) || !isMap(source)) return;
  for (const [key, item] of source) {
    if (!target.has(key)) target.set(key, item);
  }
}

/** Below mappings only: a list is written anew, without the merges in it. */
function valueAt(root: Value, path: readonly Key[]): Value | undefined {
  return path.reduce<Value | undefined>((value, key) => isMap(value) ? value.get(key) : undefined, root);
}

/** A copy of the mappings that shares what the original shares; lists are replaced later and stay as they are. */
function copySharing(map: ValueMap, copies: Map<ValueMap, ValueMap>): ValueMap {
  const known = copies.get(map);
  if (known !== undefined) return known;
  const copy: ValueMap = new Map();
  copies.set(map, copy);
  for (const [key, item] of map) copy.set(key, isMap(item) ? copySharing(item, copies) : item);
  return copy;
}

function merge(target: ValueMap, wanted: ValueMap): void {
  for (const [key, item] of wanted) {
    const old = target.get(key);
    if (isMap(old) && isMap(item)) merge(old, item);
    else target.set(key, item);
  }
}

function removeMissing(target: ValueMap, wanted: ValueMap): void {
  for (const [key, item] of [...target]) {
    const kept = wanted.get(key);
    if (kept === undefined) target.delete(key);
    else if (isMap(item)) removeMissing(item, isMap(kept) ? kept : new Map());
  }
}
