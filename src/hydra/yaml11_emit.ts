/**
 * YAML in PyYAML's block style: 2 columns a level, lists at their key's column, lines folded at blanks beyond column
 * 80, keys in order, any script as it is.
 */
import { binaryText } from "../common/binary_text.ts";
import { floatRepr, type Key } from "../common/value.ts";
import { isNodeMap, type Node, type NodeMap, PyBytes } from "./config_tree.ts";
import { readPythonFloat, readPythonInt } from "./python_text.ts";
import { isPlainText11 } from "../formats/yaml11_scalar.ts";

const FOLD_COLUMN = 80;
/** Longest text key, in characters, that is written as `key:`; PyYAML counts its tag `!!str` and allows 127. */
const LONGEST_SIMPLE_KEY = 122;

export function emitYaml(root: Node): string {
  const emitter = new Emitter();
  emitter.node(root, undefined, false);
  return emitter.finish();
}

class Emitter {
  private out = "";
  private column = 0;
  /** Whether the last thing written was white space, and whether the line holds indentation and indicators only. */
  private whitespace = true;
  private indention = true;

  finish(): string {
    return this.column > 0 ? this.out + "\n" : this.out;
  }

  /** @param indent column of the collection around the node; undefined for the root */
  node(node: Node, indent: number | undefined, inMap: boolean): void {
    if (Array.isArray(node)) {
      if (node.length === 0) this.indicator("[]", true);
      else this.list(node, indent, inMap && !this.indention);
    } else if (isNodeMap(node)) {
      if (node.size === 0) this.indicator("{}", true);
      else this.map(node, indent);
    } else if (node instanceof PyBytes) {
      this.binary(node, indent);
    } else {
      this.scalar(node as Key, indent === undefined ? 0 : indent + 2, true);
    }
  }

  private list(items: readonly Node[], indent: number | undefined, atParent: boolean): void {
    const own = indent === undefined ? 0 : atParent ? indent : indent + 2;
    for (const item of items) {
      this.indentTo(own);
      this.indicator("-", true, true);
      this.node(item, own, false);
    }
  }

  private map(map: NodeMap, indent: number | undefined): void {
    const own = indent === undefined ? 0 : indent + 2;
    for (const [key, item] of map) {
      this.indentTo(own);
      if (isSimpleKey(key)) {
        this.scalar(key, own + 2, false);
        this.indicator(":", false);
      } else {
        this.indicator("?", true, true);
        this.scalar(key, own + 2, true);
        this.indentTo(own);
        this.indicator(":", true, true);
      }
      this.node(item, own, true);
    }
  }

  private scalar(value: Key, indent: number, canFold: boolean): void {
    if (typeof value !== "string") {
      this.plain(scalarText(value), indent, canFold);
      return;
    }
    const shape = analyse(value);
    const mustQuote = looksTyped(value);
    if (!mustQuote && shape.plain && isPlainText11(value) && (canFold || !shape.multiline)) {
      this.plain(value, indent, canFold);
    } else if (shape.singleQuoted && (canFold || !shape.multiline)) {
      this.singleQuoted(value, indent, canFold);
    } else {
      this.doubleQuoted(value, indent, canFold);
    }
  }

  private plain(text: string, indent: number, canFold: boolean): void {
    if (text === "") return;
    if (!this.whitespace) this.write(" ");
    this.whitespace = false;
    this.indention = false;
    if (!text.includes(" ")) return this.write(text);
    for (const piece of text.match(/ +|[^ ]+/g) ?? []) {
      if (piece === " " && this.column > FOLD_COLUMN && canFold) {
        this.indentTo(indent);
        this.whitespace = false;
        this.indention = false;
      } else {
        this.write(piece);
      }
    }
  }

  private singleQuoted(text: string, indent: number, canFold: boolean): void {
    this.indicator("'", true);
    let at = 0;
    for (const piece of text.match(/ +|[\n\x85\u2028\u2029]+|[^ \n\x85\u2028\u2029]+/g) ?? []) {
      const inside = at > 0 && at + piece.length < text.length;
      at += piece.length;
      if (piece === " " && this.column > FOLD_COLUMN && canFold && inside) {
        this.indentTo(indent);
      } else if (/^[\n\x85\u2028\u2029]/.test(piece)) {
        if (piece.startsWith("\n")) this.lineBreak("\n");
        for (const lineBreak of piece) this.lineBreak(lineBreak);
        this.indentTo(indent);
      } else {
        this.indention = false;
        this.write(piece.replaceAll("'", "''"));
      }
    }
    this.indicator("'", false);
  }

  private doubleQuoted(text: string, indent: number, canFold: boolean): void {
    this.indicator('"', true);
    const characters = [...text];
    let pending = "";
    for (const [index, character] of characters.entries()) {
      const escaped = escapeCharacter(character);
      if (escaped !== undefined) {
        this.write(pending + escaped);
        pending = "";
      }
      const pendingLength = [...pending].length;
      const canBreak = index > 0 && index < characters.length - 1 && (character === " " || pendingLength === 0);
      // An escape that was just written counts one column less, as PyYAML counts.
      const reached = this.column + (escaped === undefined ? pendingLength : -1);
      if (canBreak && reached > FOLD_COLUMN && canFold) {
        this.write(pending + "\\");
        pending = "";
        this.indentTo(indent);
        this.whitespace = false;
        this.indention = false;
        const next = escaped === undefined ? character : characters[index + 1];
        if (next === " ") this.write("\\");
      }
      if (escaped === undefined) pending += character;
    }
    this.write(pending);
    this.indicator('"', false);
  }

  private binary(value: PyBytes, indent: number | undefined): void {
    const own = indent === undefined ? 0 : indent + 2;
    this.indicator("!!binary", true);
    this.indicator("|", true);
    for (const line of btoa(binaryText(value.bytes)).match(/.{1,76}/g) ?? []) {
      this.lineBreak("\n");
      this.indentTo(own);
      this.write(line);
    }
    this.lineBreak("\n");
  }

  private indicator(text: string, needsBlank: boolean, keepsIndention = false): void {
    if (needsBlank && !this.whitespace) this.write(" ");
    this.write(text);
    this.whitespace = false;
    this.indention = this.indention && keepsIndention;
  }

  /** A new line at column `indent`, unless nothing but indentation and indicators stands before that column. */
  private indentTo(indent: number): void {
    if (!this.indention || this.column > indent || (this.column === indent && !this.whitespace)) this.lineBreak("\n");
    if (this.column < indent) {
      this.whitespace = true;
      this.write(" ".repeat(indent - this.column));
    }
  }

  private lineBreak(text: string): void {
    this.out += text;
    this.column = 0;
    this.whitespace = true;
    this.indention = true;
  }

  private write(text: string): void {
    this.out += text;
    this.column += isAscii(text) ? text.length : [...text].length;
  }
}

function isAscii(text: string): boolean {
  // deno-lint-ignore no-control-regex
  return /^[\x00-\x7f]*$/.test(text);
}

function scalarText(value: Exclude<Key, string>): string {
  if (value === null) return "null";
  if (typeof value !== "number") return String(value);
  if (Number.isNaN(value)) return ".nan";
  if (!Number.isFinite(value)) return value > 0 ? ".inf" : "-.inf";
  const text = floatRepr(value);
  return text.includes(".") ? text : text.replace("e", ".0e");
}

interface Shape {
  readonly multiline: boolean;
  /** Whether the text can stand without quotes as far as its characters go. */
  readonly plain: boolean;
  readonly singleQuoted: boolean;
}

const BREAK = /[\n\x85\u2028\u2029]/;
/** Characters that only double quotes can hold. */
const SPECIAL =
  /[^\n\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\u{10000}-\u{10fffe}]|\ufeff|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/u;
const BLOCK_INDICATORS =
  /^(?:---|\.\.\.|[#,[\]{}&*!|>'"%@`]|[?:-](?:[\0 \t\r\n\x85\u2028\u2029]|$))|:(?:[\0 \t\r\n\x85\u2028\u2029]|$)|[\0 \t\r\n\x85\u2028\u2029]#/;

const ANY_STYLE: Shape = { multiline: false, plain: true, singleQuoted: true };

function analyse(text: string): Shape {
  if (text === "" || /^[A-Za-z0-9_/.][\w/.-]*$/.test(text) && !text.startsWith("...")) return ANY_STYLE;
  const multiline = BREAK.test(text);
  const hasSpecial = SPECIAL.test(text);
  const blankAtBreak = multiline && /[\n\x85\u2028\u2029] | [\n\x85\u2028\u2029]/.test(text);
  const singleQuoted = !hasSpecial && !blankAtBreak;
  const blankAtEnd = text.startsWith(" ") || text.endsWith(" ");
  return {
    multiline,
    plain: singleQuoted && !multiline && !blankAtEnd && !BLOCK_INDICATORS.test(text),
    singleQuoted,
  };
}

/** OmegaConf quotes text that a reader of YAML 1.1 or Python would take for a boolean or a number. */
function looksTyped(text: string): boolean {
  if (/^[a-eg-hj-mp-su-xzA-EG-HJ-MP-SU-XZ_/]/.test(text)) return false; // as most texts do
  return /^(?:y|n|yes|no|true|false|on|off)$/i.test(text) && isUniformCase(text) ||
    readPythonInt(text) !== undefined || readPythonFloat(text) !== undefined;
}

/** `yes`, `Yes`, `YES`, but not `yEs`. */
function isUniformCase(text: string): boolean {
  return /^(?:[a-z]+|[A-Z][a-z]*|[A-Z]+)$/.test(text);
}

function isSimpleKey(key: Key): boolean {
  if (typeof key !== "string") return true;
  return key !== "" && !BREAK.test(key) && [...key].length <= LONGEST_SIMPLE_KEY;
}

const ESCAPES: Readonly<Record<string, string>> = {
  "\0": "0",
  "\x07": "a",
  "\x08": "b",
  "\t": "t",
  "\n": "n",
  "\x0b": "v",
  "\x0c": "f",
  "\r": "r",
  "\x1b": "e",
  '"': '"',
  "\\": "\\",
  "\x85": "N",
  "\u2028": "L",
  "\u2029": "P",
};

function escapeCharacter(character: string): string | undefined {
  const short = ESCAPES[character];
  if (short !== undefined) return "\\" + short;
  if (/^[\x20-\x7e\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd]$/.test(character)) return undefined;
  const code = character.codePointAt(0) as number;
  const hex = code.toString(16).toUpperCase();
  if (code <= 0xff) return "\\x" + hex.padStart(2, "0");
  return code <= 0xffff ? "\\u" + hex.padStart(4, "0") : "\\U" + hex.padStart(8, "0");
}
