/** Tokens of the arguments of an interpolation, and what they mean. */
import { DIGITS, POINT, readTyped, UINT } from "./number_tokens.ts";

export type TokenKind =
  | "open"
  | "quote"
  | "comma"
  | "colon"
  | "listOpen"
  | "listClose"
  | "dictOpen"
  | "dictClose"
  | "float"
  | "int"
  | "bool"
  | "null"
  | "other"
  | "id"
  | "escape"
  | "space";

export interface Token {
  readonly kind: TokenKind;
  readonly text: string;
}

export const IDENT = "[A-Za-z_][A-Za-z0-9_-]*";

/** In order of preference where two match the same length. */
const TOKENS: readonly (readonly [TokenKind, RegExp])[] = [
  ["open", /\$\{[ \t]*/y],
  ["dictOpen", /\{[ \t]*/y],
  ["dictClose", /[ \t]*\}/y],
  ["quote", /['"]/y],
  ["comma", /[ \t]*,[ \t]*/y],
  ["listOpen", /\[[ \t]*/y],
  ["listClose", /[ \t]*\]/y],
  ["colon", /[ \t]*:[ \t]*/y],
  ["float", new RegExp(`[+-]?(?:(?:${POINT}|${UINT})[eE][+-]?${DIGITS}|${POINT}|[iI][nN][fF]|[nN][aA][nN])`, "y")],
  ["int", new RegExp(`[+-]?${UINT}`, "y")],
  ["bool", /[tT][rR][uU][eE]|[fF][aA][lL][sS][eE]/y],
  ["null", /[nN][uU][lL][lL]/y],
  ["other", /[/\-\\+.$%*@?|]/y],
  ["id", new RegExp(IDENT, "y")],
  ["escape", /(?:\\[\\()[\]{}:=, \t])+/y],
  ["space", /[ \t]+/y],
];

/** The tokens that words and numbers are made of. */
export const PRIMITIVE: ReadonlySet<TokenKind> = new Set([
  "id",
  "null",
  "int",
  "float",
  "bool",
  "other",
  "colon",
  "escape",
  "space",
]);

/** The longest token at an offset, or undefined at the end or before a character that no token starts with. */
export function longestToken(source: string, at: number): Token | undefined {
  let best: Token | undefined;
  for (const [kind, pattern] of TOKENS) {
    pattern.lastIndex = at;
    const text = pattern.exec(source)?.[0];
    if (text !== undefined && text.length > (best?.text.length ?? 0)) best = { kind, text };
  }
  return best;
}

/** What is written, without the escaping. */
export function tokensText(tokens: readonly Token[]): string {
  return tokens.map((token) => token.kind === "escape" ? token.text.replace(/\\(.)/g, "$1") : token.text).join("");
}

/** One token is typed; several are text. */
export function typedTokens(tokens: readonly Token[]): null | boolean | bigint | number | string {
  const [token] = tokens;
  const typed = token === undefined || tokens.length > 1 ? undefined : readTyped(token.kind, token.text);
  return typed === undefined ? tokensText(tokens) : typed;
}
