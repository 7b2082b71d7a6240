/**
 * What DVC makes of YAML aliases. To it an anchored mapping and its aliases are one mapping, which is written once for
 * each place where it stands: the last place's values win, and a key that is gone at one place is gone at all; but what
 * a merge key (`<<`) brings comes again.
 */
import { isMap, type Key, type Value, type ValueMap } from "../common/value.ts";
import type { AppliedOverrides } from "../hydra/apply_override.ts";
import type { Node } from "../hydra/config_tree.ts";
import { diffTrees } from "../hydra/diff_tree.ts";

/**
 * @param before the file's data, in which aliases share their mapping
 * @param merged the paths of what merge keys bring: it cannot be deleted
 */
export function settleShared(
  before: Value,
  applied: AppliedOverrides,
  merged: readonly (readonly Key[])[],
): AppliedOverrides {
  if (!isMap(before) || (merged.length === 0 && !hasSharedMap(before))) return applied;
  const data = settled(before, applied.data as ValueMap, merged);
  const resolved = settled(before, applied.resolved as ValueMap, merged);
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

function settled(before: ValueMap, wanted: ValueMap, merged: readonly (readonly Key[])[]): Value {
  const result = copySharing(before, new Map());
  merge(result, wanted);
  removeMissing(result, wanted);
  for (const path of merged) restore(result, before, path);
  return result;
}

/** Brings back what is gone from the end of the path, where the mapping around it is still there. */
function restore(target: Value, before: Value, path: readonly Key[]): void {
  const [key, ...rest] = path;
  if (!isMap(target) || !isMap(before) || key === undefined) return;
  const old = before.get(key);
  if (old === undefined) return;
  if (rest.length > 0) restore(target.get(key) ?? null, old, rest);
  else if (!target.has(key)) target.set(key, old);
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
