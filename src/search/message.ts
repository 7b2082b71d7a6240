/** What a trial's commit says about it: to people, and by its last line to the search that it belongs to. */
import { parseOverrides } from "./definition.ts";
import type { Texts } from "./axes.ts";

const TRAILER = "Search-Overrides: ";

export function trialMessage(search: string, number: number, overrides: Texts): string {
  return `search ${search}, trial ${number}\n\n${TRAILER}${JSON.stringify(Object.fromEntries(overrides))}`;
}

/** Undefined for the message of another commit. */
export function overridesIn(message: string): Texts | undefined {
  const line = message.trimEnd().split("\n").at(-1) ?? "";
  if (!line.startsWith(TRAILER)) return undefined;
  try {
    return parseOverrides(JSON.parse(line.slice(TRAILER.length)));
  } catch {
    return undefined; // somebody wrote it by hand
  }
}
