/**
 * Configuration data while it is being merged: plain values in which `${…}` texts are still interpolations and `???`
 * still means "must be given", with OmegaConf's rules for keys and merging.
 */
import { binaryText, type Key, PyDate, pyRepr as scalarRepr, type Scalar, textRepr } from "@exp/values";
import { PyBytes } from "@exp/formats";
import { HydraError } from "./hydra_error.ts";

export { PyBytes };

/** A sweep as one value of a params file: a later override may still replace it, but no file can hold it. */
export class OpaqueSweep {
  constructor(readonly text: string) {}
}

export type Node = Scalar | PyBytes | OpaqueSweep | Node[] | NodeMap;
export type NodeMap = Map<Key, Node>;
export type Container = NodeMap | Node[];

/** A container and how it was reached from the root; relative interpolations climb it. */
export interface Place {
  readonly container: Container;
  readonly up: Place | undefined;
}

export const MISSING = "???";

export function isNodeMap(node: Node | undefined): node is NodeMap {
  return node instanceof Map;
}

export function isContainer(node: Node | undefined): node is Container {
  return node instanceof Map || Array.isArray(node);
}

export function isInterpolation(node: Node | undefined): node is string {
  return typeof node === "string" && node.includes("${");
}

export function copyNode(node: Node): Node {
  if (Array.isArray(node)) return node.map(copyNode);
  if (!isNodeMap(node)) return node;
  const copy: NodeMap = new Map();
  for (const [key, item] of node) copy.set(key, copyNode(item));
  return copy;
}

/** The key of `map` that Python's dict would find for `key`: `1`, `1.0` and `true` are one key. */
export function findKey(map: NodeMap, key: Key): Key | undefined {
  if (map.has(key)) return key;
  if (typeof key === "string" || key === null) return undefined;
  const wanted = Number(key);
  for (const candidate of map.keys()) {
    if (typeof candidate === "string" || candidate === null) continue;
    if (typeof candidate === "bigint" && typeof key === "bigint") continue;
    if (Number(candidate) === wanted) return candidate;
  }
  return undefined;
}

/** Sets as a Python dict does: an equal key keeps its first spelling and its position. */
export function setKey(map: NodeMap, key: Key, value: Node): void {
  map.set(findKey(map, key) ?? key, value);
}

export interface MergeContext {
  /** Refuse keys that the target does not have. */
  readonly struct: boolean;
  /** The container that an interpolation in the target stands for; undefined when it is a scalar or cannot be resolved. */
  readonly dereference: (text: string, place: Place) => Container | undefined;
  /** Put containers of the source into the target as they are, so that later merges change the source too. */
  readonly share?: boolean;
}

/**
 * Merges `source` into the mapping at `target`: mappings recursively, lists replace, `???` changes nothing.
 *
 * @throws {HydraError} `ConfigTypeError` for a mapping over a list or a list over a mapping, `ConfigKeyError` for a new
 * key below `struct`
 */
export function mergeMap(target: Place, source: NodeMap, context: MergeContext): void {
  const map = target.container as NodeMap;
  for (const [sourceKey, item] of source) {
    const key = findKey(map, sourceKey);
    if (key === undefined) {
      if (context.struct) throw notInStruct("ConfigKeyError", sourceKey);
      map.set(sourceKey, context.share === true ? item : copyNode(item));
      continue;
    }
    const old = dereferenceForMerge(target, map, key, context);
    if (!isContainer(old)) {
      if (item !== MISSING) map.set(key, context.share === true ? item : copyNode(item));
    } else if (isContainer(item)) {
      mergeContainer(old, item, target, context);
    } else if (item !== MISSING) {
      map.set(key, item);
    }
  }
}

/** Merges a container into the container `old`, which is below `parent`. */
export function mergeContainer(old: Container, item: Container, parent: Place, context: MergeContext): void {
  if (Array.isArray(old) !== Array.isArray(item)) {
    const [from, into] = Array.isArray(item) ? ["a list", "a mapping"] : ["a mapping", "a list"];
    throw new HydraError("ConfigTypeError", `cannot merge ${from} into ${into}`);
  }
  if (isNodeMap(item)) mergeMap({ container: old, up: parent }, item, context);
  else if (Array.isArray(old)) old.splice(0, old.length, ...item.map(copyNode));
}

/** A container behind an interpolation is copied into its place before something is merged into it. */
function dereferenceForMerge(target: Place, map: NodeMap, key: Key, context: MergeContext): Node {
  const old = map.get(key) as Node;
  if (!isInterpolation(old)) return old;
  const container = context.dereference(old, target);
  if (container === undefined) return old;
  const copy = copyNode(container);
  map.set(key, copy);
  return copy;
}

export function notInStruct(errorClass: "ConfigAttributeError" | "ConfigKeyError", key: Key): HydraError {
  return new HydraError(errorClass, `key '${keyText(key)}' is not in the config`);
}

/** Checks what OmegaConf checks when data enters a config: key and value types, and the syntax of interpolations. */
export function validateNode(node: Node, checkInterpolation: (text: string) => void): void {
  if (isInterpolation(node)) checkInterpolation(node);
  else if (Array.isArray(node)) { for (const item of node) validateNode(item, checkInterpolation); }
  else if (isNodeMap(node)) {
    for (const [key, item] of node) {
      if (key === null) throw new HydraError("KeyValidationError", "null cannot be a key of a config");
      validateNode(item, checkInterpolation);
    }
  }
}

/** Splits `a.b[0].c` into its keys, as `OmegaConf.select` and `update` do. */
export function splitKey(key: string): string[] {
  if (!key.includes("[")) return key.split(".");
  const parts: string[] = [];
  const [head, rest] = cutAt(key, key.indexOf("["));
  let tail = rest;
  if (head !== "") parts.push(...head.split("."));
  while (tail !== "") {
    const match = /^(?:\[([^\]]*)\]|\.([^.[]*))/.exec(tail);
    if (match === null) return [...parts, tail];
    parts.push(match[1] ?? match[2] ?? "");
    tail = tail.slice(match[0].length);
  }
  return parts;
}

function cutAt(text: string, index: number): [string, string] {
  return [text.slice(0, index), text.slice(index)];
}

/** An index as Python's `int()` reads it, or undefined. */
export function listIndex(text: string): number | undefined {
  const trimmed = text.trim();
  return /^[+-]?\d+(?:_\d+)*$/.test(trimmed) ? Number(trimmed.replaceAll("_", "")) : undefined;
}

export function keyText(key: Key): string {
  return pyStr(key);
}

/** Python's `str()`: how a value looks inside a longer text. */
export function pyStr(node: Node): string {
  return typeof node === "string" ? node : pyRepr(node);
}

function pyRepr(node: Node): string {
  if (Array.isArray(node)) return `[${node.map(pyRepr).join(", ")}]`;
  if (isNodeMap(node)) return `{${[...node].map(([key, item]) => `${pyRepr(key)}: ${pyRepr(item)}`).join(", ")}}`;
  if (node instanceof OpaqueSweep) return node.text;
  if (node instanceof PyBytes) return "b" + textRepr(binaryText(node.bytes));
  return node instanceof PyDate ? node.iso : scalarRepr(node);
}
