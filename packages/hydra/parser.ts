/** From an override's text to its parts: recursive descent over the tokens of the value. */
import { DEEPEST_NESTING, type Key, TOO_DEEP } from "@exp/values";
import { FunctionFailure } from "./function_failure.ts";
import { callFunction } from "./functions.ts";
import { lexerError, readKey, syntaxError } from "./key.ts";
import { type Token, tokenizeValue, type TokenKind, unescapeToken, unquoteToken } from "./lexer.ts";
import { readTyped } from "./number_tokens.ts";
import type { Override, ValueKind } from "./values.ts";
import type { OverrideError } from "./override_error.ts";
import { sameKey } from "./python_order.ts";
import {
  ChoiceSweep,
  DictValue,
  GlobValue,
  IntervalSweep,
  type OverrideValue,
  QuotedString,
  RangeSweep,
} from "./values.ts";

/** A source of chance: the next number from 0 up to but not including 1. */
export type Random = () => number;

/** No chance at all: a shuffled list stays as it is written. */
export const AS_WRITTEN: Random = () => 1 - Number.EPSILON;

/**
 * Reads one override as Hydra 1.3 does.
 *
 * @param random shuffles the items of `shuffle([…])`, the one value that depends on chance
 * @throws {OverrideError}
 */
export function parseOverride(text: string, random = AS_WRITTEN): Override {
  const { type, key, package: packageName, valueStart } = readKey(text);
  if (valueStart === undefined) {
    return { input: text, type, key, package: packageName, valueKind: undefined, value: null };
  }
  const value = valueStart === text.length ? "" : parseValue(text, valueStart, random);
  return { input: text, type, key, package: packageName, valueKind: kindOfValue(value), value };
}

function parseValue(text: string, start: number, random: Random): OverrideValue {
  const tokens = tokenizeValue(text, start);
  if (typeof tokens === "number") throw lexerError(text, tokens, explainCharacter(text, tokens));
  return new ValueParser(text, tokens, random).parse();
}

function explainCharacter(text: string, offset: number): string {
  const character = [...text.slice(offset, offset + 2)][0]!;
  if (character !== "'" && character !== '"') {
    return `${JSON.stringify(character)} is allowed inside quotes only`;
  }
  const before = text[offset - 1] ?? "";
  return /[\w\\]/.test(before)
    ? `a ${character} inside a word: quote the whole text`
    : `the ${character} is never closed`;
}

function kindOfValue(value: OverrideValue): ValueKind {
  if (value instanceof ChoiceSweep) return value.simpleForm ? "SIMPLE_CHOICE_SWEEP" : "CHOICE_SWEEP";
  if (value instanceof RangeSweep) return "RANGE_SWEEP";
  if (value instanceof IntervalSweep) return "INTERVAL_SWEEP";
  return value instanceof GlobValue ? "GLOB_CHOICE_SWEEP" : "ELEMENT";
}

const PRIMITIVE: ReadonlySet<TokenKind> = new Set(
  ["word", "null", "bool", "int", "float", "interpolation", "escape", "symbol", "blank", ":"] as const,
);
const DICT_KEY: ReadonlySet<TokenKind> = new Set(
  ["word", "null", "bool", "int", "float", "escape", "symbol", "blank"] as const,
);

class ValueParser {
  #next = 0;
  #depth = 0;
  /**
   * The first function that failed. Thrown when the text has been read to its end, because Hydra calls functions only
   * in a text without syntax errors.
   */
  #failure: OverrideError | undefined;

  constructor(readonly text: string, readonly tokens: readonly Token[], readonly random: Random) {}

  parse(): OverrideValue {
    const elements = [this.#element()];
    while (this.#accept(",")) elements.push(this.#element());
    const rest = this.#peek();
    if (rest.kind !== "end") throw this.#unexpected(rest);
    if (this.#failure) throw this.#failure;
    return elements.length === 1 ? elements[0]! : new ChoiceSweep(elements, true);
  }

  #element(): OverrideValue {
    const token = this.#peek();
    switch (token.kind) {
      case "quoted":
        this.#next++;
        return new QuotedString(unquoteToken(token.text), token.text[0] === "'" ? "single" : "double");
      case "[":
        return this.#nested(() => this.#list());
      case "{":
        return this.#nested(() => this.#dict());
      case "word":
        if (this.tokens[this.#next + 1]!.kind === "(") return this.#nested(() => this.#call());
        return this.#primitive(PRIMITIVE);
      default:
        return this.#primitive(PRIMITIVE);
    }
  }

  #nested<T>(read: () => T): T {
    if (++this.#depth > DEEPEST_NESTING) throw syntaxError(this.text, this.#peek().start, TOO_DEEP);
    const value = read();
    this.#depth--;
    return value;
  }

  #list(): OverrideValue[] {
    this.#next++;
    const items: OverrideValue[] = [];
    if (this.#accept("]")) return items;
    do items.push(this.#element()); while (this.#accept(","));
    this.#expect("]");
    return items;
  }

  #dict(): DictValue {
    this.#next++;
    const pairs: [Key, OverrideValue][] = [];
    if (this.#accept("}")) return new DictValue(pairs);
    do {
      const key = this.#primitive(DICT_KEY);
      this.#expect(":");
      const value = this.#element();
      const present = pairs.find(([other]) => sameKey(other, key));
      if (present) present[1] = value;
      else pairs.push([key, value]);
    } while (this.#accept(","));
    this.#expect("}");
    return new DictValue(pairs);
  }

  /** One token is typed; several are text, without the blanks at the end. */
  #primitive(allowed: ReadonlySet<TokenKind>): null | boolean | bigint | number | string {
    const first = this.#next;
    while (allowed.has(this.#peek().kind)) this.#next++;
    let end = this.#next;
    while (end > first && this.tokens[end - 1]!.kind === "blank") end--;
    if (end === first) throw this.#unexpected(this.#peek());
    if (end === first + 1) return readScalar(this.tokens[first]!);
    let text = "";
    for (let i = first; i < end; i++) {
      const token = this.tokens[i]!;
      text += token.kind === "escape" ? unescapeToken(token.text) : token.text;
    }
    return text;
  }

  #call(): OverrideValue {
    const name = this.#peek();
    this.#next += 2;
    const positional: OverrideValue[] = [];
    const named = new Map<string, OverrideValue>();
    if (!this.#accept(")")) {
      do {
        const label = this.#peek();
        if (label.kind === "word" && this.tokens[this.#next + 1]!.kind === "=") {
          this.#next += 2;
          named.set(label.text, this.#element());
        } else {
          if (named.size > 0) {
            this.#fail(syntaxError(this.text, label.start, "a value without a name after a named one"));
          }
          positional.push(this.#element());
        }
      } while (this.#accept(","));
      this.#expect(")");
    }
    if (this.#failure) return null;
    try {
      return callFunction(name.text, positional, named, this.random);
    } catch (error) {
      if (!(error instanceof FunctionFailure)) throw error;
      const { causeClass, causeLine } = error;
      this.#fail(syntaxError(this.text, name.start, error.message, { causeClass, causeLine }));
      return null;
    }
  }

  #fail(error: OverrideError): void {
    this.#failure ??= error;
  }

  #peek(): Token {
    return this.tokens[this.#next]!;
  }

  #accept(kind: TokenKind): boolean {
    if (this.#peek().kind !== kind) return false;
    this.#next++;
    return true;
  }

  #expect(kind: TokenKind): void {
    if (!this.#accept(kind)) throw this.#unexpected(this.#peek(), kind);
  }

  #unexpected(token: Token, wanted?: TokenKind): OverrideError {
    const found = token.kind === "end"
      ? "the value ends too early"
      : token.kind === "blank"
      ? "blanks are not allowed here"
      : `${JSON.stringify(token.text.trim())} is not allowed here`;
    return syntaxError(
      this.text,
      token.start,
      wanted === undefined ? found : `${found}, ${JSON.stringify(wanted)} is missing`,
    );
  }
}

function readScalar({ kind, text }: Token): null | boolean | bigint | number | string {
  const typed = readTyped(kind, text);
  if (typed !== undefined) return typed;
  return kind === "escape" ? unescapeToken(text) : text;
}
