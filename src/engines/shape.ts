/** Reads a YAML text against the shape that it must have: each fault has its line, and what was meant. */
import { nearestWord } from "../common/mod.ts";
import { parseYaml, parseYamlTree, type YamlNode, type YamlPair, type YamlTree } from "@exp/formats";
import { fault } from "./faults.ts";
import { fitsScript } from "./option_list.ts";
import { wordsOf } from "./template.ts";

/** What a text may be. All scalars are read as they are written: an account `007` stays what it is. */
export interface TextShape {
  readonly kind: "text";
  /** The words in braces that it may have; undefined: it is no template. */
  readonly words?: readonly string[];
  /** It is a regular expression, with these named groups among them. */
  readonly groups?: readonly string[];
  /** It is one of these. */
  readonly among?: readonly string[];
  /** It is a whole number. */
  readonly isNumber?: true;
}

export type FileShape =
  | TextShape
  /** Of a job: a flag when it is `true`, taken back when it is `false`, joined when it is a list. */
  | { readonly kind: "option" }
  /** A list, or one item alone. */
  | { readonly kind: "list"; readonly of: FileShape }
  /** Any keys. */
  | { readonly kind: "map"; readonly of: FileShape }
  | { readonly kind: "fields"; readonly fields: Readonly<Record<string, FileShape>> };

/** What was read: texts, lists, maps; null takes away what a file below has. */
export type Tree = string | null | readonly Tree[] | { readonly [key: string]: Tree };

/** @throws {ExpError} `invalid-file` with file and line */
export function readShape(text: string, file: string, shape: FileShape): Tree {
  const { root } = readTree(text, file);
  return root === undefined ? {} : new ShapeReader(text, file).read(root, shape, "");
}

function readTree(text: string, file: string): YamlTree {
  try {
    return parseYamlTree(text);
  } catch (error) {
    parseYaml(text, { file }); // says it with the place
    throw error;
  }
}

class ShapeReader {
  constructor(private readonly text: string, private readonly file: string) {}

  /** @param key where the node stands, for messages: `script.array.line` */
  read(node: YamlNode, shape: FileShape, key: string): Tree {
    if (node.kind === "alias") return this.read(node.target, shape, key);
    if (isNothing(node)) return key === "" ? {} : null;
    switch (shape.kind) {
      case "text":
        return this.#text(node, shape, key);
      case "option":
        return this.#option(node, key);
      case "list":
        if (node.kind !== "seq") return [this.read(node, shape.of, key)];
        return node.items.map((item, i) => this.read(item, shape.of, `${key}[${i}]`));
      default:
        return this.#map(node, shape, key);
    }
  }

  #map(node: YamlNode, shape: FileShape & { kind: "map" | "fields" }, key: string): Tree {
    if (node.kind !== "map") throw this.#wrong(node, key, "a map");
    this.#refuseRepeated(node.pairs, key);
    return Object.fromEntries(node.pairs.map((pair) => {
      const name = pair.key.kind === "scalar" ? pair.key.text : "";
      const inner = shape.kind === "map" ? shape.of : shape.fields[name];
      const path = key === "" ? name : `${key}.${name}`;
      if (inner !== undefined) return [name, this.read(pair.value, inner, path)];
      const known = shape.kind === "fields" ? Object.keys(shape.fields) : [];
      throw fault("invalid-file/engine-key", { ...this.#at(pair.key), key: path, nearest: nearestWord(name, known) });
    }));
  }

  #refuseRepeated(pairs: readonly YamlPair[], key: string): void {
    const seen = new Set<string>();
    for (const pair of pairs) {
      const name = pair.key.kind === "scalar" ? pair.key.text : "";
      if (seen.has(name)) throw this.#wrong(pair.key, key === "" ? name : `${key}.${name}`, "there once");
      seen.add(name);
    }
  }

  #option(node: YamlNode, key: string): string | null {
    if (node.kind === "seq") return node.items.map((item) => this.#option(item, key)).join(",");
    if (node.kind !== "scalar") throw this.#wrong(node, key, "a text, a list of texts, true or false");
    if (node.style === "plain" && /^(?:true|false)$/i.test(node.text)) return /true/i.test(node.text) ? "" : null;
    if (fitsScript(key.replace(/^.*\./s, ""), node.text)) return node.text;
    throw this.#wrong(node, key, "what can stand in one line of a job script");
  }

  #text(node: YamlNode, { words, groups, among, isNumber }: TextShape, key: string): string {
    if (node.kind !== "scalar") throw this.#wrong(node, key, "a text");
    const { text } = node;
    if (among !== undefined && !among.includes(text)) throw this.#wrong(node, key, `one of ${among.join(", ")}`);
    if (isNumber && !/^\d+$/.test(text)) throw this.#wrong(node, key, "a whole number");
    if (groups !== undefined) this.#checkPattern(node, text, groups, key);
    const word = words === undefined ? undefined : wordsOf(text).find((word) => !words.includes(word));
    if (words !== undefined && word !== undefined) {
      throw fault("invalid-file/engine-word", { ...this.#at(node), key, word, words });
    }
    return text;
  }

  #checkPattern(node: YamlNode, source: string, groups: readonly string[], key: string): void {
    try {
      new RegExp(source);
    } catch (error) {
      throw this.#wrong(node, key, `a regular expression (${error instanceof Error ? error.message : error})`);
    }
    const missing = groups.filter((name) => !source.includes(`(?<${name}>`));
    if (missing.length > 0) {
      throw this.#wrong(node, key, `a regular expression with ${missing.map((name) => `(?<${name}>…)`).join(" and ")}`);
    }
  }

  #wrong(node: YamlNode, key: string, wanted: string) {
    return fault("invalid-file/engine-value", { ...this.#at(node), key: key || "it", wanted });
  }

  #at(node: YamlNode): { readonly file: string; readonly line: number } {
    return { file: this.file, line: this.text.slice(0, node.start).split("\n").length };
  }
}

function isNothing(node: YamlNode): boolean {
  return node.kind === "scalar" && node.style === "plain" && /^(~|null|)$/.test(node.text);
}
