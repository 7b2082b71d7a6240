/** Edits of a folder object's text: what does not change in it is neither read nor sorted. */
import { compareCodePoints, quotePyJson } from "../common/mod.ts";

const ENTRY = '{"md5": "', BETWEEN = '", "relpath": ', NEXT = ", ";
const HASH_DIGITS = 32;
/** From an entry's beginning to its quoted path. */
const TO_PATH = ENTRY.length + HASH_DIGITS + BETWEEN.length;

/** Where an entry stands, or would. */
interface Place {
  readonly start: number;
  /** Behind its `}`; as `start` when there is none. */
  readonly end: number;
}

/** The hash of a path in a text of `formatTree`; undefined: it is not there. */
export function hashInTree(text: string, relpath: string): string | undefined {
  const { start, end } = placeOf(text, relpath);
  return start === end ? undefined : text.slice(start + ENTRY.length, start + ENTRY.length + HASH_DIGITS);
}

/** The hashes in a folder object's text that begin so. */
export function hashesBeginning(text: string, digits: string): string[] {
  const hashes: string[] = [];
  for (let at = text.indexOf(ENTRY + digits); at >= 0; at = text.indexOf(ENTRY + digits, at + TO_PATH)) {
    hashes.push(text.slice(at + ENTRY.length, at + ENTRY.length + HASH_DIGITS));
  }
  return hashes;
}

/**
 * The text that `formatTree` would make of the entries, changed.
 *
 * @param text of `formatTree`, with MD5s
 * @param changes hashes by relpath; undefined: the entry goes
 */
export function spliceTree(text: string, changes: ReadonlyMap<string, string | undefined>): string {
  const sorted = [...changes].sort(([a], [b]) => compareCodePoints(a, b));
  const pieces: string[] = [];
  let done = 1; // behind the bracket
  const keep = (until: number) => {
    const kept = text.slice(done, until);
    if (kept !== "") pieces.push(kept.endsWith(NEXT) ? kept.slice(0, -NEXT.length) : kept);
  };
  for (const [relpath, hash] of sorted) {
    const { start, end } = placeOf(text, relpath);
    keep(start);
    if (hash !== undefined) pieces.push(`${ENTRY}${hash}${BETWEEN}${quotePyJson(relpath)}}`);
    done = text.startsWith(NEXT, end) ? end + NEXT.length : end;
  }
  keep(text.length - 1);
  return `[${pieces.join(NEXT)}]`;
}

/** Entries are sorted, and what begins one cannot stand inside: a quote in a path has a backslash before it. */
function placeOf(text: string, relpath: string): Place {
  let low = 1, high = text.length - 1;
  while (low < high) {
    const start = text.lastIndexOf(ENTRY, Math.max(low, (low + high) >> 1));
    const pathEnd = closingQuote(text, start + TO_PATH) + 1;
    const order = compareCodePoints(relpath, JSON.parse(text.slice(start + TO_PATH, pathEnd)) as string);
    const end = pathEnd + 1;
    if (order === 0) return { start, end };
    if (order < 0) high = start;
    else low = text.startsWith(NEXT, end) ? end + NEXT.length : end;
  }
  return { start: low, end: low };
}

/** @param opening where the quoted text begins */
function closingQuote(text: string, opening: number): number {
  let at = opening + 1;
  while (text[at] !== '"') at += text[at] === "\\" ? 2 : 1;
  return at;
}
