/** The key part of an override: prefix, key or group path, package, up to and including the `=`. */
import { firstLine } from "./hydra_error.ts";
import type { OverrideType } from "./values.ts";
import { OverrideError } from "./override_error.ts";

interface KeyPart {
  readonly type: OverrideType;
  readonly key: string;
  readonly package: string | undefined;
  /** Offset of the value (blanks after the `=` skipped); undefined for `~key`. */
  readonly valueStart: number | undefined;
}

const WORD = "[A-Za-z_][A-Za-z0-9_-]*";
const SPECIAL = "[A-Za-z_$][A-Za-z0-9_$-]*";
const PART = `(?:${SPECIAL}|0|[1-9](?:_?[0-9])*)`;
const DOTTED = `${PART}(?:\\.${PART})+`;
const PACKAGE = `(?:${DOTTED}|${SPECIAL}|)`;
const KEY = new RegExp(`(\\+\\+|\\+|~|)(${WORD}(?:/${WORD})+|${PACKAGE})(?:@(${PACKAGE}))?(?:=[ \\t]*|$)`, "y");

const TYPES: Readonly<Record<string, OverrideType>> = { "": "CHANGE", "+": "ADD", "++": "FORCE_ADD", "~": "DEL" };

/** @throws {OverrideError} */
export function readKey(text: string): KeyPart {
  KEY.lastIndex = 0;
  const match = KEY.exec(text);
  if (match === null) throw explainKey(text);
  const type = TYPES[match[1]!]!;
  const hasValue = text.slice(0, match[0].length).includes("=");
  if (!hasValue && type !== "DEL") {
    throw syntaxError(text, text.length, 'a key must be followed by "=" and a value');
  }
  return { type, key: match[2]!, package: match[3], valueStart: hasValue ? match[0].length : undefined };
}

const KEY_TOKEN = new RegExp(`${DOTTED}|${SPECIAL}|[+~@/:=]`, "y");
const KEY_PREFIX = new RegExp(`(?:\\+\\+|\\+|~|)(?:${WORD}(?:/${WORD})+|${PACKAGE})(?:@${PACKAGE})?`, "y");

/** Finds where the key goes wrong. Only for texts that {@link KEY} does not match. */
function explainKey(text: string): OverrideError {
  for (let offset = 0; offset < text.length && text[offset] !== "=";) {
    KEY_TOKEN.lastIndex = offset;
    const match = KEY_TOKEN.exec(text);
    if (match === null) {
      const blank = text[offset] === " " || text[offset] === "\t";
      return lexerError(
        text,
        offset,
        blank ? 'a key may not have blanks in it or before the "="' : inKey(text, offset),
      );
    }
    offset += match[0].length;
  }
  KEY_PREFIX.lastIndex = 0;
  const good = KEY_PREFIX.exec(text)![0].length;
  return syntaxError(text, good, inKey(text, good));
}

function inKey(text: string, offset: number): string {
  const character = [...text.slice(offset, offset + 2)][0];
  return character === undefined ? "the key is not complete" : `a key may not have ${JSON.stringify(character)} here`;
}

/** An error at a character that belongs to no token. */
export function lexerError(text: string, offset: number, reason: string): OverrideError {
  return new OverrideError(text, columnOf(text, offset), reason, {
    firstLine: firstLine(`LexerNoViableAltException: ${text}`),
  });
}

/** An error at a token that may not stand there, or in a function call. */
export function syntaxError(
  text: string,
  offset: number,
  reason: string,
  cause: { readonly causeClass?: string; readonly causeLine?: string } = {},
): OverrideError {
  return new OverrideError(text, columnOf(text, offset), reason, {
    ...cause,
    firstLine: firstLine(`Error parsing override '${text}'`),
    ...(cause.causeLine === undefined ? {} : { causeLine: firstLine(cause.causeLine) }),
  });
}

/** 1 for the first character; counts Unicode code points, `offset` counts UTF-16 units. */
function columnOf(text: string, offset: number): number {
  return [...text.slice(0, offset)].length + 1;
}
