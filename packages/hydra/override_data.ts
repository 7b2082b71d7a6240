/** The value of an override as data for a config or for a params file. */
import { isContainer, type Node, type NodeMap, OpaqueSweep, setKey } from "./config_tree.ts";
import { HydraError, type HydraErrorClass } from "./hydra_error.ts";
import {
  ChoiceSweep,
  DictValue,
  GlobValue,
  isSweep,
  type OverrideValue,
  QuotedString,
  RangeSweep,
  type Sweep,
} from "./values.ts";

export type ParamsFormat = "yaml" | "json" | "toml" | "python";
/** Where the value goes: a config being composed, or a params file. */
export type Target = "config" | ParamsFormat;

/** The data, or the error for a sweep that cannot be there: thrown by the caller once it has found the key. */
export function overrideData(value: OverrideValue, target: Target): Node | HydraError {
  try {
    return toNode(value, target === "config" ? sweepInConfig : sweepInFile);
  } catch (error) {
    if (error instanceof HydraError) return error;
    throw error;
  }
}

/** The data; a sweep in it stands for itself, and is nothing that anybody wants. */
export function looseData(value: OverrideValue): Node {
  return toNode(value, opaque);
}

function toNode(value: OverrideValue, ofSweep: (sweep: Sweep | GlobValue) => Node): Node {
  if (value instanceof QuotedString) return value.text;
  if (Array.isArray(value)) return value.map((item) => toNode(item, ofSweep));
  if (value instanceof DictValue) {
    const map: NodeMap = new Map();
    for (const [key, item] of value.pairs) setKey(map, key, toNode(item, ofSweep));
    return map;
  }
  return isSweep(value) || value instanceof GlobValue ? ofSweep(value) : value;
}

/** A config takes a glob for a mapping of its two lists, and no sweep. */
function sweepInConfig(sweep: Sweep | GlobValue): Node {
  if (!(sweep instanceof GlobValue)) throw sweepError("ValidationError");
  const list = (items: readonly OverrideValue[]): Node => items.map((item) => toNode(item, sweepInConfig));
  return new Map([["include", list(sweep.include)], ["exclude", list(sweep.exclude)]]);
}

/** In a params file choices are refused at once, the others when the file is written. */
function sweepInFile(sweep: Sweep | GlobValue): Node {
  if (sweep instanceof ChoiceSweep) throw sweepError("ValidationError");
  return opaque(sweep);
}

function opaque(sweep: Sweep | GlobValue): OpaqueSweep {
  const name = sweep instanceof GlobValue ? "glob" : sweep instanceof RangeSweep ? "range" : "interval";
  return new OpaqueSweep(sweep instanceof ChoiceSweep ? "choice(…)" : `${name}(…)`);
}

/** The classes that DVC's writers raise for what their format cannot hold. */
export const WRITER_ERROR = {
  yaml: "RepresenterError",
  json: "TypeError",
  toml: "ConvertError",
  python: "PythonFileCorruptedError",
} as const;

/** @throws {HydraError} for the first sweep that is still there when the file is to be written */
export function refuseOpaque(node: Node, format: ParamsFormat): void {
  if (node instanceof OpaqueSweep) throw sweepError(WRITER_ERROR[format]);
  if (isContainer(node)) { for (const item of node.values()) refuseOpaque(item, format); }
}

function sweepError(errorClass: HydraErrorClass): HydraError {
  return new HydraError(errorClass, "a sweep is not one value", {
    hint: "to run all its values, add --queue",
    kind: "invalid-override",
  });
}
