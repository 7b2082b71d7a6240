import { pyStr } from "../common/py_text.ts";
import { floatRepr, isMap, type Value } from "../common/value.ts";

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

/** A value as Python's `str` prints it; floats with `precision` significant digits when one is given. */
export function formatCell(value: Value, precision?: number): string {
  if (typeof value === "number") return formatFloat(value, precision);
  return pyStr(value);
}

/** Python's `%.Ng`: N significant digits, no trailing zeros, exponent form below 1e-4 and from 10^N. */
export function formatFloat(x: number, precision?: number): string {
  if (precision === undefined || !Number.isFinite(x)) return floatRepr(x);
  if (x === 0) return "0";
  const digits = Math.max(1, precision);
  const [mantissa, exponentText] = x.toExponential(digits - 1).split("e") as [string, string];
  const exponent = Number(exponentText);
  const trim = (text: string) => text.includes(".") ? text.replace(/\.?0+$/, "") : text;
  if (exponent < -4 || exponent >= digits) {
    return `${trim(mantissa)}e${exponent < 0 ? "-" : "+"}${String(Math.abs(exponent)).padStart(2, "0")}`;
  }
  return trim(x.toFixed(Math.max(0, digits - 1 - exponent)));
}
