/** Which literals a Python file assigns, and where: by the rules DVC has for parameter files. */
import { DEEPEST_NESTING, type Key, TOO_DEEP, type Value } from "@exp/values";
import { brokenFile } from "./fault.ts";
import { type FlowNode, flowValue } from "./flow.ts";
import { readLiteral } from "./python_literal.ts";
import { type LogicalLine, logicalLines, slipIn, type Token } from "./python_tokens.ts";

/** Names that one module or class body gives values to, in order; the last one of a name counts. */
export interface PyScope {
  readonly entries: PyEntry[];
  /** Where a first statement could stand in an empty class: never used for modules. */
  readonly bodyStart: number;
}

export type PyEntry =
  | {
    readonly kind: "value";
    readonly name: string;
    readonly target: string;
    readonly node: FlowNode;
    readonly place: Place;
  }
  | { readonly kind: "class"; readonly name: string; readonly scope: PyScope; readonly place: Place };

/** A statement's place. */
export interface Place {
  readonly start: number;
  readonly end: number;
  /** Start of the text line where it begins, and of the one after it. */
  readonly lineStart: number;
  readonly lineEnd: number;
  /** It shares its line with `;` or a `class A:` before it. */
  readonly sharesLine: boolean;
}

export function scanPython(text: string, file: string): PyScope {
  const lines = logicalLines(text, file);
  for (const line of lines) {
    const slip = slipIn(line.tokens);
    if (slip !== undefined) throw brokenFile("Python", file, text, slip, "invalid syntax");
  }
  const reader = new BlockReader(text, file, lines);
  const scope: PyScope = { entries: [], bodyStart: 0 };
  reader.block(scope, false, 0);
  return scope;
}

/** The scope as data; a class that comes after a value of the same name replaces it, and the reverse. */
export function scopeValue(scope: PyScope): Map<Key, Value> {
  const map = new Map<Key, Value>();
  for (const entry of scope.entries) {
    map.set(entry.name, entry.kind === "value" ? flowValue(entry.node) : scopeValue(entry.scope));
  }
  return map;
}

class BlockReader {
  private index = 0;
  /** Of the blocks we are in. */
  private readonly indents: number[] = [0];

  constructor(private readonly text: string, private readonly file: string, private readonly lines: LogicalLine[]) {}

  /** Reads all lines of one block into `scope`. */
  block(scope: PyScope, onlySelf: boolean, indent: number): void {
    for (
      let line = this.lines[this.index];
      line !== undefined && line.indent >= indent;
      line = this.lines[this.index]
    ) {
      if (line.indent > indent) this.fail(line, "unexpected indent");
      this.index++;
      this.statements(scope, onlySelf, line);
      const after = this.lines[this.index];
      if (after !== undefined && after.indent < indent && !this.indents.includes(after.indent)) {
        this.fail(after, "this indent matches no line above");
      }
    }
  }

  private statements(scope: PyScope, onlySelf: boolean, line: LogicalLine): void {
    const first = line.tokens[0] as Token;
    const colon = headerColon(line.tokens);
    if (colon === undefined) {
      return this.simple(scope, onlySelf, line, line.tokens, false);
    }
    const inner = this.innerScope(scope, line, first, colon);
    const rest = line.tokens.slice(colon + 1);
    if (rest.length > 0) {
      if (inner !== undefined) this.simple(inner.scope, inner.onlySelf, line, rest, true);
    } else this.bodyBlock(line, inner?.scope, inner?.onlySelf ?? false);
    if (inner?.name !== undefined) {
      const end = (this.lines[this.index - 1] as LogicalLine).tokens.at(-1)?.end ?? first.end;
      scope.entries.push({
        kind: "class",
        name: inner.name,
        scope: inner.scope,
        place: this.place(line, first.start, end, true),
      });
    }
  }

  /** The scope that a compound statement's body belongs to: a class's own, this one for `__init__`, else none. */
  private innerScope(
    scope: PyScope,
    line: LogicalLine,
    first: Token,
    colon: number,
  ): { scope: PyScope; onlySelf: boolean; name?: string } | undefined {
    const name = line.tokens[1]?.text ?? "";
    const bodyStart = (line.tokens[colon] as Token).end;
    if (first.text === "class") return { scope: { entries: [], bodyStart }, onlySelf: false, name };
    if (first.text === "def" && name === "__init__") return { scope, onlySelf: true };
    return undefined;
  }

  /** Reads the indented lines below a header into `scope`; without one, past them. */
  private bodyBlock(header: LogicalLine, scope: PyScope | undefined, onlySelf: boolean): void {
    const next = this.lines[this.index];
    if (next === undefined || next.indent <= header.indent) this.fail(header, "an indented block is missing below");
    if (this.indents.push(next.indent) > DEEPEST_NESTING) this.fail(next, TOO_DEEP);
    this.block(scope ?? { entries: [], bodyStart: 0 }, onlySelf, next.indent);
    this.indents.pop();
  }

  private simple(
    scope: PyScope,
    onlySelf: boolean,
    line: LogicalLine,
    tokens: readonly Token[],
    oneLiner: boolean,
  ): void {
    const parts = splitStatements(tokens);
    for (const part of parts) {
      const found = assignment(part);
      if (found === "invalid") this.fail(line, "cannot assign to a literal");
      if (found === undefined || (onlySelf && !found.target.startsWith("self."))) continue;
      const start = (part[0] as Token).start;
      const end = (part.at(-1) as Token).end;
      const place = this.place(line, start, end, parts.length === 1 && !oneLiner);
      scope.entries.push({
        kind: "value",
        name: found.target.replace(/^self\./, ""),
        target: found.target,
        node: found.node,
        place,
      });
    }
  }

  private place(line: LogicalLine, start: number, end: number, alone: boolean): Place {
    const next = this.text.indexOf("\n", end);
    return {
      start,
      end,
      lineStart: line.lineStart,
      lineEnd: next < 0 ? this.text.length : next + 1,
      sharesLine: !alone,
    };
  }

  private fail(line: LogicalLine, what: string): never {
    throw brokenFile("Python", this.file, this.text, (line.tokens[0] as Token).start, what);
  }
}

const COMPOUND = new Set([
  "class",
  "def",
  "if",
  "for",
  "while",
  "with",
  "try",
  "else",
  "elif",
  "except",
  "finally",
  "async",
]);

/** The colon that ends a compound statement's header; undefined for simple statements. */
function headerColon(tokens: readonly Token[]): number | undefined {
  const first = tokens[0]?.text ?? "";
  const soft = (first === "match" || first === "case") && tokens.at(-1)?.text === ":" && tokens[1]?.text !== "=";
  if (!COMPOUND.has(first) && !soft) return undefined;
  let depth = 0;
  let lambdas = 0;
  for (const [i, token] of tokens.entries()) {
    if (token.kind === "name" && token.text === "lambda" && depth === 0) lambdas++;
    if (token.kind !== "op") continue;
    if (/^[([{]$/.test(token.text)) depth++;
    else if (/^[)\]}]$/.test(token.text)) depth--;
    else if (token.text === ":" && depth === 0 && lambdas-- <= 0) return i;
  }
  return undefined;
}

function splitStatements(tokens: readonly Token[]): Token[][] {
  const parts: Token[][] = [[]];
  let depth = 0;
  for (const token of tokens) {
    if (token.kind === "op" && /^[([{]$/.test(token.text)) depth++;
    if (token.kind === "op" && /^[)\]}]$/.test(token.text)) depth--;
    if (token.kind === "op" && token.text === ";" && depth === 0) parts.push([]);
    else parts.at(-1)?.push(token);
  }
  return parts.filter((part) => part.length > 0);
}

/** `NAME = literal`, `NAME: type = literal`, the same with `self.NAME`; undefined for everything else. */
function assignment(
  tokens: readonly Token[],
): { target: string; node: FlowNode } | "invalid" | undefined {
  let depth = 0;
  const equals: number[] = [];
  let colon: number | undefined;
  for (const [i, token] of tokens.entries()) {
    if (token.kind !== "op") continue;
    if (/^[([{]$/.test(token.text)) depth++;
    else if (/^[)\]}]$/.test(token.text)) depth--;
    else if (depth === 0 && token.text === "=") equals.push(i);
    else if (depth === 0 && token.text === ":" && equals.length === 0) colon ??= i;
  }
  const at = equals[0];
  if (at === undefined) return undefined;
  const target = tokens.slice(0, colon ?? at);
  const isLiteral = target.length === 1 && (target[0]?.kind !== "name" || /^(None|True|False)$/.test(target[0].text));
  if (isLiteral) return "invalid";
  if (equals.length > 1) return undefined;
  const isName = target.length === 1;
  const isSelf = target.length === 3 && target[0]?.text === "self" && target[1]?.text === ".";
  if (!isName && !isSelf) return undefined;
  const node = readLiteral(tokens, at + 1);
  return node && { target: target.map((token) => token.text).join(""), node };
}
