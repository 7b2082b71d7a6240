/** How Python prints values: `str()` and `repr()`. Programs read DVC's lines, so these match to the character. */
import { floatRepr, isMap, PyDate, type Value } from "./value.ts";

const ESCAPES: Readonly<Record<string, string>> = { "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t" };

/** `repr(text)` */
export function textRepr(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  const inner = text.replace(/[\\\n\r\t'"]|[^\x20-\x7e]/gu, (character) => {
    if (character === "'" || character === '"') return character === quote ? "\\" + character : character;
    const short = ESCAPES[character];
    if (short !== undefined) return short;
    if (!/[\p{C}\p{Z}]/u.test(character)) return character;
    const point = character.codePointAt(0)!, hex = point.toString(16);
    return point < 0x100
      ? "\\x" + hex.padStart(2, "0")
      : point < 0x10000
      ? "\\u" + hex.padStart(4, "0")
      : "\\U" + hex.padStart(8, "0");
  });
  return quote + inner + quote;
}

/** `str(value)` */
export function pyStr(value: Value): string {
  if (typeof value === "string") return value;
  return value instanceof PyDate ? value.iso.replace("T", " ") : pyRepr(value);
}

/** `repr(value)`; dates as `str` has them. */
export function pyRepr(value: Value): string {
  if (value === null) return "None";
  if (value === true) return "True";
  if (value === false) return "False";
  if (typeof value === "bigint") return String(value);
  if (typeof value === "number") return floatRepr(value);
  if (typeof value === "string") return textRepr(value);
  if (Array.isArray(value)) return `[${value.map(pyRepr).join(", ")}]`;
  if (isMap(value)) return `{${[...value].map(([key, item]) => `${pyRepr(key)}: ${pyRepr(item)}`).join(", ")}}`;
  return pyStr(value);
}

/** `type(value).__name__` */
export function pyTypeName(value: Value): string {
  if (value === null) return "NoneType";
  if (typeof value === "string") return "str";
  if (typeof value === "boolean") return "bool";
  if (typeof value === "bigint") return "int";
  if (typeof value === "number") return "float";
  if (Array.isArray(value)) return "list";
  return isMap(value) ? "dict" : "date";
}
