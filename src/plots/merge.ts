import { isMap, type ValueMap } from "../common/mod.ts";

/** Puts one tree into another as DVC puts definitions together (dpath.merge): maps by key, lists one after the other. */
export function mergeInto(target: ValueMap, source: ValueMap): void {
  for (const [key, found] of source) {
    const there = target.get(key);
    if (isMap(there) && isMap(found)) mergeInto(there, found);
    else if (Array.isArray(there) && Array.isArray(found)) there.push(...found);
    else target.set(key, copied(found));
  }
}

function copied<T>(value: T): T {
  if (Array.isArray(value)) return value.map(copied) as T;
  return value instanceof Map ? new Map([...value].map(([key, item]) => [key, copied(item)])) as T : value;
}
