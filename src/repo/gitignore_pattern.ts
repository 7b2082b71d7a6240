/**
 * Patterns of `.dvcignore`, by gitignore's rules as `pathspec` and DVC's `dvc/ignore.py` have them. Own, since they differ
 * from Git's and from every package's in a pattern of fifty; `scripts/interop_ignore.py` compares with DVC's own filter.
 */
import { compileWildcards, type Piece, type TextMatcher } from "../common/mod.ts";

/** One line of a `.dvcignore`, ready to match paths relative to the folder of its file. */
export interface IgnorePattern {
  /** As written, trimmed. */
  readonly text: string;
  readonly negated: boolean;
  /** Does it end in a slash? */
  readonly dirOnly: boolean;
  /** Matches `a/b` for files and `a/b/` for folders. What is below a matching folder matches too. */
  readonly matcher: TextMatcher;
}

/**
 * Reads a line in gitignore syntax as DVC does; undefined for blank lines, comments and lines that match nothing.
 *
 * @param isNested is the file in a sub-folder? DVC puts that folder before the pattern, so `*` and `**` with a slash
 *   at the end work there, while in the root they match nothing
 */
export function parseIgnorePattern(line: string, isNested: boolean): IgnorePattern | undefined {
  const text = line.trim();
  if (text === "" || text.startsWith("#") || text === "/" || text === "!") return undefined;
  const negated = text.startsWith("!");
  let body = negated ? text.slice(1) : text;
  if (isNested) body = body.replaceAll("\\", ""); // DVC loses them when it puts the folder before the pattern
  else if (body.startsWith("\\#") || body.startsWith("\\!")) body = body.slice(1);
  const pieces = patternPieces(body, negated, isNested);
  if (pieces === undefined) return undefined;
  return { text, negated, dirOnly: text.endsWith("/"), matcher: compileWildcards(pieces) };
}

function patternPieces(body: string, negated: boolean, isNested: boolean): Piece[] | undefined {
  let parts = body.split("/");
  const dirOnly = parts.length > 1 && parts.at(-1) === "";
  if (dirOnly) parts = parts.slice(0, -1);
  const anchored = parts.length > 1;
  if (parts[0] === "") parts = parts.slice(1);
  if (parts.length === 0 || parts.some((part) => part === "")) return undefined;
  if (!anchored && parts[0] !== "**") parts = ["**", ...parts];
  parts = parts.filter((part, i) => part !== "**" || parts[i - 1] !== "**");
  const last = parts.pop() ?? "";
  if (dirOnly && !isNested && (last === "**" || last === "*") && parts.every((part) => part === "**")) {
    if (last === "**" || parts.length > 0) return undefined;
  }
  const pieces: Piece[] = [];
  for (const part of parts) {
    if (part === "**") {
      pieces.push({ maybe: [ANY, ANYTHING, SLASH] });
      continue;
    }
    const segment = segmentPieces(part);
    if (segment === undefined) return undefined;
    pieces.push(...segment, SLASH);
  }
  // `folder/` matches folders; files below are reached through them (or come not back with `!folder/`)
  const folders: Piece = { maybe: [ANYTHING, SLASH] };
  if (last === "**") return [...pieces, dirOnly && negated ? folders : ANYTHING];
  const segment = segmentPieces(last);
  if (segment === undefined) return undefined;
  return [...pieces, ...segment, ...dirOnly ? [SLASH, folders] : [{ maybe: [SLASH, ANYTHING] }]];
}

const ANY: Piece = { one: "." };
const ANYTHING: Piece = { one: ".", many: true };
const SLASH: Piece = { one: "/" };
const IN_NAME: Piece = { one: "[^/]" };
const NAME: Piece = { one: "[^/]", many: true };

function segmentPieces(segment: string): Piece[] | undefined {
  if (segment === "*") return [IN_NAME, NAME];
  const pieces: Piece[] = [];
  for (let i = 0; i < segment.length; i++) {
    const c = String.fromCodePoint(segment.codePointAt(i) ?? 0);
    i += c.length - 1;
    if (c === "\\") {
      i++;
      if (i >= segment.length) return undefined; // a backslash at the end escapes nothing
      pieces.push({ one: escapeRegExp(segment.charAt(i)) });
    } else if (c === "*") {
      if (pieces.at(-1) !== NAME) pieces.push(NAME);
    } else if (c === "?") pieces.push(IN_NAME);
    else if (c === "[") {
      const end = classEnd(segment, i);
      if (end < 0) pieces.push({ one: "\\[" });
      else {
        pieces.push({ one: classSource(segment.slice(i + 1, end)) });
        i = end;
      }
    } else pieces.push({ one: escapeRegExp(c) });
  }
  return pieces;
}

/** Where a `[...]` that starts at `start` ends: a `]` right after `[`, `[!` or `[^` is a member. -1 if it never does. */
function classEnd(segment: string, start: number): number {
  let i = start + 1;
  if (segment[i] === "!" || segment[i] === "^") i++;
  if (segment[i] === "]") i++;
  while (i < segment.length && segment[i] !== "]") i++;
  return i < segment.length ? i : -1;
}

function classSource(inside: string): string {
  const negated = inside.startsWith("!") || inside.startsWith("^");
  const members = (negated ? inside.slice(1) : inside).replace(/[\\\]\[^&~|]/g, "\\$&");
  return negated ? `[^${members}]` : `[${members}]`;
}

function escapeRegExp(c: string): string {
  return /[\\^$.*+?()[\]{}|/]/.test(c) ? "\\" + c : c;
}
