/** Tags of the user's own (`!env HOME`, `!Model {…}`), which only the program that reads the file understands. */
import type { YamlNode, YamlTree } from "./yaml_nodes.ts";

const CORE = "tag:yaml.org,2002:";

/** The same tree for readers that take such a scalar for text, and such a list or map for a plain one. */
export function withoutOwnTags(tree: YamlTree): YamlTree {
  if (tree.root !== undefined) passOver(tree.root);
  return tree;
}

function passOver(node: YamlNode): void {
  if (node.kind === "alias") return;
  const isOwn = node.tag !== undefined && node.tag !== "!" && !node.tag.startsWith(CORE);
  if (isOwn) node.tag = node.kind === "scalar" ? `${CORE}str` : undefined;
  if (node.kind === "seq") node.items.forEach(passOver);
  if (node.kind !== "map") return;
  for (const { key, value } of node.pairs) {
    passOver(key);
    passOver(value);
  }
}
