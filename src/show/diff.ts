import { pyEqual, type Value } from "../common/value.ts";
import { flatten, formatCell } from "./cell.ts";

/** One key of one file on both sides; undefined where it is not there. */
export interface DiffEntry {
  readonly key: string;
  readonly before: Value | undefined;
  readonly after: Value | undefined;
  /** after - before, for numbers only. */
  readonly change: number | bigint | undefined;
}

export interface FileDiff {
  readonly file: string;
  readonly entries: readonly DiffEntry[];
}

export interface DiffOptions {
  /** Also what is equal on both sides. */
  readonly all?: boolean;
}

/** Compares flat keys file by file; files and keys in order of appearance, the new side's first. */
export function diffFiles(
  before: ReadonlyMap<string, Value>,
  after: ReadonlyMap<string, Value>,
  options: DiffOptions = {},
): FileDiff[] {
  const out: FileDiff[] = [];
  for (const file of new Set([...before.keys(), ...after.keys()])) {
    const a = before.has(file) ? flatten(before.get(file)!) : new Map<string, Value>();
    const b = after.has(file) ? flatten(after.get(file)!) : new Map<string, Value>();
    const entries: DiffEntry[] = [];
    for (const key of new Set([...a.keys(), ...b.keys()])) {
      const x = a.get(key), y = b.get(key);
      const same = x !== undefined && y !== undefined && pyEqual(x, y);
      if (same && !options.all) continue;
      entries.push({ key, before: x, after: y, change: difference(x, y) });
    }
    if (entries.length > 0) out.push({ file, entries });
  }
  return out;
}

/** Booleans count as 0 and 1, as in Python. */
function difference(x: Value | undefined, y: Value | undefined): number | bigint | undefined {
  const a = numeric(x), b = numeric(y);
  if (a === undefined || b === undefined) return undefined;
  return typeof a === "bigint" && typeof b === "bigint" ? b - a : Number(b) - Number(a);
}

function numeric(value: Value | undefined): number | bigint | undefined {
  if (typeof value === "boolean") return value ? 1n : 0n;
  return typeof value === "number" || typeof value === "bigint" ? value : undefined;
}

/** `{file: {key: {old, new, diff?}}}` */
export function diffJson(diffs: readonly FileDiff[]): Value {
  return new Map(diffs.map(({ file, entries }) => [
    file,
    new Map(entries.map(({ key, before, after, change }) => {
      const facts = new Map<string, Value>([["old", plain(before)], ["new", plain(after)]]);
      if (change !== undefined) facts.set("diff", change);
      return [key, facts];
    })),
  ]));
}

/** Lists are compared, and shown, as texts. */
function plain(value: Value | undefined): Value {
  return value === undefined ? null : Array.isArray(value) ? formatCell(value) : value;
}

/** Cells `[file, key, before, after, change]`, keys sorted within a file; undefined where there is nothing to show. */
export function diffRows(diffs: readonly FileDiff[], precision?: number): (string | undefined)[][] {
  const text = (value: Value | undefined) => value === undefined ? undefined : formatCell(value, precision);
  return diffs.flatMap(({ file, entries }) =>
    [...entries].sort((a, b) => a.key < b.key ? -1 : a.key > b.key ? 1 : 0).map((entry) => [
      file,
      entry.key,
      text(entry.before),
      text(entry.after),
      text(entry.change),
    ])
  );
}
