/** The value of an override as data for a config or for a params file. */
import { type Node, type NodeMap, setKey } from "./config_tree.ts";
import { HydraError } from "./hydra_error.ts";
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

/** The data, or the error for a sweep in it: thrown by the caller once it has found the key. */
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
  if (value instanceof GlobValue) return globNode(value, target);
  if (value instanceof ChoiceSweep || value instanceof RangeSweep || value instanceof IntervalSweep) {
    throw sweepError(value instanceof ChoiceSweep, target);
  }
  return value;
}

/** A config takes a glob for a mapping of its two lists; a file cannot hold it. */
function globNode(value: GlobValue, target: Target): Node {
  if (target !== "config") throw sweepError(false, target);
  const list = (items: readonly OverrideValue[]): Node => items.map((item) => toNode(item, target));
  return new Map([["include", list(value.include)], ["exclude", list(value.exclude)]]);
}

/** Choices are refused when they enter the data; the others only when the file is written, so its writer's class. */
function sweepError(isChoice: boolean, target: Target): HydraError {
  const refused = isChoice || target === "config" || target === "python";
  const errorClass = refused
    ? "ValidationError"
    : target === "yaml"
    ? "RepresenterError"
    : target === "json"
    ? "TypeError"
    : "ConvertError";
  return new HydraError(errorClass, "a sweep is not one value", {
    hint: "to run all its values, add --queue",
    kind: "invalid-override",
  });
}
