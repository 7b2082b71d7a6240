/** What a plain text means: the YAML 1.2 types as DVC reads them (A4, A6 of the format notes). */
import { PyDate, type Scalar } from "../common/value.ts";

const INT = /^[-+]?(?:0b[01_]+|0o?[0-7_]+|[0-9_]+|0x[0-9a-fA-F_]+)$/;
const FLOAT =
  /^(?:[-+]?[0-9][0-9_]*(?:\.[0-9_]*(?:[eE][-+]?[0-9]+)?|[eE][-+]?[0-9]+)|[-+]?\.[0-9_]+(?:[eE][-+][0-9]+)?|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/;
const DATE = /^[0-9]{4}-[0-9]{2}-[0-9]{2}$/;
const DATETIME =
  /^([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})(?:[Tt]|[ \t]+)([0-9]{1,2}):([0-9]{2}):([0-9]{2})(?:\.([0-9]*))?(?:[ \t]*(Z|([-+])([0-9]{1,2})(?::?([0-9]{2}))?))?$/;

/** Texts with a meaning of their own that no value has: merge key and `=`. */
export type PlainKind = "null" | "bool" | "int" | "float" | "date" | "merge" | "default" | "text";

/** The type that an unquoted text has. */
export function plainKind(text: string): PlainKind {
  const first = text.charCodeAt(0);
  // digits, + - .
  if ((first >= 48 && first <= 57) || first === 43 || first === 45 || first === 46) {
    if (INT.test(text)) return "int";
    if (FLOAT.test(text)) return "float";
    if (first >= 48 && first <= 57 && (DATE.test(text) || DATETIME.test(text))) return "date";
    return "text";
  }
  if (text.length > 5) return "text";
  switch (text) {
    case "":
    case "~":
    case "null":
    case "Null":
    case "NULL":
      return "null";
    case "true":
    case "True":
    case "TRUE":
    case "false":
    case "False":
    case "FALSE":
      return "bool";
    case "<<":
      return "merge";
    case "=":
      return "default";
    default:
      return "text";
  }
}

/** The value of an unquoted text; a string describes why there is none. */
export function resolvePlain(text: string): { readonly value: Scalar } | { readonly problem: string } {
  switch (plainKind(text)) {
    case "null":
      return { value: null };
    case "bool":
      return { value: text.charCodeAt(0) === 116 || text.charCodeAt(0) === 84 };
    case "int":
      return readInt(text);
    case "float":
      return readFloat(text);
    case "date":
      return readDate(text);
    case "merge":
      return { problem: '"<<" merges maps and cannot be a value; quote it' };
    case "default":
      return { problem: '"=" alone has a meaning of its own in YAML; quote it' };
    default:
      return { value: text };
  }
}

export function readInt(text: string): { readonly value: bigint } | { readonly problem: string } {
  const digits = text.replaceAll("_", "");
  const negative = digits.startsWith("-");
  const magnitude = digits.replace(/^[-+]/, "");
  if (!/^(?:0b[01]+|0o[0-7]+|0x[0-9a-fA-F]+|[0-9]+)$/.test(magnitude)) {
    return { problem: `"${text}" is no number; quote it` };
  }
  const value = BigInt(magnitude);
  return { value: negative ? -value : value };
}

export function readFloat(text: string): { readonly value: number } | { readonly problem: string } {
  const plain = text.replaceAll("_", "").toLowerCase();
  if (plain.endsWith(".inf")) return { value: plain.startsWith("-") ? -Infinity : Infinity };
  if (plain === ".nan") return { value: NaN };
  const value = Number(plain);
  return Number.isNaN(value) || !/[0-9]/.test(plain) ? { problem: `"${text}" is no number; quote it` } : { value };
}

export function readDate(text: string): { readonly value: PyDate } | { readonly problem: string } {
  const problem = { problem: `"${text}" is no date that exists; quote it if it is text` };
  if (DATE.test(text)) return dayExists(text) ? { value: new PyDate("date", text, text) } : problem;
  const match = DATETIME.exec(text);
  if (match === null) return problem;
  const [, year, month, day, hour, minute, second, fraction, zone, sign, zoneHour, zoneMinute] = match;
  const two = (digits: string) => digits.padStart(2, "0");
  const date = `${year}-${two(month!)}-${two(day!)}`;
  if (!dayExists(date) || Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return problem;
  const micros = microseconds(fraction ?? "");
  const offset = zone === undefined ? "" : zone === "Z" ? "+00:00" : `${sign}${two(zoneHour!)}:${zoneMinute ?? "00"}`;
  const iso = `${date}T${two(hour!)}:${minute}:${second}${micros}${offset === "-00:00" ? "+00:00" : offset}`;
  return { value: new PyDate("datetime", iso, text) };
}

/** `.` and six digits, or nothing for a whole second; the seventh digit rounds. */
function microseconds(fraction: string): string {
  if (fraction === "") return "";
  let micros = Number(fraction.slice(0, 6).padEnd(6, "0"));
  if (fraction.length > 6 && fraction.charAt(6) > "4" && micros < 999999) micros++;
  return micros === 0 ? "" : "." + String(micros).padStart(6, "0");
}

function dayExists(date: string): boolean {
  if (date.startsWith("0000")) return false;
  const time = Date.parse(date + "T00:00:00Z");
  return !Number.isNaN(time) && new Date(time).toISOString().slice(0, 10) === date;
}
