/** How a scalar is spelled: which quotes a text needs, how other scalars look, what can be a key before its colon. */
import { type Key, PyDate, type Scalar } from "@exp/values";
import type { Dialect } from "./yaml_dialect.ts";

export type WrittenStyle = "plain" | "single" | "double";

/** Most texts. */
const WORDLIKE = /^[A-Za-z0-9_/][\w/.-]*$/;
/** What has a meaning of its own where a plain text starts, goes on or ends. */
const UNSAFE = /^(?:---|\.\.\.|[#,\[\]{}&*!|>'"%@`]|[-?:](?: |$)| )|: | #|[: ]$|[\n\x85\u2028\u2029]/;
const BLANK_AT_BREAK = / [\n\x85\u2028\u2029]|[\n\x85\u2028\u2029] /;
/** A key of this length is written as `? key`; 128 characters with its tag `!!str` counted. */
const LONGEST_KEY = 123;

/** The simplest style that reads back as the same text. */
export function styleOf(text: string, dialect: Dialect): WrittenStyle {
  if (WORDLIKE.test(text) && dialect.isText(text)) return "plain";
  if (text === "") return "single";
  if (dialect.special.test(text)) return "double";
  if (!UNSAFE.test(text) && dialect.isText(text)) return "plain";
  return dialect.prefersDouble.test(text) || BLANK_AT_BREAK.test(text) ? "double" : "single";
}

/** A scalar that is no text; null as a key or a document of its own. */
export function plainText(value: Exclude<Scalar, string>, dialect: Dialect): string {
  if (typeof value !== "number") return value instanceof PyDate ? value.source : String(value);
  if (Number.isNaN(value)) return ".nan";
  return Number.isFinite(value) ? dialect.float(value) : value > 0 ? ".inf" : "-.inf";
}

/** Whether a key can be written before its colon; otherwise it takes the form `? key`. */
export function isSimpleKey(key: Key, dialect: Dialect): boolean {
  if (typeof key !== "string") return true;
  if (key === "") return dialect.emptyKeyIsSimple;
  return lengthOf(key) < LONGEST_KEY && !/[\n\x85\u2028\u2029]/.test(key);
}

const SHORT_ESCAPES: Readonly<Record<string, string>> = {
  "\0": "\\0",
  "\x07": "\\a",
  "\b": "\\b",
  "\t": "\\t",
  "\n": "\\n",
  "\v": "\\v",
  "\f": "\\f",
  "\r": "\\r",
  "\x1b": "\\e",
  '"': '\\"',
  "\\": "\\\\",
  "\x85": "\\N",
  "\u2028": "\\L",
  "\u2029": "\\P",
};

/** The escape of a character between double quotes; undefined where it needs none. */
export function escapeOf(character: string, dialect: Dialect): string | undefined {
  if (dialect.bare.test(character)) return undefined;
  const short = SHORT_ESCAPES[character];
  if (short !== undefined) return short;
  const code = character.codePointAt(0)!;
  const hex = code.toString(16).toUpperCase();
  if (code <= 0xff) return "\\x" + hex.padStart(2, "0");
  return code <= 0xffff ? "\\u" + hex.padStart(4, "0") : "\\U" + hex.padStart(8, "0");
}

/** Length in characters. */
export function lengthOf(text: string): number {
  let length = text.length;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit >= 0xd800 && unit <= 0xdbff && i + 1 < text.length) length--;
  }
  return length;
}
