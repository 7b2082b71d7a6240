/** Edits of `dvc.yaml`, `.dvc` files and `dvc.lock` that re-emit the file as DVC does (3.67.1: dvc/utils/serialize/_yaml.py). */
import { type Key, pyEqual, type Value, type ValueMap } from "@exp/values";
import { fault } from "./faults.ts";
import { emitDocument } from "./yaml_emit.ts";
import { inYamlFile } from "./yaml_error.ts";
import { parseYamlTree } from "./yaml_parse.ts";
import { loadDocument } from "./yaml_document_load.ts";
import {
  type DocMap,
  type DocNode,
  type DocPair,
  type DocSeq,
  type Document,
  entriesOf,
  freshItem,
  freshNode,
  freshPair,
  isList,
} from "./yaml_document.ts";
import { valueOfTree } from "./yaml_values.ts";

/** A mapping of a loaded file; comments, order, flow style and anchors stay with what is not replaced. */
export interface RoundTripMap {
  keys(): Key[];
  has(key: Key): boolean;
  /** the plain value; changes to it are not written */
  get(key: Key): Value | undefined;
  /** the mapping below `key`, for editing; undefined when there is none */
  map(key: Key): RoundTripMap | undefined;
  /** replaces the value (in place, a new key goes to the end); comments of the key stay, those inside the old go */
  set(key: Key, value: Value): void;
  /** removes the key with its comments */
  delete(key: Key): void;
  /** makes the mapping equal `value`, touching only what differs (how DVC updates a stage) */
  merge(value: ValueMap): void;
}

/** The text after `edit`, re-emitted as a whole. @throws {Fault} `invalid-file` */
export function editYaml(
  text: string,
  edit: (doc: RoundTripMap) => void,
  options: { readonly file: string } = { file: "dvc.yaml" },
): string {
  const source = text.replace(/\r\n?/g, "\n");
  const document = inYamlFile(options.file, source, () => loadValid(source));
  const empty: DocMap = { kind: "map", flow: false, anchor: undefined, pairs: [] };
  // a file without data loses its comments, as with DVC
  const loaded: Document = document.root === undefined || isNullNode(document.root)
    ? { head: "", root: empty, tail: undefined }
    : document;
  const { root } = loaded;
  if (root?.kind !== "map") throw fault("invalid-file/not-a-map", { file: options.file });
  edit(new LoadedMap(root));
  return emitDocument(loaded);
}

/** `text` with the entry of `stage` replaced in place or appended; undefined or empty text starts a new lock. */
export function updateLock(text: string | undefined, stage: string, entry: ValueMap): string {
  return editYaml(text ?? "", (lock) => {
    if (lock.keys().length === 0) lock.set("schema", "2.0");
    const stages = lock.map("stages");
    if (stages === undefined) lock.set("stages", new Map([[stage, entry]]));
    else stages.set(stage, entry);
  }, { file: "dvc.lock" });
}

function loadValid(text: string): Document {
  const tree = parseYamlTree(text);
  // reports duplicate keys and values that are none
  valueOfTree(tree);
  return loadDocument(tree);
}

function isNullNode(node: DocNode): boolean {
  return node.kind === "scalar" && node.value === null;
}

class LoadedMap implements RoundTripMap {
  constructor(private readonly node: DocMap) {}

  keys(): Key[] {
    return this.node.pairs.filter((pair) => !pair.isMerge).map((pair) => pair.key);
  }

  has(key: Key): boolean {
    return this.find(key) !== undefined;
  }

  get(key: Key): Value | undefined {
    const pair = this.find(key);
    return pair && plainValue(pair.value);
  }

  map(key: Key): RoundTripMap | undefined {
    const pair = this.find(key);
    const node = pair && editable(pair);
    return node?.kind === "map" ? new LoadedMap(node) : undefined;
  }

  set(key: Key, value: Value): void {
    const pair = this.find(key);
    if (pair !== undefined) replaceValue(pair, value);
    else this.node.pairs.push(freshPair(key, value));
  }

  delete(key: Key): void {
    const index = this.node.pairs.findIndex((pair) => pair.key === key && !pair.isMerge);
    if (index >= 0) this.node.pairs.splice(index, 1);
  }

  merge(value: ValueMap): void {
    mergeMap(this.node, value);
  }

  private find(key: Key): DocPair | undefined {
    return this.node.pairs.find((pair) => pair.key === key && !pair.isMerge);
  }
}

function mergeMap(node: DocMap, value: ValueMap): void {
  const map = new LoadedMap(node);
  for (const key of map.keys()) {
    if (!value.has(key)) map.delete(key);
  }
  for (const [key, item] of value) {
    const pair = node.pairs.find((candidate) => candidate.key === key && !candidate.isMerge);
    if (pair === undefined) map.set(key, item);
    else mergeInto(pair, item);
  }
}

function mergeInto(entry: { value: DocNode }, value: Value): void {
  const node = editable(entry);
  if (node.kind === "map" && value instanceof Map) mergeMap(node, value);
  else if (node.kind === "seq" && Array.isArray(value)) mergeList(node, value);
  else if (!pyEqual(plainValue(entry.value), value)) replaceValue(entry, value);
}

/** A new text keeps the block style of the old one. */
function replaceValue(entry: { value: DocNode }, value: Value): void {
  const { value: old } = entry;
  const fresh = freshNode(value);
  const isBlockText = old.kind === "scalar" && old.source?.kind === "block";
  if (!isBlockText || typeof value !== "string" || fresh.kind !== "scalar") {
    entry.value = fresh;
    return;
  }
  const { style, header } = old.source;
  const lines = style === "literal"
    ? []
    : value.replace(/\n+$/, "").split("\n").flatMap((line, i) => i === 0 ? [line] : ["", line]);
  entry.value = { ...fresh, source: { kind: "block", style, lines, header } };
}

function mergeList(node: DocSeq, values: readonly Value[]): void {
  if (node.items.length === values.length) {
    node.items.forEach((item, i) => mergeInto(item, values[i]!));
    return;
  }
  // a list of another length is replaced, and its comments with it
  node.items.splice(0, node.items.length, ...values.map(freshItem));
}

/** The loaded collection behind an entry: through an alias, and with a new value made editable. */
function editable(entry: { value: DocNode }): DocNode {
  const { value } = entry;
  if (value.kind === "alias") return value.target;
  if (value.kind !== "fresh") return value;
  const { pairs, items } = entriesOf(value);
  entry.value = isList(value)
    ? { kind: "seq", flow: false, anchor: undefined, items: [...items] }
    : { kind: "map", flow: false, anchor: undefined, pairs: [...pairs] };
  return entry.value;
}

function plainValue(node: DocNode): Value {
  switch (node.kind) {
    case "scalar":
    case "fresh":
      // binary data is written by others only
      return node.value as Value;
    case "alias":
      return plainValue(node.target);
    case "seq":
      return node.items.map((item) => plainValue(item.value));
    default:
      return plainMap(node);
  }
}

function plainMap(node: DocMap): ValueMap {
  const map: ValueMap = new Map();
  for (const pair of node.pairs) {
    if (!pair.isMerge) continue;
    const merged = plainValue(pair.value);
    for (const source of (Array.isArray(merged) ? merged : [merged]).toReversed()) {
      if (source instanceof Map) source.forEach((item, key) => map.set(key, item));
    }
  }
  for (const pair of node.pairs) {
    if (!pair.isMerge) map.set(pair.key, plainValue(pair.value));
  }
  return map;
}
