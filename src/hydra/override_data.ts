/** The value of an override as data for a config or for a params file. */
import { isContainer, type Node, type NodeMap, setKey, Unwritable } from "./config_tree.ts";
import { HydraError, type HydraErrorClass } from "./hydra_error.ts";
import {
  ChoiceSweep,
  DictValue,
  GlobValue,
  IntervalSweep,
  type OverrideValue,
  QuotedString,
  RangeSweep,
} from "./values.ts";

export type ParamsFormat = "yaml" | "json" | "toml" | "python";
/** Where the value goes: a config being composed, or a params file. */
export type Target = "config" | ParamsFormat;

/** The data, or the error for a sweep that cannot be there: thrown by the caller once it has found the key. */
export function overrideData(value: OverrideValue, target: Target): Node | HydraError {
  try {
    return toNode(value, target);
  } catch (error) {
    if (error instanceof HydraError) return error;
    throw error;
  }
}

function toNode(value: OverrideValue, target: Target): Node {
  if (value instanceof QuotedString) return value.text;
  if (Array.isArray(value)) return value.map((item) => toNode(item, target));
  if (value instanceof DictValue) {
    const map: NodeMap = new Map();
    for (const [key, item] of value.pairs) setKey(map, key, toNode(item, target));
    return map;
  }
  if (value instanceof GlobValue) return target === "config" ? globNode(value) : new Unwritable("glob(…)");
  if (value instanceof ChoiceSweep) throw sweepError("ValidationError");
  if (value instanceof RangeSweep || value instanceof IntervalSweep) {
    if (target === "config") throw sweepError("ValidationError");
    return new Unwritable(value instanceof RangeSweep ? "range(…)" : "interval(…)");
  }
  return value;
}

/** A config takes a glob for a mapping of its two lists. */
function globNode(value: GlobValue): Node {
  const list = (items: readonly OverrideValue[]): Node => items.map((item) => toNode(item, "config"));
  return new Map([["include", list(value.include)], ["exclude", list(value.exclude)]]);
}

/** The classes that DVC's writers raise for what their format cannot hold. */
export const WRITER_ERROR = {
  yaml: "RepresenterError",
  json: "TypeError",
  toml: "ConvertError",
  python: "PythonFileCorruptedError",
} as const;

/** @throws {HydraError} for the first sweep that is still there when the file is to be written */
export function refuseUnwritable(node: Node, format: ParamsFormat): void {
  if (node instanceof Unwritable) throw sweepError(WRITER_ERROR[format]);
  if (isContainer(node)) { for (const item of node.values()) refuseUnwritable(item, format); }
}

function sweepError(errorClass: HydraErrorClass): HydraError {
  return new HydraError(errorClass, "a sweep is not one value", {
    hint: "to run all its values, add --queue",
    kind: "invalid-override",
  });
}
