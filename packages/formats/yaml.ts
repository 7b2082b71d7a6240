/** YAML text to values, read as DVC reads it. */
import type { Value } from "@exp/values";
import { inYamlFile, YamlSyntaxError } from "./yaml_error.ts";
import { readPlainYaml } from "./yaml_fast.ts";
import { type Position, positionAt, type YamlNode, type YamlPair, type YamlTree } from "./yaml_nodes.ts";
import { parseYamlTree } from "./yaml_parse.ts";
import { withoutOwnTags } from "./yaml_tags.ts";
import { isMergeKey, keyOfNode, valueOfTree } from "./yaml_values.ts";

export type { Position };

export interface YamlDocument {
  /** null for an empty text */
  readonly value: Value;
  /** Where the value at `path` starts (map keys as text or number, list indices as numbers). */
  positionOf(path: readonly (string | number)[]): Position | undefined;
  /** Where the key of the last step of `path` starts; for a list item the item itself. */
  keyPositionOf(path: readonly (string | number)[]): Position | undefined;
}

/** How to read a file. */
export interface YamlOptions {
  readonly file: string;
  /** Tags of the user's own are passed over: their scalars are texts. For files that are edited, not understood. */
  readonly anyTag?: boolean;
}

/** @throws {Fault} `invalid-file`, `FILE:LINE:COLUMN: what is wrong`, with the line and a caret as hint */
export function parseYaml(text: string, options: YamlOptions): YamlDocument {
  const { file } = options;
  const quick = readPlainYaml(text);
  let known: YamlTree | undefined;
  const tree = () => known ??= options.anyTag === true ? withoutOwnTags(parseYamlTree(text)) : parseYamlTree(text);
  const value = quick !== undefined ? quick : inYamlFile(file, text, () => valueOfTree(tree()));
  const find = (path: readonly (string | number)[]) => {
    const { root } = tree();
    return root && findNode(root, path);
  };
  return {
    value,
    positionOf: (path) => {
      const found = find(path);
      return found && positionAt(text, found.value.start);
    },
    keyPositionOf: (path) => {
      const found = find(path);
      return found && positionAt(text, (found.key ?? found.value).start);
    },
  };
}

/** The value alone, or undefined when the text is no valid YAML; for readers that have another way then. */
export function parseYamlFast(text: string): Value | undefined {
  const quick = readPlainYaml(text);
  if (quick !== undefined) return quick;
  try {
    return valueOfTree(parseYamlTree(text));
  } catch (error) {
    if (error instanceof YamlSyntaxError) return undefined;
    throw error;
  }
}

function findNode(
  root: YamlNode,
  path: readonly (string | number)[],
): { value: YamlNode; key: YamlNode | undefined } | undefined {
  let value: YamlNode = root;
  let key: YamlNode | undefined;
  for (const step of path) {
    const content: YamlNode = value.kind === "alias" ? value.target : value;
    if (content.kind === "seq") {
      const item: YamlNode | undefined = content.items[Number(step)];
      if (item === undefined) return undefined;
      [value, key] = [item, undefined];
    } else if (content.kind === "map") {
      const pair = findPair(content.pairs, String(step));
      if (pair === undefined) return undefined;
      [value, key] = [pair.value, pair.key];
    } else {
      return undefined;
    }
  }
  return { value, key };
}

function findPair(pairs: readonly YamlPair[], key: string): YamlPair | undefined {
  for (const pair of pairs) {
    if (!isMergeKey(pair.key) && String(keyOfNode(pair.key)) === key) return pair;
  }
  for (const pair of pairs) {
    if (!isMergeKey(pair.key)) continue;
    const source = pair.value.kind === "alias" ? pair.value.target : pair.value;
    for (const item of source.kind === "seq" ? source.items : [source]) {
      const map = item.kind === "alias" ? item.target : item;
      const found = map.kind === "map" ? findPair(map.pairs, key) : undefined;
      if (found !== undefined) return found;
    }
  }
  return undefined;
}
