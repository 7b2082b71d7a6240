/** The changes between two versions of a params file's data, as small as an editor can make them. */
import { type Key, PyDate, type Value } from "@exp/values";
import { isContainer, isNodeMap, type Node } from "./config_tree.ts";

/** One change; `path` holds keys of mappings and indexes (JavaScript numbers) of lists. */
export type Edit =
  | { readonly kind: "set"; readonly path: readonly PathStep[]; readonly value: Value }
  | { readonly kind: "remove"; readonly path: readonly PathStep[] };

export type PathStep =
  | { readonly key: Key }
  | { readonly index: number };

/**
 * The edits that turn `before` into `after`; what is equal in both is not mentioned, whatever it says.
 *
 * @param resolved `after` with its interpolations replaced: where the values of the edits come from
 */
export function diffTrees(before: Node, after: Node, resolved: Node): Edit[] {
  const edits: Edit[] = [];
  collect(before, after, resolved, [], edits);
  return edits;
}

function collect(before: Node, after: Node, resolved: Node, path: readonly PathStep[], edits: Edit[]): void {
  if (isNodeMap(before) && isNodeMap(after) && isNodeMap(resolved)) {
    for (const key of before.keys()) {
      if (!after.has(key)) edits.push({ kind: "remove", path: [...path, { key }] });
    }
    for (const [key, item] of after) {
      const old = before.get(key);
      const now = resolved.get(key) as Node;
      const here = [...path, { key }];
      if (old === undefined) edits.push({ kind: "set", path: here, value: now as Value });
      else collect(old, item, now, here, edits);
    }
  } else if (
    Array.isArray(before) && Array.isArray(after) && Array.isArray(resolved) && before.length === after.length
  ) {
    for (const [index, item] of after.entries()) {
      collect(before[index] as Node, item, resolved[index] as Node, [...path, { index }], edits);
    }
  } else if (!isSame(before, after)) {
    edits.push({ kind: "set", path, value: resolved as Value });
  }
}

/** Scalars of the same type and value; two containers that reach this point differ. */
function isSame(a: Node, b: Node): boolean {
  if (isContainer(a) || isContainer(b)) return false;
  if (a instanceof PyDate && b instanceof PyDate) return a.kind === b.kind && a.source === b.source;
  return Object.is(a, b);
}
