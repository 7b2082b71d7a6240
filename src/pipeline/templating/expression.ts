/** `${a.b[0]}`: finding references in text and reading what is inside the braces. */

/** A `${…}` in a text. `start` and `end` delimit it, braces included; `inner` is what is between them. */
interface Reference {
  readonly start: number;
  readonly end: number;
  readonly inner: string;
}

const REFERENCE = /(?<!\\)\$\{([^}\n]*)\}/g;

/** Text between `${` and the next `}`. `\${` is no reference, and an unclosed one is plain text. */
export function findReferences(text: string): Reference[] {
  if (!text.includes("${")) return [];
  return [...text.matchAll(REFERENCE)].map((match) => ({
    start: match.index,
    end: match.index + match[0].length,
    inner: match[1] ?? "",
  }));
}

export function hasReference(text: string): boolean {
  return findReferences(text).length > 0;
}

/** The key path of a reference, or the column (from 0, inside the braces) at which it stops making sense. */
type Expression =
  | { readonly kind: "path"; readonly words: readonly string[] }
  | { readonly kind: "error"; readonly column: number };

/** A word (anything but `.[]`), then `.word` or `[word]`; blanks around words do not count. */
export function parseExpression(inner: string): Expression {
  const words: string[] = [];
  let at = 0;
  const word = (): boolean => {
    const start = at;
    while (at < inner.length && !".[]".includes(inner.charAt(at))) at++;
    const text = inner.slice(start, at).trim();
    if (text === "") {
      at = start;
      return false;
    }
    words.push(text);
    return true;
  };
  if (!word()) return { kind: "error", column: at };
  while (at < inner.length) {
    const opener = inner.charAt(at);
    const from = at;
    at++;
    if (opener === "." && word()) continue;
    if (opener === "[" && word() && inner.charAt(at) === "]") {
      at++;
      while (inner.charAt(at) === " ") at++;
      continue;
    }
    return { kind: "error", column: from };
  }
  return { kind: "path", words };
}
