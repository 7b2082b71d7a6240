/** Literals in Python source: their values, and where each part stands. */
import { isMap, type Key, type Value } from "@exp/values";
import type { FlowItem, FlowNode } from "./flow.ts";
import type { Token } from "./python_tokens.ts";

/** The literal that all tokens from `at` on make up; undefined if they make none. */
export function readLiteral(tokens: readonly Token[], at: number): FlowNode | undefined {
  return new LiteralReader(tokens, at).whole();
}

/** Reads what `ast.literal_eval` takes, but for bytes, complex numbers and `...`, which no parameter can be. */
class LiteralReader {
  constructor(private readonly tokens: readonly Token[], private at: number) {}

  whole(): FlowNode | undefined {
    const first = this.tokens[this.at];
    const item = this.element();
    if (item === undefined || first === undefined) return undefined;
    if (this.at === this.tokens.length && item.commaEnd === undefined) return item.node;
    const items: FlowItem[] = [item];
    while (this.at < this.tokens.length && items.at(-1)?.commaEnd !== undefined) {
      const next = this.element();
      if (next === undefined) return undefined;
      items.push(next);
    }
    if (this.at < this.tokens.length || (items.length === 1 && items[0]?.commaEnd === undefined)) return undefined;
    return { kind: "tuple", start: first.start, end: (this.tokens.at(-1) as Token).end, items };
  }

  private value(): FlowNode | undefined {
    const token = this.tokens[this.at];
    if (token === undefined) return undefined;
    if (token.kind === "string") return this.strings();
    if (token.kind === "number" || token.text === "-" || token.text === "+") return this.number();
    if (token.kind === "name") return this.word(token);
    if (token.text === "[") return this.items("list", "]");
    if (token.text === "(") return this.round();
    return token.text === "{" ? this.curly() : undefined;
  }

  private word(token: Token): FlowNode | undefined {
    const words: Readonly<Record<string, Value>> = { None: null, True: true, False: false };
    const { start } = token;
    if (Object.hasOwn(words, token.text)) {
      this.at++;
      return { kind: "scalar", start, end: token.end, value: words[token.text] as Value };
    }
    const [open, close] = [this.tokens[this.at + 1], this.tokens[this.at + 2]];
    if (token.text !== "set" || open?.text !== "(" || close?.text !== ")") return undefined;
    this.at += 3;
    return { kind: "scalar", start, end: close.end, value: [] };
  }

  private number(): FlowNode | undefined {
    const first = this.tokens[this.at++] as Token;
    const token = first.kind === "number" ? first : this.tokens[this.at++];
    if (token?.kind !== "number" || /[jJ]$/.test(token.text)) return undefined;
    const digits = token.text.replaceAll("_", "");
    const isInt = /^(0[xXoObB].*|[0-9]+)$/.test(digits);
    const magnitude = isInt ? BigInt(digits.toLowerCase()) : Number(digits);
    return { kind: "scalar", start: first.start, end: token.end, value: first.text === "-" ? -magnitude : magnitude };
  }

  private strings(): FlowNode | undefined {
    const start = (this.tokens[this.at] as Token).start;
    let value = "";
    let end = start;
    for (let token = this.tokens[this.at]; token?.kind === "string"; token = this.tokens[++this.at]) {
      const part = pythonString(token.text);
      if (part === undefined) return undefined;
      value += part;
      end = token.end;
    }
    return { kind: "scalar", start, end, value };
  }

  private round(): FlowNode | undefined {
    const open = this.tokens[this.at] as Token;
    const tuple = this.items("tuple", ")");
    if (tuple === undefined || tuple.kind === "scalar") return undefined;
    const only = tuple.items[0];
    const isBracketed = tuple.items.length === 1 && only !== undefined && only.commaEnd === undefined;
    return isBracketed ? only.node : { ...tuple, start: open.start };
  }

  private curly(): FlowNode | undefined {
    const second = this.tokens[this.at + 1];
    if (second?.text === "}") return this.items("map", "}");
    const before = this.at++;
    const key = this.value();
    const isMapping = key !== undefined && this.tokens[this.at]?.text === ":";
    this.at = before;
    return this.items(isMapping ? "map" : "set", "}");
  }

  private items(kind: "list" | "tuple" | "set" | "map", close: string): FlowNode | undefined {
    const { start } = this.tokens[this.at++] as Token;
    const items: FlowItem[] = [];
    while (this.tokens[this.at]?.text !== close) {
      if (items.length > 0 && items.at(-1)?.commaEnd === undefined) return undefined;
      const item = kind === "map" ? this.member() : this.element();
      if (item === undefined) return undefined;
      items.push(item);
    }
    return { kind, start, end: (this.tokens[this.at++] as Token).end, items };
  }

  private element(): FlowItem | undefined {
    const start = this.tokens[this.at]?.start ?? 0;
    const node = this.value();
    return node && this.item(node, start, start);
  }

  private member(): FlowItem | undefined {
    const keyStart = this.tokens[this.at]?.start ?? 0;
    const key = this.value();
    const keyEnd = this.lastEnd();
    if (key?.kind !== "scalar" || this.tokens[this.at]?.text !== ":") return undefined;
    this.at++;
    const node = this.value();
    if (node === undefined || Array.isArray(key.value) || isMap(key.value)) return undefined;
    return { ...this.item(node, keyStart, keyEnd), key: key.value as Key };
  }

  /** The item around a node that has just been read, and the comma behind it. */
  private item(node: FlowNode, start: number, keyEnd: number): FlowItem {
    const end = this.lastEnd();
    const comma = this.tokens[this.at];
    const hasComma = comma?.kind === "op" && comma.text === ",";
    if (hasComma) this.at++;
    return { start, keyEnd, node, end, commaEnd: hasComma ? comma.end : undefined };
  }

  private lastEnd(): number {
    return this.tokens[this.at - 1]?.end ?? 0;
  }
}

const SHORT_ESCAPES: Readonly<Record<string, string>> = {
  "\n": "",
  "\\": "\\",
  "'": "'",
  '"': '"',
  a: "\x07",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
};

/** The text of one string token; undefined for bytes, f-strings and `\N{...}`. */
function pythonString(token: string): string | undefined {
  const [, prefix = "", quote = ""] = /^([a-zA-Z]*)("""|'''|"|')/.exec(token) ?? [];
  if (/[bf]/i.test(prefix)) return undefined;
  const body = token.slice(prefix.length + quote.length, -quote.length).replaceAll("\r\n", "\n").replaceAll("\r", "\n");
  if (/r/i.test(prefix)) return body;
  if (/(?<!\\)(\\\\)*\\N\{/.test(body)) return undefined;
  return body.replace(
    /\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-7]{1,3})|([\s\S]))/g,
    (all, x, u, U, octal, c) => {
      if (c !== undefined) return SHORT_ESCAPES[c] ?? all;
      return String.fromCodePoint(octal === undefined ? parseInt(x ?? u ?? U, 16) : parseInt(octal, 8));
    },
  );
}
