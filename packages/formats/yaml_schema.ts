/**
 * What an unquoted text means: in YAML 1.2 with the types that DVC's reader (ruamel.yaml) gives, and in YAML 1.1 as
 * PyYAML and OmegaConf resolve it.
 */
import { PyDate, type Scalar } from "@exp/values";

const INT = /^[-+]?(?:0b[01_]+|0o?[0-7_]+|[0-9_]+|0x[0-9a-fA-F_]+)$/;
const FLOAT =
  /^(?:[-+]?[0-9][0-9_]*(?:\.[0-9_]*(?:[eE][-+]?[0-9]+)?|[eE][-+]?[0-9]+)|[-+]?\.[0-9_]+(?:[eE][-+][0-9]+)?|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/;
const DATE = /^[0-9]{4}-[0-9]{2}-[0-9]{2}$/;
const DATETIME =
  /^([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})(?:[Tt]|[ \t]+)([0-9]{1,2}):([0-9]{2}):([0-9]{2})(?:\.([0-9]*))?(?:[ \t]*(Z|([-+])([0-9]{1,2})(?::?([0-9]{2}))?))?$/;

/** Texts with a meaning of their own that no value has: merge key and `=`. */
type PlainKind = "null" | "bool" | "int" | "float" | "date" | "merge" | "default" | "text";

/** The type that an unquoted text has in YAML 1.2. */
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

/** The value of an unquoted text in YAML 1.2, or why it has none. */
export function resolvePlain(text: string): Reading<Scalar> {
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

export type Reading<T> = { readonly value: T } | { readonly problem: string };

export function readInt(text: string): Reading<bigint> {
  const digits = text.replaceAll("_", "");
  const magnitude = digits.replace(/^[-+]/, "");
  if (!/^(?:0b[01]+|0o[0-7]+|0x[0-9a-fA-F]+|[0-9]+)$/.test(magnitude)) {
    return { problem: `"${text}" is no number; quote it` };
  }
  return { value: digits.startsWith("-") ? -BigInt(magnitude) : BigInt(magnitude) };
}

export function readFloat(text: string): Reading<number> {
  const plain = text.replaceAll("_", "").toLowerCase();
  if (plain.endsWith(".inf")) return { value: plain.startsWith("-") ? -Infinity : Infinity };
  if (plain === ".nan") return { value: NaN };
  const value = Number(plain);
  return Number.isNaN(value) || !/[0-9]/.test(plain) ? { problem: `"${text}" is no number; quote it` } : { value };
}

export function readDate(text: string): Reading<PyDate> {
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

const NULL_11 = /^(?:~|null|Null|NULL|)$/;
const BOOL_11 = /^(?:yes|Yes|YES|no|No|NO|true|True|TRUE|false|False|FALSE|on|On|ON|off|Off|OFF)$/;
const INT_11 =
  /^(?:[-+]?0b[0-1_]+|[-+]?0[0-7_]+|[-+]?(?:0|[1-9][0-9_]*)|[-+]?0x[0-9a-fA-F_]+|[-+]?[1-9][0-9_]*(?::[0-5]?[0-9])+)$/;
/** PyYAML's own floats: the exponent needs a sign, and a point must be there. */
const FLOAT_11 =
  /^(?:[-+]?[0-9][0-9_]*\.[0-9_]*(?:[eE][-+][0-9]+)?|\.[0-9][0-9_]*(?:[eE][-+][0-9]+)?|[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+\.[0-9_]*|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/;
/** What OmegaConf's reader adds: `1e3`, `1.5e3`. */
const LOOSE_FLOAT_11 = /^[-+]?[0-9][0-9_]*(?:\.[0-9_]*)?(?:[eE][-+]?[0-9]+)$/;
const TIMESTAMP_11 =
  /^(?:[0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[Tt]|[ \t]+)[0-9]{1,2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]*)?(?:[ \t]*(?:Z|[-+][0-9]{1,2}(?::[0-9]{2})?))?)$/;
/** Most texts: a first letter with which no null, boolean, number or date begins. */
const WORD_11 = /^[a-eg-mp-su-xzA-EG-MP-SU-XZ_/]/;

/** The value that OmegaConf's reader gives an unquoted text; undefined for `=` and `<<`, which mean something else. */
export function resolvePlain11(text: string): null | boolean | bigint | number | string | undefined {
  if (WORD_11.test(text)) return text;
  if (NULL_11.test(text)) return null;
  if (BOOL_11.test(text)) return /^(?:yes|true|on)$/i.test(text);
  if (INT_11.test(text)) return readInt11(text.replaceAll("_", ""));
  if (FLOAT_11.test(text) || LOOSE_FLOAT_11.test(text)) return readFloat11(text.replaceAll("_", "").toLowerCase());
  return text === "=" || text === "<<" ? undefined : text;
}

/** Whether a PyYAML reader takes an unquoted text for text, so that it can be written without quotes. */
export function isPlainText11(text: string): boolean {
  if (WORD_11.test(text)) return true;
  return ![NULL_11, BOOL_11, INT_11, FLOAT_11, TIMESTAMP_11, /^(?:=|<<)$/].some((pattern) => pattern.test(text));
}

/** Octal as `017`, and `1:30:00` to the base of 60. */
function readInt11(text: string): bigint {
  const digits = text.replace(/^[-+]/, "");
  const value = digits.includes(":")
    ? digits.split(":").reduce((total, part) => total * 60n + BigInt(part), 0n)
    : BigInt(digits === "0b" || digits === "0x" ? "0" : digits.replace(/^0(?=[0-7])/, "0o"));
  return text.startsWith("-") ? -value : value;
}

function readFloat11(text: string): number {
  const digits = text.replace(/^[-+]/, "");
  const value = digits === ".inf"
    ? Infinity
    : digits === ".nan"
    ? NaN
    : digits.split(":").reduce((total, part) => total * 60 + Number(part), 0);
  return text.startsWith("-") ? -value : value;
}
