/**
 * Python source as tokens in logical lines, by CPython's lexical analysis. Own because the published parsers' grammars
 * reject valid files (`1.` before a bracket, a bare `yield`, `case A():`), and reading literals needs no grammar of all
 * Python. Held by `tests/python_test.ts` and `scripts/interop_apply.py`, which asks DVC's `parse_py`.
 */
import { DEEPEST_NESTING, TOO_DEEP } from "@exp/values";
import { brokenFile } from "./fault.ts";

export interface Token {
  readonly kind: "name" | "number" | "string" | "op";
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** One statement, or several with `;` between: what Python ends with a NEWLINE token. Never empty. */
export interface LogicalLine {
  /** Columns before the first token; a tab goes to the next multiple of 8. */
  readonly indent: number;
  readonly tokens: readonly Token[];
  /** Start of the text line with the first token. */
  readonly lineStart: number;
}

const TOKEN = new RegExp(
  [
    /(?<string>[rRbBuUfF]{0,2}(?:"""|'''|"|'))/u,
    /(?<number>0[xXoObB][0-9a-fA-F_]+|(?:[0-9][0-9_]*\.?[0-9_]*|\.[0-9][0-9_]*)(?:[eE][-+]?[0-9][0-9_]*)?[jJ]?)/u,
    /(?<name>[\p{L}\p{Nl}_][\p{L}\p{Nl}\p{Mn}\p{Mc}\p{Nd}\p{Pc}]*)/u,
    /(?<op>\.\.\.|\*\*=|\/\/=|<<=|>>=|->|:=|\*\*|\/\/|<<|>>|<=|>=|==|!=|[-+*/%@&|^]=|[-+*/%@&|^~<>=.,:;()[\]{}!])/u,
  ].map((part) => part.source).join("|"),
  "uy",
);
const CLOSING: Readonly<Record<string, string>> = { "(": ")", "[": "]", "{": "}" };

/** @throws {Fault} `invalid-file` for brackets or strings that do not end, and for characters Python has not */
export function logicalLines(text: string, file: string): LogicalLine[] {
  const lines: LogicalLine[] = [];
  const open: Token[] = [];
  let tokens: Token[] = [];
  let lineStart = text.startsWith("\ufeff") ? 1 : 0;
  let at = lineStart;
  const fail = (where: number, what: string) => brokenFile("Python", file, text, where, what);
  const endLine = () => {
    const first = tokens[0];
    if (first !== undefined) lines.push({ indent: columnOf(text, lineStart, first.start), tokens, lineStart });
    tokens = [];
  };
  while (at < text.length) {
    const c = text[at] as string;
    if (c === "\n" || c === "\r") {
      at += c === "\r" && text[at + 1] === "\n" ? 2 : 1;
      if (open.length > 0) continue;
      endLine();
      lineStart = at;
    } else if (c === " " || c === "\t" || c === "\f") at++;
    else if (c === "#") at = endOfText(text, at);
    else if (c === "\\" && /[\n\r]/.test(text[at + 1] ?? "")) at += text.startsWith("\r\n", at + 1) ? 3 : 2;
    else {
      const token = nextToken(text, at, fail);
      if (token.kind === "op") noteBracket(token, open, fail);
      tokens.push(token);
      at = token.end;
    }
  }
  const left = open.at(-1);
  if (left !== undefined) throw fail(left.start, `'${left.text}' is never closed`);
  endLine();
  return lines;
}

function noteBracket(token: Token, open: Token[], fail: (where: number, what: string) => Error): void {
  if (token.text in CLOSING) {
    if (open.push(token) > DEEPEST_NESTING) throw fail(token.start, TOO_DEEP);
  } else if (/^[)\]}]$/.test(token.text)) {
    const closed = open.pop();
    if (closed === undefined || CLOSING[closed.text] !== token.text) {
      throw fail(token.start, `unmatched '${token.text}'`);
    }
  }
}

function nextToken(text: string, at: number, fail: (where: number, what: string) => Error): Token {
  TOKEN.lastIndex = at;
  const groups = TOKEN.exec(text)?.groups;
  if (groups === undefined) throw fail(at, "an invalid character");
  let end = TOKEN.lastIndex;
  if (groups.string !== undefined) {
    const quote = groups.string.replace(/^[a-zA-Z]*/, "");
    end = endOfString(text, end, quote);
    if (end < 0) throw fail(at, "this string never ends");
    return { kind: "string", start: at, end, text: text.slice(at, end) };
  }
  const kind = groups.number !== undefined ? "number" : groups.name !== undefined ? "name" : "op";
  const word = text.slice(at, end);
  if (kind === "number" && /^0[0-9_]*[1-9][0-9_]*$/.test(word)) throw fail(at, "a number with a leading zero");
  return { kind, start: at, end, text: word };
}

function endOfString(text: string, from: number, quote: string): number {
  for (let at = from; at < text.length; at++) {
    if (text.startsWith(quote, at)) return at + quote.length;
    if (text[at] === "\\") at += text.startsWith("\r\n", at + 1) ? 2 : 1;
    else if (quote.length === 1 && (text[at] === "\n" || text[at] === "\r")) return -1;
  }
  return -1;
}

function endOfText(text: string, from: number): number {
  const match = /[\n\r]/g;
  match.lastIndex = from;
  return match.exec(text)?.index ?? text.length;
}

function columnOf(text: string, lineStart: number, at: number): number {
  let column = 0;
  for (const c of text.slice(lineStart, at)) {
    column = c === "\t" ? (Math.floor(column / 8) + 1) * 8 : c === "\f" ? 0 : column + 1;
  }
  return column;
}

const INFIX = new Set(
  "= == != <= >= < > / // % & | ^ << >> + - . := += -= *= /= //= %= &= |= ^= <<= >>= **= @=".split(" "),
);
const NO_START = new Set([...INFIX, ",", ")", "]", "}", ":", ";"].filter((op) => op !== "+" && op !== "-"));
const KEYWORDS = new Set(
  ("and as assert async await break class continue def del elif else except finally for from global if import in is " +
    "lambda nonlocal not or pass raise return try while with yield").split(" "),
);
const NEVER_LAST = new Set("and as assert class def del for from global if import in is not or while with".split(" "));
const SOFT_KEYWORDS = new Set(["match", "case", "type"]);

/**
 * Finds the common slips in a line: two values or two operators side by side, an operator at the end.
 *
 * @returns where it is wrong, or undefined
 */
export function slipIn(tokens: readonly Token[]): number | undefined {
  if (tokens[0]?.text === "from") return undefined; // `from .. import x` has rules of its own
  for (const [i, token] of tokens.entries()) {
    const previous = tokens[i - 1];
    const before = tokens[i - 2];
    const isFirst = previous === undefined || (previous.kind === "op" && /^[;]$/.test(previous.text));
    if (isFirst) {
      if (token.kind === "op" && NO_START.has(token.text) && token.text !== ";") return token.start;
      continue;
    }
    const slash = previous.text === "/" && (before?.text === "," || before?.text === "("); // `def f(a, /, b)`
    const isOpenOrComma = previous.kind === "op" && /^[([{,]$/.test(previous.text);
    if (token.kind === "op") {
      if (slash) continue;
      if (previous.kind === "op" && INFIX.has(previous.text) && NO_START.has(token.text)) return token.start;
      // `x, = y` is fine
      if (isOpenOrComma && INFIX.has(token.text) && !/^[-+/=]$/.test(token.text)) return token.start;
      if (isOpenOrComma && token.text === ",") return token.start;
      if (token.text === "=" && previous.text === "(") return token.start;
      if (previous.text === ":" && /^[=})]$/.test(token.text)) return token.start;
      const isPattern = previous.text === "case" || previous.text === "match";
      if (token.text === "{" && isOperand(previous, before) && !isPattern) return token.start;
    } else if (isOperand(token, previous) && isOperand(previous, before)) {
      if (token.kind === "string" && previous.kind === "string") continue;
      const startsStatement = before === undefined || before.text === ";" || before.text === ":";
      if (!(SOFT_KEYWORDS.has(previous.text) && startsStatement)) return token.start;
    }
  }
  const last = tokens.at(-1);
  const wantsMore = last?.kind === "op" ? INFIX : NEVER_LAST;
  return last !== undefined && wantsMore.has(last.text) ? last.start : undefined;
}

function isOperand(token: Token, previous: Token | undefined): boolean {
  if (token.kind === "op") return /^[)\]}]$|^\.\.\.$/.test(token.text);
  return token.kind !== "name" || !KEYWORDS.has(token.text) || previous?.text === ".";
}
