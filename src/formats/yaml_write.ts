/** Scalars to text: which style a string takes, and how long ones are folded (A6 of the format notes). */
import { plainKind } from "./yaml_resolve.ts";

/** Lines are folded at blanks around this column. */
const WIDTH = 80;

export type WrittenStyle = "plain" | "single" | "double";

const SPECIAL = /[^\x20-\x7e\n\x85\xa0-\ud7ff\ud800-\udfff\ue000-\ufefe\uff00-\ufffd]/;
const UNSAFE_START = /^(?:---|\.\.\.|[#,\[\]{}&*!|>'"%@`]|[-?:](?: |$)| )/;
const UNSAFE_INSIDE = /: | #|[: ]$|[\n\x85\u2028\u2029]/;
const BLANK_AT_BREAK = / [\n\x85\u2028\u2029]|[\n\x85\u2028\u2029] /;

/** The style in which DVC writes a string: the simplest that reads back as the same string. */
export function styleOf(text: string): WrittenStyle {
  if (text === "") return "single";
  if (SPECIAL.test(text)) return "double";
  if (!UNSAFE_START.test(text) && !UNSAFE_INSIDE.test(text) && plainKind(text) === "text") return "plain";
  return text.includes("'") || text.includes("\n") || BLANK_AT_BREAK.test(text) ? "double" : "single";
}

/** Whether a text holds a character that only double quotes can hold. */
export function hasSpecialCharacter(text: string): boolean {
  return SPECIAL.test(text);
}

/**
 * The indentation below a root in flow style: lines go on at column 0, and no long word gets a line of its own. It stays
 * the same when it is increased.
 */
export const NO_INDENT = Infinity;

/** Text that grows, and the column (in characters) at its end. */
export class YamlWriter {
  private readonly parts: string[] = [];
  column = 0;

  /** @param width the column around which lines are folded; Infinity for never */
  constructor(private readonly width: number = WIDTH) {}

  toString(): string {
    return this.parts.join("");
  }

  /** Text without line breaks. */
  write(text: string): void {
    this.parts.push(text);
    this.column += lengthOf(text);
  }

  /** Text that may hold line breaks. */
  writeLines(text: string): void {
    this.parts.push(text);
    const start = Math.max(text.lastIndexOf("\n"), text.lastIndexOf("\r")) + 1;
    this.column = start === 0 ? this.column + lengthOf(text) : lengthOf(text.slice(start));
  }

  breakLine(indent: number): void {
    this.parts.push("\n");
    this.startLine(indent);
  }

  private startLine(indent: number): void {
    this.column = indent === NO_INDENT ? 0 : indent;
    this.parts.push(" ".repeat(this.column));
  }

  /** A string in the style that it needs; continued lines start at column `indent`. */
  string(text: string, style: WrittenStyle, indent: number, folds: boolean): void {
    if (style === "plain") this.plain(text, indent, folds);
    else if (style === "single") this.single(text, indent, folds);
    else this.double(text, indent, folds);
  }

  plain(text: string, indent: number, folds: boolean): void {
    if (this.column + text.length <= this.width) return this.write(text);
    for (const [part] of text.matchAll(/ +|[^ ]+/g)) {
      if (part.charCodeAt(0) !== 32) {
        if (this.column + lengthOf(part) > this.width && this.column > indent) this.breakLine(indent);
        this.write(part);
      } else if (folds && part.length === 1 && this.column >= this.width) {
        this.breakLine(indent);
      } else {
        this.write(part);
      }
    }
  }

  private single(text: string, indent: number, folds: boolean): void {
    this.write("'");
    const parts = text.split(/( +|[\x85\u2028\u2029]+)/);
    parts.forEach((part, i) => {
      const isInside = i > 0 && i < parts.length - 1 && !(i === 1 && parts[0] === "") &&
        !(i === parts.length - 2 && parts[i + 1] === "");
      if (part === " " && folds && isInside && this.column > this.width) {
        this.breakLine(indent);
      } else if (/^[\x85\u2028\u2029]/.test(part)) {
        this.parts.push(part);
        this.startLine(indent);
      } else {
        this.write(part.replaceAll("'", "''"));
      }
    });
    this.write("'");
  }

  private double(text: string, indent: number, folds: boolean): void {
    this.write('"');
    const units = [...text];
    let from = 0;
    const flush = (to: number) => {
      if (from < to) this.write(units.slice(from, to).join(""));
      from = Math.max(from, to);
    };
    for (let i = 0; i < units.length; i++) {
      const unit = units[i]!;
      if (needsEscape(unit)) {
        flush(i);
        this.write(escapeOf(unit));
        from = i + 1;
      }
      const mayBreak = folds && i > 0 && i < units.length - 1 && (unit === " " || from >= i);
      if (!mayBreak || this.column + (i - from) <= this.width) continue;
      const soft = breaksSoftly(units, i, from);
      flush(i);
      if (!soft) this.write("\\");
      this.breakLine(indent);
      if (units[from] === " ") {
        if (soft) from++;
        else this.write("\\");
      }
    }
    flush(units.length);
    this.write('"');
  }
}

/** Whether a folded line can end at `i` without a backslash: see A6, which states the conditions. */
function breaksSoftly(units: readonly string[], i: number, from: number): boolean {
  if (from === i) return false;
  let k = units.indexOf(" ", i);
  if (k < 0) return false;
  const newline = units.indexOf("\n", i);
  if (newline >= 0 && newline < k) k = newline;
  const after = units[k + 1];
  if (units[k] === "\n" && after !== " ") return false;
  for (let j = i; j < k; j++) {
    if (units[j] === "'" || units[j] === '"') return false;
  }
  if (after === undefined || after === " " || after === "\n") return false;
  return !(units[i - 1] === " " && units[i] === " ");
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

function needsEscape(character: string): boolean {
  return Object.hasOwn(SHORT_ESCAPES, character) || SPECIAL.test(character) || /^[\ud800-\udfff]$/.test(character);
}

function escapeOf(character: string): string {
  const short = Object.hasOwn(SHORT_ESCAPES, character) ? SHORT_ESCAPES[character] : undefined;
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
