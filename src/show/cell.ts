import { floatRepr, isMap, pyStr, type Value } from "../common/mod.ts";
import { roundFloat, significantDigits } from "./decimals.ts";

/** Nested maps as flat dotted keys, in order. A value that is no map has the key `""`. */
export function flatten(data: Value, prefix = ""): Map<string, Value> {
  const flat = new Map<string, Value>();
  if (!isMap(data)) return flat.set(prefix, data);
  for (const [key, value] of data) {
    const path = prefix === "" ? pyStr(key) : `${prefix}.${pyStr(key)}`;
    if (isMap(value)) { for (const [inner, item] of flatten(value, path)) flat.set(inner, item); }
    else flat.set(path, value);
  }
  return flat;
}

/** How many digits floats are shown with: all that tell them from other floats, so many significant ones, or decimals. */
export interface Digits {
  readonly significant?: number | undefined;
  readonly decimals?: number | undefined;
}

/** A value as Python's `str` prints it; digits as DVC has them, which makes texts of the floats in lists. */
export function formatCell(value: Value, digits: Digits = {}): string {
  return pyStr(withDigits(value, digits));
}

function withDigits(value: Value, digits: Digits): Value {
  if (digits.significant === undefined && digits.decimals === undefined) return value;
  if (typeof value === "number") {
    return digits.decimals === undefined ? formatFloat(value, digits.significant) : roundFloat(value, digits.decimals);
  }
  if (Array.isArray(value)) return value.map((item) => withDigits(item, digits));
  return isMap(value) ? new Map([...value].map(([key, item]) => [key, withDigits(item, digits)])) : value;
}

/** Python's `%.Ng`: N significant digits, no trailing zeros, exponent form below 1e-4 and from 10^N. */
export function formatFloat(x: number, significant?: number): string {
  if (significant === undefined || !Number.isFinite(x)) return floatRepr(x);
  if (x === 0) return Object.is(x, -0) ? "-0" : "0";
  const count = Math.max(1, significant);
  const { digits, exponent } = significantDigits(Math.abs(x), count);
  const sign = x < 0 ? "-" : "";
  const point = (text: string, at: number) => `${text.slice(0, at)}.${text.slice(at)}`.replace(/\.?0*$/, "");
  if (exponent < -4 || exponent >= count) {
    return `${sign}${point(digits, 1)}e${exponent < 0 ? "-" : "+"}${String(Math.abs(exponent)).padStart(2, "0")}`;
  }
  return sign +
    (exponent < 0
      ? point("0" + "0".repeat(-exponent - 1) + digits, 1)
      : point(digits.padEnd(exponent + 1, "0"), exponent + 1));
}
