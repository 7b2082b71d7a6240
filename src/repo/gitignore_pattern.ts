/** One line of a `.dvcignore`, ready to match paths relative to the folder of its file. */
export interface IgnorePattern {
  /** As written, trimmed. */
  readonly text: string;
  readonly negated: boolean;
  /** Does it end in a slash? */
  readonly dirOnly: boolean;
  /** Matches `a/b` for files and `a/b/` for folders. What is below a matching folder matches too. */
  readonly matcher: RegExp;
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
  const source = patternSource(body, negated, isNested);
  if (source === undefined) return undefined;
  return { text, negated, dirOnly: text.endsWith("/"), matcher: new RegExp(`^${source}$`, "su") };
}

function patternSource(body: string, negated: boolean, isNested: boolean): string | undefined {
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
  let source = "";
  for (const part of parts) {
    const segment = part === "**" ? "(?:.+/)?" : segmentSource(part);
    if (segment === undefined) return undefined;
    source += part === "**" ? segment : segment + "/";
  }
  // `folder/` matches folders; files below are reached through them (or come not back with `!folder/`)
  const folders = "(?:.*/)?";
  if (last === "**") return source + (dirOnly && negated ? folders : ".*");
  const segment = segmentSource(last);
  if (segment === undefined) return undefined;
  return source + segment + (dirOnly ? "/" + folders : "(?:/.*)?");
}

function segmentSource(segment: string): string | undefined {
  if (segment === "*") return "[^/]+";
  let source = "";
  for (let i = 0; i < segment.length; i++) {
    const c = segment.charAt(i);
    if (c === "\\") {
      i++;
      if (i >= segment.length) return undefined; // a backslash at the end escapes nothing
      source += escapeRegExp(segment.charAt(i));
    } else if (c === "*") source += "[^/]*";
    else if (c === "?") source += "[^/]";
    else if (c === "[") {
      const end = classEnd(segment, i);
      if (end < 0) source += "\\[";
      else {
        source += classSource(segment.slice(i + 1, end));
        i = end;
      }
    } else source += escapeRegExp(c);
  }
  return source;
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
