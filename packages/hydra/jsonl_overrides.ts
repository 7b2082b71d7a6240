/**
 * `exp hydra parse --jsonl` and `exp hydra sweep --jsonl`: `{input}` and `{set_param}` in, the parsed parts or the
 * expanded points out.
 */
import { compareCodePoints, dumpPyJson, type Value, type ValueMap, valueMap } from "@exp/values";
import { encodeValue } from "./encode.ts";
import { fault } from "./faults.ts";
import { HydraError } from "./hydra_error.ts";
import { describeFailure } from "./jsonl_case.ts";
import { parseOverride } from "./override.ts";
import { renderValue } from "./render.ts";
import { type SplitOptions, splitSetParam } from "./set_param.ts";
import { expandOverride, expandSweeps, isSweepOverride, parsePathOverrides, SweepError } from "./sweep.ts";
import { GlobValue, isDiscreteSweep, isSweep, type Override } from "./values.ts";

/** Parses `case.input`. */
export function answerGrammar(input: ValueMap): ValueMap {
  const text = input.get("input");
  if (typeof text !== "string") throw fault("usage/case", { what: 'a case needs "input", the override as text' });
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
    if (isDiscreteSweep(value)) {
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

/** Groups and expands `case.set_param`, a list of `-S` texts; by DVC's reading of `a=1,b=2` unless asked otherwise. */
export function answerSweeps(input: ValueMap, options: SplitOptions = { severalInOne: false }): ValueMap {
  const texts = input.get("set_param");
  if (!Array.isArray(texts) || !texts.every((text) => typeof text === "string")) {
    throw fault("usage/case", { what: 'a case needs "set_param", a list of texts' });
  }
  const output: ValueMap = new Map();
  try {
    const byFile = splitSetParam(texts, options);
    output.set("overrides", byFile);
    const overrides = [...parsePathOverrides(byFile).values()].flat();
    output.set("is_sweep", overrides.some(isSweepOverride));
    const points: Value[] = expandSweeps(byFile);
    if (overrides.some(({ value }) => isDiscreteSweep(value) && value.shuffle)) {
      output.set("unordered", true);
      points.sort((a, b) => compareCodePoints(dumpPyJson(a), dumpPyJson(b)));
    }
    output.set("expanded", points);
    return output;
  } catch (error) {
    return new Map([...output, ...describeFailure(error)]);
  }
}
