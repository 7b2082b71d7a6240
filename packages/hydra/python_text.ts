/** Text to number and back as Python's built-in functions do it. */
import { pyRepr, textRepr } from "@exp/values";
import { typeName } from "./python_order.ts";
import { DictValue, fieldsOf, GlobValue, type OverrideValue, QuotedString } from "./values.ts";

/** What `str.strip()` removes. */
const BLANKS = "[\\s\\x1c-\\x1f\\x85]*";
const STRIP = new RegExp(`^${BLANKS}|${BLANKS}$`, "gu");
const DIGITS = "[0-9](?:_?[0-9])*";
const INT = new RegExp(`^[+-]?${DIGITS}$`);
const FLOAT = new RegExp(`^[+-]?(?:(?:${DIGITS}\\.?|(?:${DIGITS})?\\.${DIGITS})(?:[eE][+-]?${DIGITS})?)$`);
const FLOAT_WORD = /^([+-]?)(inf|infinity|nan)$/i;

/** `int(text)`, or undefined where Python raises. */
export function readPythonInt(text: string): bigint | undefined {
  const plain = asciiDigits(text);
  return INT.test(plain) ? BigInt(plain.replace(/[_+]/g, "")) : undefined;
}

/** `float(text)`, or undefined where Python raises. */
export function readPythonFloat(text: string): number | undefined {
  const plain = asciiDigits(text);
  const word = FLOAT_WORD.exec(plain);
  if (word) return word[2]!.toLowerCase() === "nan" ? NaN : word[1] === "-" ? -Infinity : Infinity;
  return FLOAT.test(plain) ? Number(plain.replaceAll("_", "")) : undefined;
}

/** Without blanks at the ends, and with the digits of every script as 0 to 9. */
function asciiDigits(text: string): string {
  return text.replace(STRIP, "").replace(/[\u0080-\u{10ffff}]/gu, (character) => {
    if (!/^\p{Nd}$/u.test(character)) return character;
    const point = character.codePointAt(0)!;
    let zero = point;
    while (/^\p{Nd}$/u.test(String.fromCodePoint(zero - 1))) zero--;
    return String((point - zero) % 10);
  });
}

/** `repr(value)`, for Hydra's error messages. The order of tags is not defined in Python. */
export function valueRepr(value: OverrideValue): string {
  if (value === null || typeof value !== "object") return pyRepr(value);
  if (Array.isArray(value)) return `[${value.map(valueRepr).join(", ")}]`;
  if (value instanceof DictValue) {
    return `{${value.pairs.map(([key, item]) => `${valueRepr(key)}: ${valueRepr(item)}`).join(", ")}}`;
  }
  if (value instanceof QuotedString) {
    const quote = value.quote === "single" ? "<Quote.single: 0>" : "<Quote.double: 1>";
    return `QuotedString(text=${textRepr(value.text)}, quote=${quote})`;
  }
  const fields = Object.entries(fieldsOf(value)).map(([name, field]) => `${name}=${valueRepr(field)}`);
  if (!(value instanceof GlobValue)) {
    fields.unshift("tags=" + (value.tags.length === 0 ? "set()" : `{${value.tags.map(textRepr).join(", ")}}`));
  }
  return `${typeName(value)}(${fields.join(", ")})`;
}
