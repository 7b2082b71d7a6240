import type { ExpError } from "../common/mod.ts";
import type { Random } from "../host/mod.ts";
import { ADJECTIVES, NOUNS } from "./words.ts";
import { type Again, fault } from "./faults.ts";

/**
 * A generated name that `isTaken` does not know. When luck is short (thousands of names under one baseline), a number
 * is added, so that it always ends.
 */
export function generateName(random: Random, isTaken: (name: string) => boolean): string {
  const pick = (words: readonly string[]) => words[Math.floor(random.next() * words.length)] as string;
  for (let attempt = 0;; attempt++) {
    const words = `${pick(ADJECTIVES)}-${pick(NOUNS)}`;
    const name = attempt < 200 ? words : `${words}-${Math.floor(random.next() * 1e6)}`;
    if (!isTaken(name)) return name;
  }
}

/**
 * May an experiment be called so? What `git check-ref-format` allows as one part of a ref's name, but no hyphen in
 * front, which would be an option on every command line.
 */
export function isValidName(name: string): boolean {
  if (
    name === "" || name.startsWith("-") || name.startsWith(".") || name.endsWith(".") ||
    name.endsWith(".lock")
  ) return false;
  if (name.includes("..") || name.includes("@{") || name.includes("/")) return false;
  // deno-lint-ignore no-control-regex
  return !/[\x00-\x20\x7f~^:?*[\\]/.test(name);
}

/** @throws {ExpError} `invalid-name` */
export function checkName(name: string): void {
  if (isValidName(name)) return checkLength(name);
  throw fault("invalid-name/experiment", { name });
}

/** Refs are files, and git's lock on one has five letters more; a sweep's points and copies get a number. */
const MAX_NAME_BYTES = 240;

function checkLength(name: string): void {
  const bytes = new TextEncoder().encode(name).length;
  if (bytes <= MAX_NAME_BYTES) return;
  throw fault("invalid-name/too-long", { bytes, most: MAX_NAME_BYTES });
}

export function nameTaken(name: string, again: Again = { as: "run" }): ExpError {
  return fault("exists/experiment", { name, again });
}
