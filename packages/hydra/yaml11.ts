/**
 * Config files as Hydra reads them: YAML 1.1 with `1e3` as a float, dates as text, and duplicate text keys refused.
 *
 * The syntax is read by `@exp/formats`; what plain scalars, tags and merge keys mean is decided here, by PyYAML's
 * `constructor.py` and OmegaConf's loader. Held by `scripts/interop_compose.py`, which asks hydra-core.
 */
import type { Key } from "@exp/values";
import {
  type AliasNode,
  type MapNode,
  parseYamlTree,
  readPlainYaml,
  resolvePlain11,
  type ScalarNode,
  type SeqNode,
  type YamlNode,
  type YamlPair,
  YamlSyntaxError,
  type YamlTree,
} from "@exp/formats";
import { findKey, type Node, type NodeMap, PyBytes } from "./config_tree.ts";
import { HydraError, type HydraErrorClass } from "./hydra_error.ts";

const CORE = "tag:yaml.org,2002:";

/**
 * The data of a YAML text; undefined when it holds no document.
 *
 * @throws {HydraError} with the class that PyYAML raises: `ScannerError`, `ParserError`, `ComposerError`,
 * `ConstructorError`
 */
export function readYaml11(text: string): Node | undefined {
  const quick = readPlainYaml(text, resolvePlain11);
  if (quick !== undefined) return quick as Node;
  const { root, comments } = parseTree(text);
  if (root === undefined) return undefined;
  checkTree(root, false, new Set());
  refuseTabs(text, [...textRanges(root), ...comments]);
  return construct(root, 0);
}

/**
 * The data of a text that must be a config: no document is an empty mapping, and a lone text is read once more and is
 * then a key without value.
 *
 * @throws {HydraError} as `readYaml11`
 */
export function readConfig11(text: string): Node {
  const data = readYaml11(text);
  const again = typeof data === "string" ? readYaml11(data) : data;
  return typeof again === "string" ? new Map([[again, null]]) : again ?? new Map();
}

function parseTree(text: string): YamlTree {
  try {
    return parseYamlTree(text);
  } catch (error) {
    if (!(error instanceof YamlSyntaxError)) throw error;
    const line = text.slice(0, error.offset).split("\n").length;
    throw new HydraError(syntaxErrorClass(error, text), `line ${line}: ${error.message}`, {
      kind: "invalid-file",
    });
  }
}

const COMPOSER_MESSAGES = /there is no anchor|more than one document/;
const PARSER_MESSAGES = new RegExp(
  "bracket is never closed|missing before|does not belong|indented too far|an alias has no|second anchor|" +
    'directives|nothing can follow|handle|with its colon|cannot start with "[\\]},]"',
);

/** The layer of PyYAML that refuses the text: tokens are the scanner's, their order the parser's. */
function syntaxErrorClass({ message, offset }: YamlSyntaxError, text: string): HydraErrorClass {
  if (COMPOSER_MESSAGES.test(message)) return "ComposerError";
  if (/cannot hold the character/.test(message)) return "ReaderError";
  if (/follows a complete value|^"," or /.test(message)) {
    return /[%@`?]/.test(text.charAt(offset)) ? "ScannerError" : "ParserError";
  }
  return PARSER_MESSAGES.test(message) ? "ParserError" : "ScannerError";
}

/** Refuses what PyYAML's syntax does not have: odd and repeated anchors, `?` and a last `:` in words between brackets. */
function checkTree(node: YamlNode, inFlow: boolean, anchors: Set<string>): void {
  if (node.kind === "alias") return;
  if (node.anchor !== undefined) {
    if (!/^[\w-]+$/.test(node.anchor)) throw fault("ScannerError", `&${node.anchor} must be letters and digits`);
    if (anchors.has(node.anchor)) throw fault("ComposerError", `the anchor &${node.anchor} is defined twice`);
    anchors.add(node.anchor);
  }
  if (node.kind === "scalar") {
    if (inFlow && node.style === "plain" && /\?|:$/.test(node.text)) {
      throw fault("ParserError", `quote '${node.text}': it cannot stand between brackets as it is`);
    }
  } else if (node.kind === "seq") {
    for (const item of node.items) checkTree(item, inFlow || node.flow, anchors);
  } else {
    for (const { key, value } of node.pairs) {
      checkTree(key, inFlow || node.flow, anchors);
      checkTree(value, inFlow || node.flow, anchors);
    }
  }
}

/** Where characters are part of a text: in quotes and in block scalars. */
function* textRanges(node: YamlNode): Generator<Range> {
  if (node.kind === "scalar") {
    if (node.style !== "plain") yield node;
  } else if (node.kind === "seq") {
    for (const item of node.items) yield* textRanges(item);
  } else if (node.kind === "map") {
    for (const { key, value } of node.pairs) {
      yield* textRanges(key);
      yield* textRanges(value);
    }
  }
}

interface Range {
  readonly start: number;
  readonly end: number;
}

/** To PyYAML no token starts with a tab; so it may stand in texts and comments only. */
function refuseTabs(text: string, allowed: readonly Range[]): void {
  for (let at = text.indexOf("\t"); at >= 0; at = text.indexOf("\t", at + 1)) {
    if (allowed.some(({ start, end }) => start <= at && at < end)) continue;
    const line = text.slice(0, at).split("\n").length;
    throw fault("ScannerError", `line ${line}: there is a tab, where only blanks can stand`);
  }
}

const DEEPEST = 900;

function construct(written: YamlNode, depth: number): Node {
  if (depth > DEEPEST) throw new HydraError("RecursionError", "the data contains itself or is nested too deeply");
  const node = follow(written);
  if (node.kind === "scalar") return constructScalar(node);
  const tag = node.tag ?? CORE + node.kind;
  if (node.kind === "seq") {
    if (tag === CORE + "omap" || tag === CORE + "pairs") return constructPairs(node, depth);
    if (tag !== CORE + "seq" && tag !== "!") throw unknownTag(tag);
    return node.items.map((item) => construct(item, depth + 1));
  }
  if (tag === CORE + "set") throw fault("UnsupportedValueType", "a set cannot be a config value");
  if (tag !== CORE + "map" && tag !== "!") throw unknownTag(tag);
  return constructMap(node, depth);
}

function follow(node: YamlNode): Exclude<YamlNode, AliasNode> {
  return node.kind === "alias" ? node.target : node;
}

function constructScalar(node: ScalarNode): Node {
  const { tag, text } = node;
  if (tag === undefined || tag === "!") {
    if (node.style !== "plain") return text;
    const value = resolvePlain11(text);
    if (value !== undefined) return value;
    throw unknownTag(text === "=" ? CORE + "value" : CORE + "merge");
  }
  switch (tag) {
    case CORE + "str":
      return text;
    case CORE + "null":
      return null;
    case CORE + "bool":
    case CORE + "int":
    case CORE + "float":
      return constructTagged(tag, text);
    case CORE + "binary":
      return decodeBinary(text);
    case CORE + "timestamp":
      throw fault("UnsupportedValueType", "a date cannot be a config value; quote it");
    default:
      throw unknownTag(tag);
  }
}

function constructTagged(tag: string, text: string): Node {
  const value = resolvePlain11(text);
  if (tag === CORE + "bool" && typeof value === "boolean") return value;
  if (tag === CORE + "int" && typeof value === "bigint") return value;
  if (tag === CORE + "float" && (typeof value === "bigint" || typeof value === "number")) return Number(value);
  throw fault(tag === CORE + "bool" ? "KeyError" : "ValueError", `'${text}' is no ${tag.slice(CORE.length)}`);
}

function decodeBinary(text: string): PyBytes {
  try {
    return new PyBytes(Uint8Array.from(atob(text.replace(/\s/g, "")), (character) => character.charCodeAt(0)));
  } catch (error) {
    if (error instanceof DOMException) throw fault("ConstructorError", "!!binary is not followed by base64");
    throw error;
  }
}

/** `!!omap` and `!!pairs`: a list of pairs, each a list of two. */
function constructPairs(node: SeqNode, depth: number): Node {
  return node.items.map((written) => {
    const item = follow(written);
    const pair = item.kind === "map" && item.pairs.length === 1 ? item.pairs[0] : undefined;
    if (pair === undefined) throw fault("ConstructorError", "each item must be a mapping with one key");
    return [construct(pair.key, depth + 1), construct(pair.value, depth + 1)];
  });
}

function constructMap(node: MapNode, depth: number): NodeMap {
  const texts = new Set<string>();
  for (const { key } of node.pairs) {
    const text = textKey(key);
    if (text === undefined) continue;
    if (texts.has(text)) throw fault("ConstructorError", `the key '${text}' is there twice`);
    texts.add(text);
  }
  const map: NodeMap = new Map();
  for (const { key: written, value } of flattenMerges(node, depth)) {
    const key = constructKey(written, depth);
    map.set(findKey(map, key) ?? key, construct(value, depth + 1));
  }
  return map;
}

/** The text of a key that is text, which alone is checked for duplicates. */
function textKey(written: YamlNode): string | undefined {
  const node = follow(written);
  if (node.kind !== "scalar") return undefined;
  if (node.tag === CORE + "str") return node.text;
  if (node.tag !== undefined && node.tag !== "!") return undefined;
  if (node.style !== "plain" || typeof resolvePlain11(node.text) === "string") return node.text;
  return undefined;
}

function constructKey(written: YamlNode, depth: number): Key {
  const node = follow(written);
  if (node.kind === "scalar" && node.style === "plain" && node.tag === undefined && node.text === "=") return "=";
  const key = construct(node, depth + 1);
  if (key !== null && typeof key === "object") throw fault("ConstructorError", "a key must be a scalar");
  return key;
}

function isMergePair({ key: written }: YamlPair): boolean {
  const key = follow(written);
  return key.kind === "scalar" &&
    (key.tag === CORE + "merge" || (key.style === "plain" && key.tag === undefined && key.text === "<<"));
}

/** Merged pairs come first and are overridden by the mapping's own; of several merged mappings the first one wins. */
function flattenMerges(node: MapNode, depth: number): readonly YamlPair[] {
  if (depth > DEEPEST) throw new HydraError("RecursionError", "the data contains itself or is nested too deeply");
  if (!node.pairs.some(isMergePair)) return node.pairs;
  const merged: YamlPair[] = [];
  for (const pair of node.pairs.filter(isMergePair)) {
    const source = follow(pair.value);
    const maps = source.kind === "seq" ? source.items.map(follow).reverse() : [source];
    for (const map of maps) {
      if (map.kind !== "map") throw fault("ConstructorError", "<< takes a mapping or a list of mappings");
      merged.push(...flattenMerges(map, depth + 1));
    }
  }
  return [...merged, ...node.pairs.filter((pair) => !isMergePair(pair))];
}

function unknownTag(tag: string): HydraError {
  return fault("ConstructorError", `the tag ${tag.replace(CORE, "!!")} is not known here`);
}

function fault(errorClass: HydraErrorClass, message: string): HydraError {
  return new HydraError(errorClass, message, { kind: "invalid-file" });
}
