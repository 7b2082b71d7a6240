/** One line of a `.gitignore`, as Git reads it. Matches in time linear in pattern times path: no expression backtracks. */
export interface GitPattern {
  readonly negated: boolean;
  /** @param path relative to the folder of its file */
  matches(path: string, isDir: boolean): boolean;
}

/** Reads a line; undefined for blank lines, comments and lines that match nothing. */
export function parseGitPattern(line: string): GitPattern | undefined {
  let body = line.replace(/(?<!\\)[ \t]+$/, "");
  if (body === "" || body.startsWith("#")) return undefined;
  const negated = body.startsWith("!");
  if (negated) body = body.slice(1);
  const dirOnly = body.endsWith("/");
  if (dirOnly) body = body.slice(0, -1);
  const isAnchored = body.includes("/");
  if (body.startsWith("/")) body = body.slice(1);
  if (body === "") return undefined;
  const parts = body.split("/").map((part) => part === "**" ? ANY_DEPTH : segmentTokens(part));
  if (parts.includes(undefined)) return undefined;
  const wanted = parts as (typeof ANY_DEPTH | readonly Token[])[];
  // of `a/**` the end stands for something inside; without a slash a pattern is about names at any depth
  const pattern = isAnchored ? wanted : [ANY_DEPTH, ...wanted];
  if (pattern.at(-1) === ANY_DEPTH) pattern.push([STAR]);
  return {
    negated,
    matches: (path, isDir) =>
      (isDir || !dirOnly) && matchStars(
        pattern,
        path.split("/"),
        (token) => token === ANY_DEPTH,
        (token, part) => typeof token !== "string" && matchStars(token, [...part], (each) => each === STAR, matchesOne),
      ),
  };
}

const ANY_DEPTH = "**";
const STAR = { kind: "star" } as const;
type Token =
  | typeof STAR
  | { readonly kind: "any" }
  | { readonly kind: "char"; readonly char: string }
  | { readonly kind: "set"; readonly set: RegExp };

function matchesOne(token: Token, char: string): boolean {
  switch (token.kind) {
    case "star":
    case "any":
      return true;
    case "char":
      return token.char === char;
    case "set":
      return token.set.test(char);
  }
}

/** Items against tokens, of which some stand for any number of items. Going back to the last such one is enough. */
function matchStars<T, I>(
  tokens: readonly T[],
  items: readonly I[],
  isStar: (token: T) => boolean,
  matches: (token: T, item: I) => boolean,
): boolean {
  let token = 0, item = 0, star = -1, starItem = 0;
  while (item < items.length) {
    const current = tokens[token];
    if (current !== undefined && isStar(current)) {
      star = token++;
      starItem = item;
    } else if (current !== undefined && matches(current, items[item]!)) {
      token++;
      item++;
    } else if (star >= 0) {
      token = star + 1;
      item = ++starItem;
    } else return false;
  }
  while (token < tokens.length && isStar(tokens[token]!)) token++;
  return token === tokens.length;
}

/** undefined: a backslash at the end escapes nothing, and a bracket that is not closed matches nothing. */
function segmentTokens(segment: string): readonly Token[] | undefined {
  const chars = [...segment];
  const tokens: Token[] = [];
  for (let i = 0; i < chars.length; i++) {
    const char = chars[i]!;
    if (char === "*") {
      if (tokens.at(-1) !== STAR) tokens.push(STAR);
    } else if (char === "?") tokens.push({ kind: "any" });
    else if (char === "\\") {
      const next = chars[++i];
      if (next === undefined) return undefined;
      tokens.push({ kind: "char", char: next });
    } else if (char === "[") {
      const end = setEnd(chars, i);
      if (end < 0) return undefined;
      tokens.push({ kind: "set", set: setOf(chars.slice(i + 1, end)) });
      i = end;
    } else tokens.push({ kind: "char", char });
  }
  return tokens;
}

/** A `]` right after `[`, `[!` or `[^` is a member; `[:name:]` is one class. -1: it is never closed. */
function setEnd(chars: readonly string[], start: number): number {
  let i = start + 1;
  if (chars[i] === "!" || chars[i] === "^") i++;
  for (let isFirst = true; i < chars.length; i++, isFirst = false) {
    if (chars[i] === "]" && !isFirst) return i;
    if (chars[i] === "\\") i++;
    else if (chars[i] === "[" && chars[i + 1] === ":") {
      const close = chars.indexOf("]", i + 2);
      if (close > 0 && chars[close - 1] === ":") i = close;
    }
  }
  return -1;
}

const CLASSES: Readonly<Record<string, string>> = {
  alnum: "0-9A-Za-z",
  alpha: "A-Za-z",
  digit: "0-9",
  lower: "a-z",
  upper: "A-Z",
  space: "\\s",
  blank: " \\t",
  punct: "!-\\/:-@\\[-`{-~",
  xdigit: "0-9A-Fa-f",
};

function setOf(members: readonly string[]): RegExp {
  const negated = members[0] === "!" || members[0] === "^";
  const text = members.slice(negated ? 1 : 0).join("");
  const source = text.replace(/\[:(\w+):\]|\\(.)|[\\\][^]/gsu, (all, name?: string, escaped?: string) => {
    if (name !== undefined) return CLASSES[name] ?? "";
    const char = escaped ?? all;
    return /[\\\][^-]/.test(char) ? `\\${char}` : char;
  });
  try {
    return new RegExp(`^[${negated ? "^" : ""}${source}]$`, "su");
  } catch {
    return /(?!)/; // `[z-a]` matches nothing
  }
}
