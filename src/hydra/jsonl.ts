/**
 * `exp hydra parse --jsonl` and `exp hydra sweep --jsonl`: one case in, its outputs out.
 *
 * The fields are those of the recorded cases: `{input}` and `{set_param}` in, the parsed parts or the expanded points
 * out. A failure has `ok: false`, `error_class`, `error`, and `cause_class` and `cause` when a function failed.
 */
import { compareCodePoints, isMap, type Value, type ValueMap, valueMap } from "../common/value.ts";
import { ExpError } from "../common/errors.ts";
import { dumpPyJson } from "../common/py_json.ts";
import { encodeValue } from "./encode.ts";
import { HydraError } from "./hydra_error.ts";
import { type Override, OverrideError, parseOverride } from "./override.ts";
import { renderValue } from "./render.ts";
import { splitSetParam } from "./set_param.ts";
import { expandOverride, expandSweeps, isSweepOverride, parsePathOverrides, SweepError } from "./sweep.ts";
import { ChoiceSweep, GlobValue, isSweep, RangeSweep } from "./values.ts";

/** Parses `case.input`. */
export function answerGrammar(input: ValueMap): ValueMap {
  const text = input.get("input");
  if (typeof text !== "string") throw new ExpError("usage", 'a case needs "input", the override as text');
  try {
    return describeOverride(parseOverride(text));
  } catch (error) {
    return describeFailure(error);
  }
}

function describeOverride(override: Override): ValueMap {
  const { value } = override;
  const output = valueMap([
    ["ok", true],
    ["key", override.key],
    ["package", override.package ?? null],
    ["type", override.type],
    ["value_kind", override.valueKind ?? null],
    ["value", encodeValue(value)],
    ["str", null],
  ]);
  try {
    if (value instanceof ChoiceSweep || value instanceof RangeSweep) {
      // a shuffled sweep is listed sorted, so that the answer does not depend on chance
      const items = expandOverride(override, () => 0);
      output.set("expand", value.shuffle ? items.sort(compareCodePoints) : items);
    } else if (!isSweep(value) && !(value instanceof GlobValue)) {
      output.set("str", renderValue(value));
    }
  } catch (error) {
    if (error instanceof SweepError) output.set("expand_error_class", error.errorClass);
    else if (error instanceof HydraError) output.set("str_error_class", error.errorClass);
    else throw error;
  }
  return output;
}

/** Groups and expands `case.set_param`, a list of `-S` texts. */
export function answerSweeps(input: ValueMap): ValueMap {
  const texts = input.get("set_param");
  if (!Array.isArray(texts) || !texts.every((text) => typeof text === "string")) {
    throw new ExpError("usage", 'a case needs "set_param", a list of texts');
  }
  const output: ValueMap = new Map();
  try {
    const byFile = splitSetParam(texts, { severalInOne: false });
    output.set("overrides", byFile);
    const overrides = [...parsePathOverrides(byFile).values()].flat();
    output.set("is_sweep", overrides.some(isSweepOverride));
    const points: Value[] = expandSweeps(byFile);
    if (overrides.some(({ value }) => (value instanceof ChoiceSweep || value instanceof RangeSweep) && value.shuffle)) {
      output.set("unordered", true);
      points.sort((a, b) => compareCodePoints(dumpPyJson(a), dumpPyJson(b)));
    }
    output.set("expanded", points);
    return output;
  } catch (error) {
    return new Map([...output, ...describeFailure(error)]);
  }
}

function describeFailure(error: unknown): ValueMap {
  if (!(error instanceof OverrideError || error instanceof SweepError)) throw error;
  const output = valueMap([["ok", false], ["error_class", error.errorClass], ["error", error.firstLine]]);
  if (error instanceof OverrideError && error.causeClass !== undefined) {
    output.set("cause_class", error.causeClass);
    output.set("cause", error.causeLine ?? "");
  }
  return output;
}

/** JSON text to data; numbers do not matter here, so integers and floats are both floats. */
export function readCase(line: string): ValueMap {
  const data = toValue(JSON.parse(line));
  if (!isMap(data)) throw new ExpError("usage", "each line must be a JSON object");
  return data;
}

function toValue(json: unknown): Value {
  if (json === null || typeof json === "boolean" || typeof json === "number" || typeof json === "string") return json;
  if (Array.isArray(json)) return json.map(toValue);
  return new Map(Object.entries(json as Record<string, unknown>).map(([key, item]) => [key, toValue(item)] as const));
}
