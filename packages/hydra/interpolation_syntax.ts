/**
 * The syntax of `${…}` inside text: nodes (`${a.b[0]}`, `${..x}`), resolver calls (`${oc.env:A,b}`) and their arguments.
 *
 * There are four lexical situations (text, quoted text, inside `${`, argument values), and in each the longest token
 * wins, as in OmegaConf's grammar.
 */
import type { Key } from "@exp/values";
import { HydraError } from "./hydra_error.ts";
import {
  IDENT,
  longestToken,
  PRIMITIVE,
  type Token,
  type TokenKind,
  tokensText,
  typedTokens,
} from "./interpolation_tokens.ts";

/** Text and interpolations in the order written; adjacent literal pieces are one. */
export type Text = readonly (string | Interpolation)[];

export type Interpolation =
  | { readonly kind: "node"; readonly dots: number; readonly keys: readonly NamePart[]; readonly source: string }
  | { readonly kind: "call"; readonly name: readonly NamePart[]; readonly args: readonly Element[] };

export type NamePart = string | Interpolation;

export type Element =
  | { readonly kind: "typed"; readonly value: null | boolean | bigint | number | string }
  | { readonly kind: "single"; readonly interpolation: Interpolation }
  | { readonly kind: "text"; readonly text: Text }
  | { readonly kind: "list"; readonly items: readonly Element[] }
  | { readonly kind: "dict"; readonly pairs: readonly (readonly [Key, Element])[] };

/** What was parsed lately: a text is checked when it is read, and asked again whenever it is resolved. */
const parsed = new Map<string, Text>();
const MOST_PARSED = 10_000;

/** @throws {HydraError} `GrammarParseError` */
export function parseText(source: string): Text {
  const known = parsed.get(source);
  if (known !== undefined) return known;
  const text = new Parser(source).wholeText();
  if (parsed.size >= MOST_PARSED) parsed.clear();
  parsed.set(source, text);
  return text;
}

/** One value, as `oc.decode` reads text. @throws {HydraError} `GrammarParseError` */
export function parseElement(source: string): Element {
  return new Parser(source).wholeElement();
}

const NAME_KEY = /[^\\{}()[\]:. \t'"]+/y;
const WHOLE_IDENT = new RegExp(`^${IDENT}$`);

class Parser {
  private at = 0;

  constructor(private readonly source: string) {}

  wholeText(): Text {
    return this.text(undefined);
  }

  wholeElement(): Element {
    const element = this.element();
    if (this.at < this.source.length) throw this.unexpected();
    return element;
  }

  /** Text up to the end, or up to the closing `quote`, which is consumed. */
  private text(quote: string | undefined): Text {
    const pieces: (string | Interpolation)[] = [];
    let literal = "";
    while (this.at < this.source.length) {
      const slashes = this.match(/\\+/y)?.length ?? 0;
      const opens = this.source.startsWith("${", this.at);
      const special = opens || (quote !== undefined && this.source.startsWith(quote, this.at));
      if (!special) {
        literal += "\\".repeat(slashes);
        if (this.at < this.source.length && this.source[this.at] !== "\\") literal += this.source[this.at++];
        continue;
      }
      literal += "\\".repeat(Math.floor(slashes / 2));
      if (slashes % 2 === 1) {
        literal += opens ? "${" : quote;
        this.at += opens ? 2 : 1;
      } else if (opens) {
        if (literal !== "") pieces.push(literal);
        literal = "";
        pieces.push(this.interpolation());
      } else {
        this.at++;
        return literal === "" ? pieces : [...pieces, literal];
      }
    }
    if (quote !== undefined) throw this.unexpected();
    return literal === "" ? pieces : [...pieces, literal];
  }

  private interpolation(): Interpolation {
    const start = this.at;
    this.match(/\$\{[ \t]*/y);
    const dots = this.match(/\.+/y)?.length ?? 0;
    const keys: NamePart[] = [];
    let callable = dots === 0;
    for (let first = true;; first = false) {
      if (this.match(/\[/y) !== undefined) {
        callable = false;
        keys.push(this.name());
        if (this.match(/\]/y) === undefined) throw this.unexpected();
      } else if (first || this.match(/\./y) !== undefined) {
        const key = this.name();
        if (typeof key === "string" && !WHOLE_IDENT.test(key)) callable = false;
        keys.push(key);
      } else if (this.match(/[ \t]*\}/y) !== undefined) {
        return { kind: "node", dots, keys, source: this.source.slice(start, this.at) };
      } else if (callable && this.match(/[ \t]*:[ \t]*/y) !== undefined) {
        return { kind: "call", name: keys, args: this.sequence("dictClose") };
      } else {
        throw this.unexpected();
      }
    }
  }

  private name(): NamePart {
    if (this.source.startsWith("${", this.at)) return this.interpolation();
    const key = this.match(NAME_KEY);
    if (key === undefined) throw this.unexpected();
    return key;
  }

  /** Elements up to the closing token, which is consumed; an element may be left out and is then the empty text. */
  private sequence(close: "dictClose" | "listClose"): Element[] {
    const items: Element[] = [];
    if (this.take(close)) return items;
    for (;;) {
      const next = this.peek()?.kind;
      items.push(next === "comma" || next === close ? { kind: "typed", value: "" } : this.element());
      if (this.take(close)) return items;
      if (!this.take("comma")) throw this.unexpected();
    }
  }

  private element(): Element {
    const token = this.peek();
    if (token === undefined) throw this.unexpected();
    if (token.kind === "quote") {
      this.at++;
      return { kind: "text", text: this.text(token.text) };
    }
    if (this.take("listOpen")) return { kind: "list", items: this.sequence("listClose") };
    if (this.take("dictOpen")) return this.dict();
    return this.primitive();
  }

  private dict(): Element {
    const pairs: (readonly [Key, Element])[] = [];
    if (this.take("dictClose")) return { kind: "dict", pairs };
    for (;;) {
      const tokens = this.tokensWhile((kind) => PRIMITIVE.has(kind) && kind !== "colon");
      if (tokens.length === 0 || !this.take("colon")) throw this.unexpected();
      pairs.push([typedTokens(tokens), this.element()]);
      if (this.take("dictClose")) return { kind: "dict", pairs };
      if (!this.take("comma")) throw this.unexpected();
    }
  }

  private primitive(): Element {
    const pieces: (readonly Token[] | Interpolation)[] = [];
    for (;;) {
      const tokens = this.tokensWhile((kind) => PRIMITIVE.has(kind));
      if (tokens.length > 0) pieces.push(tokens);
      if (this.peek()?.kind !== "open") break;
      pieces.push(this.interpolation());
    }
    const [only] = pieces;
    if (only === undefined) throw this.unexpected();
    if (pieces.length > 1) {
      return { kind: "text", text: pieces.map((piece) => isTokens(piece) ? tokensText(piece) : piece) };
    }
    if (!isTokens(only)) return { kind: "single", interpolation: only };
    if (only.every((token) => token.kind === "space")) throw this.unexpected();
    return { kind: "typed", value: typedTokens(only) };
  }

  private tokensWhile(accept: (kind: TokenKind) => boolean): Token[] {
    const tokens: Token[] = [];
    for (;;) {
      const token = this.peek();
      if (token === undefined || !accept(token.kind)) return tokens;
      this.at += token.text.length;
      tokens.push(token);
    }
  }

  private take(kind: TokenKind): boolean {
    const token = this.peek();
    if (token?.kind !== kind) return false;
    this.at += token.text.length;
    return true;
  }

  private peek(): Token | undefined {
    return longestToken(this.source, this.at);
  }

  private match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.at;
    const text = pattern.exec(this.source)?.[0];
    if (text !== undefined) this.at += text.length;
    return text;
  }

  private unexpected(): HydraError {
    const rest = this.source.slice(this.at, this.at + 20);
    const what = rest === "" ? "it ends too early" : `unexpected ${JSON.stringify(rest)} at column ${this.at + 1}`;
    return new HydraError("GrammarParseError", `cannot read the interpolation in '${this.source}': ${what}`);
  }
}

function isTokens(piece: readonly Token[] | Interpolation): piece is readonly Token[] {
  return Array.isArray(piece);
}
