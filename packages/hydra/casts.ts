/** `int(…)`, `float(…)`, `str(…)` and `bool(…)`. */
import { floatRepr, textRepr } from "@exp/values";
import { FunctionFailure } from "./function_failure.ts";
import { readPythonFloat, readPythonInt } from "./python_text.ts";
import {
  ChoiceSweep,
  DictValue,
  IntervalSweep,
  isSweep,
  type Numeric,
  type OverrideValue,
  QuotedString,
  RangeSweep,
} from "./values.ts";

export type CastName = "int" | "float" | "str" | "bool";

/**
 * Casts one value: lists and the values of mappings item by item, choices and numeric sweeps by their parts.
 *
 * @throws {FunctionFailure}
 */
export function castValue(cast: CastName, value: OverrideValue): OverrideValue {
  if (value instanceof QuotedString) return castScalar(cast, value.text);
  if (Array.isArray(value)) return value.map((item) => castValue(cast, item));
  if (value instanceof DictValue) {
    return new DictValue(value.pairs.map(([key, item]) => [key, castValue(cast, item)] as const));
  }
  if (value instanceof ChoiceSweep) return castItems(cast, value.list, value.simpleForm);
  if (value instanceof RangeSweep) {
    if (cast !== "int" && cast !== "float") {
      throw new FunctionFailure("ValueError", "Range can only be cast to int or float");
    }
    return new RangeSweep(
      castNumber(cast, value.start),
      castNumber(cast, value.stop),
      castNumber(cast, value.step),
    );
  }
  if (value instanceof IntervalSweep) {
    if (cast !== "int" && cast !== "float") {
      throw new FunctionFailure("ValueError", `Intervals cannot be cast to ${cast}`);
    }
    return new IntervalSweep(castNumber(cast, value.start), castNumber(cast, value.end), value.tags);
  }
  if (value !== null && typeof value === "object") {
    if (cast === "bool") return true;
    throw new FunctionFailure("AssertionError", "", `${cast}() cannot cast a glob`);
  }
  return castScalar(cast, value);
}

/** `int(a,b,…)`: a comma sweep of casts. No argument may be a sweep, which is found before any is cast. */
export function castArguments(cast: CastName, items: readonly OverrideValue[]): ChoiceSweep {
  for (const item of items) refuseSweep(cast, item);
  return castItems(cast, items, true);
}

function castItems(cast: CastName, items: readonly OverrideValue[], simpleForm: boolean): ChoiceSweep {
  const castItem = (item: OverrideValue) => {
    refuseSweep(cast, item);
    return castValue(cast, item);
  };
  return new ChoiceSweep(items.map(castItem), simpleForm);
}

function refuseSweep(cast: CastName, item: OverrideValue): void {
  if (isSweep(item)) {
    throw new FunctionFailure("AssertionError", "", `${cast}() cannot cast a sweep among other values`);
  }
}

type PlainScalar = null | boolean | bigint | number | string;

function castScalar(cast: CastName, value: PlainScalar): PlainScalar {
  if (cast === "bool") return castBool(value);
  if (value === null) throw new FunctionFailure("AssertionError", "", `${cast}() cannot cast null`);
  if (cast === "str") return typeof value === "number" ? floatRepr(value) : String(value);
  if (typeof value === "string") {
    const number = cast === "int" ? readPythonInt(value) : readPythonFloat(value);
    if (number !== undefined) return number;
    throw new FunctionFailure(
      "ValueError",
      cast === "int"
        ? `invalid literal for int() with base 10: ${textRepr(value)}`
        : `could not convert string to float: ${textRepr(value)}`,
      `${cast}() cannot read ${JSON.stringify(value)}`,
    );
  }
  return castNumber(cast, value);
}

function castBool(value: PlainScalar): boolean {
  if (typeof value !== "string") return value !== null && value !== false && value !== 0 && value !== 0n;
  const word = value.toLowerCase();
  if (word === "true" || word === "false") return word === "true";
  throw new FunctionFailure("ValueError", `Cannot cast '${value}' to bool`);
}

function castNumber(cast: "int" | "float", value: Numeric): bigint | number {
  return cast === "float" ? toFloat(value) : toInt(value);
}

function toInt(value: Numeric): bigint {
  if (typeof value !== "number") return BigInt(value);
  if (Number.isNaN(value)) throw new FunctionFailure("ValueError", "cannot convert float NaN to integer");
  if (!Number.isFinite(value)) throw new FunctionFailure("OverflowError", "cannot convert float infinity to integer");
  return BigInt(Math.trunc(value));
}

/** @throws {FunctionFailure} for an integer beyond the range of floats */
export function toFloat(value: Numeric): number {
  const float = Number(value);
  if (typeof value === "bigint" && !Number.isFinite(float)) {
    throw new FunctionFailure("OverflowError", "int too large to convert to float");
  }
  return float;
}
