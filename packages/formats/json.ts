/**
 * JSON with places, by Python's `json/decoder.py`. Own, since no package keeps integers apart from floats, reads NaN, and
 * says where each value stands. Held by `tests/json_test.ts` and `scripts/interop_apply.py`.
 */
import { DEEPEST_NESTING, dumpPyJson, quotePyJson, TOO_DEEP, type Value } from "@exp/values";
import type { Edit } from "./edit.ts";
import { brokenFile } from "./fault.ts";
import { type FlowItem, type FlowNode, type FlowSyntax, flowValue, stepInFlow } from "./flow.ts";
import { editText } from "./value_edit.ts";

/**
 * Reads JSON as Python's `json` does: NaN and Infinity count, a repeated key keeps its last value, `1` is an integer
 * and `1.0` a float, control characters inside strings are refused.
 *
 * @throws {Fault} `invalid-file`
 */
export function parseJson(text: string, options: { file: string }): Value {
  return flowValue(new JsonScanner(text, options.file).document());
}

/** Applies `edits` in order; every other byte stays. @throws {Fault} `invalid-file`, `invalid-override` */
export function setJsonValues(text: string, edits: readonly Edit[]): string {
  const scan = (source: string) => new JsonScanner(source, "JSON").document();
  const indented = (source: string) => /[{[,]\s*\n/.test(source);
  return editText(text, edits, {
    name: "JSON",
    read: (source) => flowValue(scan(source)),
    step: (source, step) =>
      stepInFlow(source, scan(source), step, indented(source) || source.length < 4 ? LOOSE : styleOf(source)),
  });
}

const LOOSE: FlowSyntax = {
  write: (value) => dumpPyJson(value),
  writeKey: (key) => quotePyJson(String(key)),
  keyGap: ": ",
  trailingComma: false,
  hashComments: false,
};

/** A file without a blank behind any colon and comma is written on in the same way. */
function styleOf(source: string): FlowSyntax {
  if (!/"\s*:\S/.test(source) || /"\s*:\s/.test(source)) return LOOSE;
  return { ...LOOSE, keyGap: ":", write: (value) => dumpPyJson(value, { itemSeparator: ",", keySeparator: ":" }) };
}

const NUMBER = /-?(?:0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?/y;
const BLANKS = /[ \t\n\r]*/y;
// deno-lint-ignore no-control-regex
const PLAIN_TEXT = /[^"\\\u0000-\u001f]*/y;
const WORDS: readonly (readonly [string, Value])[] = [
  ["null", null],
  ["true", true],
  ["false", false],
  ["NaN", NaN],
  ["Infinity", Infinity],
  ["-Infinity", -Infinity],
];
const ESCAPES: Readonly<Record<string, string>> = {
  '"': '"',
  "\\": "\\",
  "/": "/",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
};

class JsonScanner {
  private at = 0;

  constructor(private readonly text: string, private readonly file: string) {
    if (text.startsWith("\ufeff")) this.at = 1;
  }

  document(): FlowNode {
    this.skip();
    const node = this.value();
    this.skip();
    if (this.at < this.text.length) this.fail("more text after the value");
    return node;
  }

  private value(): FlowNode {
    const start = this.at;
    const c = this.text[start] ?? "";
    if (c === '"') return { kind: "scalar", start, value: this.quoted(), end: this.at };
    if (c === "{") return this.container("map", "}");
    if (c === "[") return this.container("list", "]");
    NUMBER.lastIndex = start;
    const match = NUMBER.exec(this.text);
    if (match === null) return this.word(start);
    this.at = NUMBER.lastIndex;
    const isFloat = match[1] !== undefined || match[2] !== undefined;
    return { kind: "scalar", start, end: this.at, value: isFloat ? Number(match[0]) : BigInt(match[0]) };
  }

  private word(start: number): FlowNode {
    for (const [word, value] of WORDS) {
      if (!this.text.startsWith(word, start)) continue;
      this.at += word.length;
      return { kind: "scalar", start, end: this.at, value };
    }
    this.fail("a value is missing");
  }

  private depth = 0;

  private container(kind: "map" | "list", close: string): FlowNode {
    if (++this.depth > DEEPEST_NESTING) this.fail(TOO_DEEP);
    const start = this.at++;
    const items: FlowItem[] = [];
    this.skip();
    while (this.text[this.at] !== close || items.length > 0) {
      const itemStart = this.at;
      const key = kind === "map" ? this.key() : undefined;
      const keyEnd = this.keyEnd;
      const node = this.value();
      this.skip();
      const hasComma = this.text[this.at] === ",";
      if (hasComma) this.at++;
      const place = { start: itemStart, node, end: node.end, commaEnd: hasComma ? this.at : undefined };
      items.push(key === undefined ? { ...place, keyEnd: itemStart } : { ...place, key, keyEnd });
      if (hasComma) this.skip();
      else if (this.text[this.at] === close) break;
      else this.fail("a comma is missing");
    }
    this.at++;
    this.depth--;
    return { kind, start, end: this.at, items };
  }

  /** Where the last key ended. */
  private keyEnd = 0;

  private key(): string {
    if (this.text[this.at] !== '"') this.fail("a key in double quotes is missing");
    const key = this.quoted();
    this.keyEnd = this.at;
    this.skip();
    if (this.text[this.at] !== ":") this.fail("a colon is missing");
    this.at++;
    this.skip();
    return key;
  }

  private quoted(): string {
    const start = this.at++;
    let result = "";
    for (;;) {
      PLAIN_TEXT.lastIndex = this.at;
      PLAIN_TEXT.test(this.text);
      const part = this.text.slice(this.at, PLAIN_TEXT.lastIndex);
      this.at = PLAIN_TEXT.lastIndex;
      const c = this.text[this.at];
      if (c === '"') {
        this.at++;
        return result === "" ? part : result + part;
      }
      if (c !== "\\") {
        if (c === undefined) this.at = start;
        this.fail(c === undefined ? "this text never ends" : "a control character inside a text");
      }
      result += part + this.escape();
    }
  }

  private escape(): string {
    const c = this.text[this.at + 1] ?? "";
    const hex = c === "u" ? /^[0-9a-fA-F]{4}/.exec(this.text.slice(this.at + 2, this.at + 6))?.[0] : undefined;
    const plain = hex === undefined ? ESCAPES[c] : String.fromCharCode(parseInt(hex, 16));
    if (plain === undefined) this.fail("an unknown escape");
    this.at += hex === undefined ? 2 : 6;
    return plain;
  }

  private skip(): void {
    if (this.text.charCodeAt(this.at) > 32) return;
    BLANKS.lastIndex = this.at;
    BLANKS.exec(this.text);
    this.at = BLANKS.lastIndex;
  }

  private fail(what: string): never {
    throw brokenFile("JSON", this.file, this.text, this.at, what);
  }
}
