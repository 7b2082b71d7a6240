/** The tree of a YAML text to its values: tags, merge keys, aliases as shared references, keys that are hashable. */
import { type Key, PyDate, type Scalar, type Value, type ValueMap } from "@exp/values";
import { YamlSyntaxError } from "./yaml_error.ts";
import type { AliasNode, MapNode, ScalarNode, SeqNode, YamlNode, YamlPair, YamlTree } from "./yaml_nodes.ts";
import { plainKind, readDate, readFloat, type Reading, readInt, resolvePlain, resolvePlain11 } from "./yaml_schema.ts";

/** Values in a text with all aliases written out; more is taken for an attack on the memory. */
const MOST_VALUES = 5_000_000;
const YAML_TAG = "tag:yaml.org,2002:";

type Content = Exclude<YamlNode, AliasNode>;

/** @throws {YamlSyntaxError} */
export function valueOfTree(tree: YamlTree): Value {
  return tree.root === undefined ? null : new Construction().value(tree.root);
}

/** The value of one node; shares nothing with other calls. */
export function valueOfNode(node: YamlNode): Value {
  return new Construction().value(node);
}

/** The key that a node is. @throws {YamlSyntaxError} for lists and maps, which cannot be keys */
export function keyOfNode(node: YamlNode): Key {
  const content = node.kind === "alias" ? node.target : node;
  if (content.kind !== "scalar") {
    throw new YamlSyntaxError("a list or map cannot be a key", node.start);
  }
  const value = scalarValue(content);
  return value instanceof PyDate ? value.source : value;
}

export function isMergeKey(node: YamlNode): boolean {
  return node.kind === "scalar" && node.style === "plain" && node.text === "<<" && node.tag === undefined;
}

class Construction {
  /** values of anchored collections, and how many values each stands for */
  private readonly shared = new Map<Content, { value: Value; count: number }>();
  private count = 0;

  value(node: YamlNode): Value {
    if (node.kind === "alias") return this.aliased(node);
    if (node.kind === "scalar") {
      this.count++;
      return scalarValue(node);
    }
    // a merged map's entries are met again without an alias of their own
    const known = this.shared.get(node);
    if (known !== undefined) return this.again(known, node);
    const before = this.count;
    const value = node.kind === "seq" ? this.list(node) : this.map(node);
    this.shared.set(node, { value, count: this.count - before });
    return value;
  }

  private aliased(alias: AliasNode): Value {
    if (alias.target.kind === "scalar") return this.value(alias.target);
    const known = this.shared.get(alias.target);
    return known === undefined ? this.value(alias.target) : this.again(known, alias);
  }

  private again(known: { value: Value; count: number }, node: YamlNode): Value {
    this.count += known.count;
    if (this.count > MOST_VALUES) {
      throw new YamlSyntaxError("its aliases stand for more values than a file can reasonably hold", node.start);
    }
    return known.value;
  }

  private list(node: SeqNode): Value {
    this.count++;
    checkCollectionTag(node, "seq");
    const { items } = node;
    const list: Value[] = new Array(items.length);
    for (let i = 0; i < items.length; i++) list[i] = this.value(items[i]!);
    return list;
  }

  private map(node: MapNode): ValueMap {
    this.count++;
    checkCollectionTag(node, "map");
    const merged = node.pairs.some((pair) => isMergeKey(pair.key)) ? [...mergedPairs(node)] : undefined;
    const own = new KeySet();
    const map: ValueMap = new Map();
    for (const pair of merged ?? []) map.set(keyOfNode(pair.key), this.value(pair.value));
    for (const pair of node.pairs) {
      const isMerge = merged !== undefined && isMergeKey(pair.key);
      const key = isMerge ? "<<" : keyOfNode(pair.key);
      if (!own.add(key)) {
        throw new YamlSyntaxError(`the key "${String(key)}" is here twice`, pair.key.start);
      }
      if (!isMerge) map.set(key, this.value(pair.value));
    }
    return map;
  }
}

/** Keys as Python compares them: 1, 1.0 and true are one. */
class KeySet {
  private readonly texts = new Set<Key>();
  private readonly numbers = new Set<number | bigint>();

  /** False when the key was there. */
  add(key: Key): boolean {
    const set: Set<Key> = typeof key === "string" || key === null ? this.texts : this.numbers;
    const same = typeof key === "boolean"
      ? BigInt(key)
      : typeof key === "number" && Number.isInteger(key)
      ? BigInt(key)
      : key;
    if (set.has(same)) return false;
    set.add(same as number | bigint);
    return true;
  }
}

/** The pairs that `<<` brings; a later one replaces an earlier one, so the first map of several comes last. */
function* mergedPairs(node: MapNode): Generator<YamlPair> {
  for (const { key, value } of node.pairs) {
    if (!isMergeKey(key)) continue;
    const source = value.kind === "alias" ? value.target : value;
    const maps = source.kind === "seq" ? source.items : [source];
    for (const item of maps.toReversed()) {
      const map = item.kind === "alias" ? item.target : item;
      if (map.kind !== "map") throw new YamlSyntaxError("<< needs a map, or a list of maps, to merge", value.start);
      yield* mergedPairs(map);
      yield* map.pairs.filter((pair) => !isMergeKey(pair.key));
    }
  }
}

function checkCollectionTag(node: SeqNode | MapNode, kind: "seq" | "map"): void {
  if (node.tag === undefined || node.tag === "!" || node.tag === YAML_TAG + kind) return;
  throw new YamlSyntaxError(`the tag ${shownTag(node.tag)} is not supported here`, node.propsStart);
}

function shownTag(tag: string): string {
  return tag.startsWith(YAML_TAG) ? "!!" + tag.slice(YAML_TAG.length) : tag;
}

export function scalarValue(node: ScalarNode): Scalar {
  const { tag, text } = node;
  if (tag !== undefined && !(tag === "!" && node.style === "plain")) return taggedValue(node, tag);
  if (node.style !== "plain") return text;
  const resolved = node.isVersion11 === true ? resolvePlainOf11(text) : resolvePlain(text);
  if ("problem" in resolved) throw new YamlSyntaxError(resolved.problem, node.start);
  return resolved.value;
}

/** YAML 1.1 as DVC reads it: dates are dates there, too. */
function resolvePlainOf11(text: string): Reading<Scalar> {
  if (plainKind(text) === "date") return readDate(text);
  const value = resolvePlain11(text);
  return value === undefined ? resolvePlain(text) : { value };
}

function taggedValue(node: ScalarNode, tag: string): Scalar {
  const { text } = node;
  const resolved = taggedScalar(text, tag);
  if (resolved === undefined) throw new YamlSyntaxError(`the tag ${shownTag(tag)} is not supported`, node.propsStart);
  if ("problem" in resolved) throw new YamlSyntaxError(resolved.problem, node.start);
  return resolved.value;
}

function taggedScalar(
  text: string,
  tag: string,
): Reading<Scalar> | undefined {
  switch (tag.startsWith(YAML_TAG) ? tag.slice(YAML_TAG.length) : tag) {
    case "!":
    case "str":
      return { value: text };
    case "null":
      return { value: null };
    case "bool": {
      const word = text.toLowerCase();
      if (["yes", "true", "on"].includes(word)) return { value: true };
      return ["no", "false", "off"].includes(word) ? { value: false } : { problem: `"${text}" is no truth value` };
    }
    case "int":
      return readInt(text);
    case "float":
      return plainKind(text) === "int" ? readFloat(readIntText(text)) : readFloat(text);
    case "timestamp":
      return readDate(text);
    default:
      return undefined;
  }
}

function readIntText(text: string): string {
  const number = readInt(text);
  return "value" in number ? number.value.toString() : text;
}
