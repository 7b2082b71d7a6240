/** Lines with `{words}`, as engine files hold them. */
import { quoteForShell } from "../common/mod.ts";

/** A brace behind a `$` is the shell's. */
const WORD = /(?<!\$)\{([a-z]+)\}/g;

/** The words that a text has. */
export function wordsOf(text: string): readonly string[] {
  return [...text.matchAll(WORD)].map(([, word]) => word as string);
}

/** Puts values in the place of words; those without a value stay as they are. */
export function fill(text: string, values: Readonly<Record<string, string>>): string {
  return text.replace(WORD, (whole, word: string) => values[word] ?? whole);
}

/** A shell command: each value is one word of it, whatever it holds. */
export function fillCommand(text: string, values: Readonly<Record<string, string>>): string {
  const quoted = Object.entries(values).map(([word, value]) => [word, quoteForShell(value)] as const);
  return fill(text, Object.fromEntries(quoted));
}
