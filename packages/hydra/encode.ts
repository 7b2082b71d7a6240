/** Values as tagged JSON, for programs: whatever JSON cannot tell apart gets a `$…` tag. */
import { compareCodePoints, floatRepr, type Value, valueMap } from "@exp/values";
import { ChoiceSweep, DictValue, fieldsOf, GlobValue, type OverrideValue, QuotedString, RangeSweep } from "./values.ts";

const MAX_SAFE = 2n ** 53n;

export function encodeValue(value: OverrideValue): Value {
  if (value === null || typeof value === "boolean" || typeof value === "string") return value;
  if (typeof value === "bigint") {
    return value > -MAX_SAFE && value < MAX_SAFE ? value : valueMap([["$int", String(value)]]);
  }
  if (typeof value === "number") return valueMap([["$float", floatRepr(value)]]);
  if (Array.isArray(value)) return value.map(encodeValue);
  if (value instanceof QuotedString) return valueMap([["$quoted", value.text], ["quote", value.quote]]);
  if (value instanceof DictValue) {
    return valueMap([["$dict", value.pairs.map(([key, item]) => [encodeValue(key), encodeValue(item)])]]);
  }
  const fields = Object.entries(fieldsOf(value)).map(([name, field]) =>
    [FIELD_NAMES[name] ?? name, encodeValue(field)] as const
  );
  if (value instanceof GlobValue) return valueMap([["$glob", valueMap(fields)]]);
  const kind = value instanceof ChoiceSweep ? "choice" : value instanceof RangeSweep ? "range" : "interval";
  return valueMap([["$sweep", kind], ...fields, ["tags", value.tags.toSorted(compareCodePoints)]]);
}

const FIELD_NAMES: Readonly<Record<string, string>> = { simple_form: "simple" };
