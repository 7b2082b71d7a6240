import { fault } from "./faults.ts";

/**
 * A pattern that matches from the start of a text, in Python's way of writing one: flags in front (`(?i)`), named groups,
 * `\A` and `\Z`.
 *
 * @throws {ExpError} `usage`
 */
export function compilePattern(pattern: string): RegExp {
  const [, flags = "", rest = pattern] = /^\(\?([aiLmsux]+)\)([^]*)$/.exec(pattern) ?? [];
  const source = rest
    .replaceAll("(?P<", "(?<")
    .replace(/\(\?P=(\w+)\)/g, "\\k<$1>")
    .replace(/\\([AZ])|\\[^]/g, (piece, anchor) => anchor === "A" ? "^" : anchor === "Z" ? "$(?![^])" : piece);
  try {
    return new RegExp(`^(?:${source})`, flags.replace(/[^ims]/g, ""));
  } catch (error) {
    throw fault("usage/pattern", { pattern }, error);
  }
}
