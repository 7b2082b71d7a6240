/** Values as tagged JSON, for programs: whatever JSON cannot tell apart gets a `$…` tag. */
import { compareCodePoints, floatRepr, type Value, valueMap } from "../common/value.ts";
import {
  ChoiceSweep,
  DictValue,
  GlobValue,
  IntervalSweep,
  type OverrideValue,
  QuotedString,
  RangeSweep,
} from "./values.ts";

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
  if (value instanceof GlobValue) {
    return valueMap([[
      "$glob",
      valueMap([["include", encodeAll(value.include)], ["exclude", encodeAll(value.exclude)]]),
    ]]);
  }
  const tags = value.tags.toSorted(compareCodePoints);
  if (value instanceof ChoiceSweep) {
    return valueMap([
      ["$sweep", "choice"],
      ["list", encodeAll(value.list)],
      ["simple", value.simpleForm],
      ["shuffle", value.shuffle],
      ["tags", tags],
    ]);
  }
  if (value instanceof RangeSweep) {
    return valueMap([
      ["$sweep", "range"],
      ["start", encodeValue(value.start)],
      ["stop", encodeValue(value.stop)],
      ["step", encodeValue(value.step)],
      ["shuffle", value.shuffle],
      ["tags", tags],
    ]);
  }
  if (value instanceof IntervalSweep) {
    return valueMap([
      ["$sweep", "interval"],
      ["start", encodeValue(value.start)],
      ["end", encodeValue(value.end)],
      ["tags", tags],
    ]);
  }
  return value;
}

function encodeAll(values: readonly OverrideValue[]): Value[] {
  return values.map(encodeValue);
}
