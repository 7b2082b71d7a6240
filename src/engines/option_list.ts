/** Options of a job as they stand on a command line: `partition=gpu,gres=gpu:1,nodelist="n1,n2",exclusive`. */
import type { SaidOptions } from "./job_options.ts";
import { fault } from "./faults.ts";

const KEY = /^[A-Za-z][A-Za-z0-9_-]*$/;
/** A line of a job script holds one option: its text must not end that line, nor hide what it says. */
// deno-lint-ignore no-control-regex
const CONTROL = /[\x00-\x1f\x7f]/;

/**
 * Commas part options, but not within brackets (`nodelist=n[1,3-5]`) or a value in quotes. `key` alone is a flag, `key=`
 * takes back what was said before, dashes before the key are forgiven.
 *
 * @param option the flag that had the text, for messages
 * @throws {ExpError} `usage`
 */
export function parseOptionList(text: string, option: string): SaidOptions {
  return splitList(text, option).filter((part) => part.trim() !== "").map((part) => parsePart(part.trim(), option));
}

/** May it stand in a line of a job script? */
export function fitsScript(key: string, value: string): boolean {
  return KEY.test(key) && !CONTROL.test(value);
}

function splitList(text: string, option: string): string[] {
  const parts: string[] = [];
  let start = 0, depth = 0;
  for (let at = 0; at < text.length; at++) {
    const char = text[at] as string;
    if ((char === '"' || char === "'") && text[at - 1] === "=" && isFirstSign(text.slice(start, at - 1))) {
      at = endOfQuotes(text, at, option);
    } else if (char === "[") depth++;
    else if (char === "]") depth = Math.max(0, depth - 1);
    else if (char === "," && depth === 0) {
      parts.push(text.slice(start, at));
      start = at + 1;
    }
  }
  if (depth > 0) throw fault("usage/option-list", { option, text, wrong: "bracket" });
  return [...parts, text.slice(start)];
}

/** Is the `=` after this the one between key and value? */
function isFirstSign(key: string): boolean {
  return !key.includes("=");
}

function endOfQuotes(text: string, start: number, option: string): number {
  const quote = text[start];
  for (let at = start + 1; at < text.length; at++) {
    if (quote === '"' && text[at] === "\\") at++;
    else if (text[at] === quote) return at;
  }
  throw fault("usage/option-list", { option, text, wrong: "quote" });
}

function parsePart(part: string, option: string): SaidOptions[number] {
  const sign = part.indexOf("=");
  const key = (sign < 0 ? part : part.slice(0, sign)).trim().replace(/^--?/, "");
  if (!KEY.test(key)) {
    throw fault("usage/option-list", { option, text: part, wrong: /\s-/.test(part) ? "spaces" : "key" });
  }
  if (sign < 0) return [key, ""];
  const value = parseValue(part.slice(sign + 1).trim(), part, option);
  if (!fitsScript(key, value)) throw fault("usage/option-list", { option, text: part, wrong: "control" });
  return [key, value === "" ? null : value];
}

function parseValue(text: string, part: string, option: string): string {
  const quote = text[0];
  if (quote !== '"' && quote !== "'") {
    if (/\s--?[A-Za-z]/.test(text)) throw fault("usage/option-list", { option, text: part, wrong: "spaces" });
    return text;
  }
  const end = endOfQuotes(text, 0, option);
  if (end !== text.length - 1) throw fault("usage/option-list", { option, text: part, wrong: "quote" });
  const inner = text.slice(1, -1);
  return quote === "'" ? inner : inner.replace(/\\(["\\])/g, "$1");
}
