import type { Key } from "../common/value.ts";
import type { YamlNode } from "./yaml_nodes.ts";
import { parseYamlTree } from "./yaml_parse.ts";
import { isMergeKey, keyOfNode, valueOfNode } from "./yaml_values.ts";

/** The paths of the values that a map does not hold itself but gets from a merge key (`<<`). The text must be valid. */
export function mergedPaths(text: string): Key[][] {
  const { root } = parseYamlTree(text);
  return root === undefined ? [] : [...below(root, [])];
}

function* below(written: YamlNode, path: readonly Key[]): Generator<Key[]> {
  const node = written.kind === "alias" ? written.target : written;
  if (node.kind === "seq") {
    for (const [i, item] of node.items.entries()) yield* below(item, [...path, BigInt(i)]);
  }
  if (node.kind !== "map") return;
  const own = node.pairs.filter(({ key }) => !isMergeKey(key));
  for (const { key, value } of own) yield* below(value, [...path, keyOfNode(key)]);
  if (own.length === node.pairs.length) return;
  const ownKeys = new Set(own.map(({ key }) => keyOfNode(key)));
  const value = valueOfNode(node);
  for (const key of value instanceof Map ? value.keys() : []) {
    if (!ownKeys.has(key)) yield [...path, key];
  }
}
