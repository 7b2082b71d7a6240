import { isFalsy, isMap, pyEqual, type Value } from "../common/mod.ts";
import { type Digits, flatten, formatCell } from "./cell.ts";

/** One key of one file on both sides; undefined where it is not there. */
interface DiffEntry {
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
  /** What is not there is null, and files that are no maps are compared as JSON; see {@link sidesWithNull}. */
  readonly missingIsNull?: {
    /** Undefined for what is no JSON. */
    readonly readJson: (text: string) => Value | undefined;
  };
}

/** Compares flat keys file by file; files and keys in order of appearance, the new side's first. */
export function diffFiles(
  before: ReadonlyMap<string, Value>,
  after: ReadonlyMap<string, Value>,
  options: DiffOptions = {},
): FileDiff[] {
  const out: FileDiff[] = [];
  for (const file of new Set([...before.keys(), ...after.keys()])) {
    const pair = [before.get(file), after.get(file)] as const;
    const { missingIsNull } = options;
    const [a, b] = missingIsNull ? sidesWithNull(...pair, missingIsNull.readJson) : sides(...pair);
    const entries: DiffEntry[] = [];
    for (const key of new Set([...a.values.keys(), ...b.values.keys()])) {
      const x = a.values.has(key) ? a.values.get(key) : a.missing;
      const y = b.values.has(key) ? b.values.get(key) : b.missing;
      const same = x !== undefined && y !== undefined && pyEqual(x, y);
      if (same && !options.all) continue;
      const [shownX, shownY] = missingIsNull ? [x ?? undefined, y ?? undefined] : [x, y];
      entries.push({ key, before: shownX, after: shownY, change: difference(x, y) });
    }
    if (entries.length > 0) out.push({ file, entries });
  }
  return out;
}

/** One file on one side: flat keys, and what stands for a key that only the other side has. */
interface FlatSide {
  readonly values: ReadonlyMap<string, Value>;
  readonly missing: Value | undefined;
}

function sides(before: Value | undefined, after: Value | undefined): [FlatSide, FlatSide] {
  const side = (data: Value | undefined): FlatSide => ({
    values: data === undefined ? new Map() : withTexts(flatten(data)),
    missing: undefined,
  });
  return [side(before), side(after)];
}

/** DVC writes lists as texts before it compares. */
function withTexts(flat: ReadonlyMap<string, Value>): Map<string, Value> {
  return new Map([...flat].map(([key, value]) => [key, Array.isArray(value) ? formatCell(value) : value]));
}

/**
 * A key that is not there is null, and beside a map anything else is "unable to parse" (if it is not empty or zero). Two
 * files that are no maps are one value each: a list or a text counts as the JSON that it is, and of two lists with one
 * item these are compared.
 */
function sidesWithNull(
  before: Value | undefined,
  after: Value | undefined,
  readJson: (text: string) => Value | undefined,
): [FlatSide, FlatSide] {
  const read = (data: Value = new Map()): Value => {
    const text = Array.isArray(data) ? formatCell(data) : data;
    return typeof text === "string" ? readJson(text) ?? text : text;
  };
  const [a, b] = [read(before), read(after)];
  if (isMap(a) || isMap(b)) return [besideMap(a), besideMap(b)];
  const [x, y] = singleItems(a, b);
  return [{ values: new Map([["", x]]), missing: null }, { values: new Map([["", y]]), missing: null }];
}

function besideMap(data: Value): FlatSide {
  if (isMap(data)) return { values: withTexts(flatten(data)), missing: null };
  return { values: new Map(), missing: isFalsy(data) ? null : "unable to parse" };
}

function singleItems(a: Value, b: Value): [Value, Value] {
  const isPair = Array.isArray(a) && Array.isArray(b) && a.length === 1 && b.length === 1;
  return isPair ? singleItems(a[0] as Value, b[0] as Value) : [a, b];
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
      const facts = new Map<string, Value>([["old", before ?? null], ["new", after ?? null]]);
      if (change !== undefined) facts.set("diff", change);
      return [key, facts];
    })),
  ]));
}

/** Cells `[file, key, before, after, change]`, keys sorted within a file; undefined where there is nothing to show. */
export function diffRows(diffs: readonly FileDiff[], digits: Digits = {}): (string | undefined)[][] {
  const text = (value: Value | undefined) => value === undefined ? undefined : formatCell(value, digits);
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
