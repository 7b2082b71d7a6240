import type { Key, Value } from "@exp/values";
import type { YamlNode } from "./yaml_nodes.ts";
import { parseYamlTree } from "./yaml_parse.ts";
import { isMergeKey, keyOfNode, valueOfNode } from "./yaml_values.ts";

/** A map with a merge key (`<<`), and what it merges: the map at a path, or one that stands nowhere else. */
export interface Merge {
  readonly path: readonly Key[];
  readonly source: { readonly path: readonly Key[] } | { readonly value: Value };
}

/** The merges of a text, in its order. The text must be valid. */
export function findMerges(text: string): Merge[] {
  const { root } = parseYamlTree(text);
  return root === undefined ? [] : [...mergesIn(root, [], new Map())];
}

function* mergesIn(written: YamlNode, path: readonly Key[], places: Map<YamlNode, readonly Key[]>): Generator<Merge> {
  const node = written.kind === "alias" ? written.target : written;
  if (!places.has(node)) places.set(node, path);
  if (node.kind === "seq") {
    for (const [i, item] of node.items.entries()) yield* mergesIn(item, [...path, BigInt(i)], places);
  }
  if (node.kind !== "map") return;
  for (const { key, value } of node.pairs) {
    if (!isMergeKey(key)) {
      yield* mergesIn(value, [...path, keyOfNode(key)], places);
      continue;
    }
    const list = value.kind === "alias" ? value.target : value;
    for (const item of list.kind === "seq" ? list.items : [list]) {
      const source = item.kind === "alias" ? item.target : item;
      const place = places.get(source);
      yield { path, source: place === undefined ? { value: valueOfNode(source) } : { path: place } };
    }
  }
}
