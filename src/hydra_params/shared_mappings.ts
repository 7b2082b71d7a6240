/**
 * What DVC makes of YAML aliases. To it an anchored mapping and its aliases are one mapping, which is written once for
 * each place where it stands: the last place's values win, and a key that is gone at one place is gone at all.
 */
import { isMap, type Value, type ValueMap } from "../common/value.ts";
import type { AppliedOverrides } from "../hydra/apply_override.ts";
import type { Node } from "../hydra/config_tree.ts";
import { diffTrees } from "../hydra/diff_tree.ts";

/** @param before the file's data, in which aliases share their mapping */
export function settleShared(before: Value, applied: AppliedOverrides): AppliedOverrides {
  if (!isMap(before) || !hasSharedMap(before)) return applied;
  const data = settled(before, applied.data as ValueMap);
  const resolved = settled(before, applied.resolved as ValueMap);
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

function settled(before: ValueMap, wanted: ValueMap): Value {
  const result = copySharing(before, new Map());
  merge(result, wanted);
  removeMissing(result, wanted);
  return result;
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
    else if (isMap(item) && isMap(kept)) removeMissing(item, kept);
  }
}
