/**
 * Tokens of the value part of an override (everything after the `=`).
 *
 * Blanks belong to the punctuation beside them (`[ a , b ]`), so a `blank` token is left only inside or after words.
 */
import { DIGITS, POINT, UINT } from "./number_tokens.ts";

export type TokenKind =
  | "word"
  | "null"
  | "bool"
  | "int"
  | "float"
  | "interpolation"
  | "escape"
  | "symbol"
  | "blank"
  | "quoted"
  | ","
  | ":"
  | "="
  | "("
  | ")"
  | "["
  | "]"
  | "{"
  | "}"
  | "end";

export interface Token {
  readonly kind: TokenKind;
  /** With the blanks that belong to it. */
  readonly text: string;
  /** Offset in UTF-16 units of the whole override. */
  readonly start: number;
}

const EXPONENT = `[eE][+-]?${DIGITS}`;

/** One group a kind; where two would match at one place, the longer one stands first. */
const TOKEN = new RegExp(
  [
    "[ \\t]*([,:=(])[ \\t]*",
    "([\\[{])[ \\t]*",
    "[ \\t]*([\\])}])",
    "([ \\t]+)",
    `('(?:[^'\\\\]|\\\\[\\s\\S])*'|"(?:[^"\\\\]|\\\\[\\s\\S])*")`,
    "(\\$\\{[^}]+\\})",
    `([+-]?(?:${POINT}(?:${EXPONENT})?|${UINT}${EXPONENT})|[+-](?:[iI][nN][fF]|[nN][aA][nN]))`,
    `([+-]?${UINT})`,
    "([A-Za-z_][A-Za-z0-9_-]*)",
    "((?:\\\\[\\\\()\\[\\]{}:=, \\t])+)",
    "([/\\-\\\\+.$%*@?|])",
  ].join("|"),
  "y",
);

/** Kinds of the groups 4 to 11 of {@link TOKEN}. */
const GROUP_KINDS = ["blank", "quoted", "interpolation", "float", "int", "word", "escape", "symbol"] as const;

/**
 * Cuts `text` from `start` to its end into tokens; the last one is `end`.
 *
 * @returns the offset of the first character that no token can hold, when there is one
 */
export function tokenizeValue(text: string, start: number): Token[] | number {
  const tokens: Token[] = [];
  let offset = start;
  while (offset < text.length) {
    TOKEN.lastIndex = offset;
    const match = TOKEN.exec(text);
    if (match === null) return offset;
    tokens.push({ kind: kindOf(match), text: match[0], start: offset });
    offset += match[0].length;
  }
  tokens.push({ kind: "end", text: "", start: offset });
  return tokens;
}

function kindOf(match: RegExpExecArray): TokenKind {
  const punctuation = match[1] ?? match[2] ?? match[3];
  if (punctuation !== undefined) return punctuation as TokenKind;
  for (let group = 0; group < GROUP_KINDS.length; group++) {
    if (match[group + 4] === undefined) continue;
    const kind = GROUP_KINDS[group]!;
    return kind === "word" ? kindOfWord(match[0]) : kind;
  }
  throw new Error("a token matched without a group");
}

function kindOfWord(word: string): TokenKind {
  if (word.length > 5) return "word";
  switch (word.toLowerCase()) {
    case "null":
      return "null";
    case "true":
    case "false":
      return "bool";
    case "inf":
    case "nan":
      return "float";
    default:
      return "word";
  }
}

/** `\x` → `x` for each of the characters that may be escaped. */
export function unescapeToken(text: string): string {
  return text.replace(/\\([\s\S])/g, "$1");
}

/** The text between the quotes of a `quoted` token: runs of `\` are halved before a quote and at the end only. */
export function unquoteToken(text: string): string {
  const quote = text[0]!;
  const inner = text.slice(1, -1);
  if (!inner.includes("\\")) return inner;
  const pattern = quote === "'" ? /(\\+)(?='|$)/g : /(\\+)(?="|$)/g;
  return inner.replace(pattern, (run) => "\\".repeat(Math.floor(run.length / 2)));
}
