/** What a commit shows, as JSON: of a form that is read fast, and tells Python's kinds of values apart. */
import { type Key, PyDate, type Value, type ValueMap } from "../common/mod.ts";
import type { Rev } from "../git/mod.ts";
import type { DepFacts, FileData, RevData } from "./collected.ts";

/** All that is told of a commit, without what is the same in a row of any commit. */
export interface CommitRow {
  readonly commitTimeMs: number;
  readonly parent: Rev | undefined;
  readonly data: Omit<RevData, "rev" | "timestamp">;
}

/** A row as JSON has it; what makes several values stands flat, which takes half of the objects. */
type WrittenRow = readonly [
  commitTimeMs: number,
  parent: Rev | null,
  params: WrittenFiles,
  metrics: WrittenFiles,
  deps: WrittenFacts,
  outs: WrittenFacts,
  meta: RevData["meta"],
];

type WrittenFiles = readonly (string | Written)[];
type WrittenFacts = readonly (string | number | boolean | null)[];

/**
 * Numbers without a fraction are whole ones, those with one are floats. An object is what JSON has not: a map `m`, a float
 * `f`, a whole number `i`, a date `d`; or a file's error `e`.
 */
type Written = null | boolean | number | string | readonly Written[] | { readonly [kind: string]: unknown };

export function writeRow({ commitTimeMs, parent, data }: CommitRow): WrittenRow {
  return [
    commitTimeMs,
    parent ?? null,
    writeFiles(data.params),
    writeFiles(data.metrics),
    [...data.deps].flatMap(([path, { hash, size, nfiles }]) => [path, hash, size, nfiles]),
    [...data.outs].flatMap(([path, { hash, size, nfiles, use_cache, is_data_source }]) => [
      path,
      hash,
      size,
      nfiles,
      use_cache,
      is_data_source,
    ]),
    data.meta,
  ];
}

export function readRow([commitTimeMs, parent, params, metrics, deps, outs, meta]: WrittenRow): CommitRow {
  return {
    commitTimeMs,
    parent: parent ?? undefined,
    data: { params: readFiles(params), metrics: readFiles(metrics), deps: readDeps(deps), outs: readOuts(outs), meta },
  };
}

function writeFiles(files: ReadonlyMap<string, FileData>): WrittenFiles {
  return [...files].flatMap(([path, file]) => [path, "error" in file ? { e: file.error } : writeValue(file.data)]);
}

function readFiles(written: WrittenFiles): Map<string, FileData> {
  const files = new Map<string, FileData>();
  for (let i = 0; i < written.length; i += 2) files.set(written[i] as string, readFile(written[i + 1] as Written));
  return files;
}

function readFile(written: Written): FileData {
  const isError = typeof written === "object" && written !== null && "e" in written;
  return isError ? { error: written.e } as FileData : { data: readValue(written) };
}

function readDeps(written: WrittenFacts): RevData["deps"] {
  if (written.length === 0) return NONE;
  const deps = new Map<string, DepFacts>();
  for (let i = 0; i < written.length; i += 4) deps.set(written[i] as string, readFacts(written, i));
  return deps;
}

function readOuts(written: WrittenFacts): RevData["outs"] {
  if (written.length === 0) return NONE;
  const outs = new Map<string, DepFacts & { use_cache: boolean; is_data_source: boolean }>();
  for (let i = 0; i < written.length; i += 6) {
    const [use_cache, is_data_source] = [written[i + 4] as boolean, written[i + 5] as boolean];
    outs.set(written[i] as string, { ...readFacts(written, i), use_cache, is_data_source });
  }
  return outs;
}

/** One for thousands of rows. */
const NONE = new Map<string, never>();

function readFacts(written: WrittenFacts, at: number): DepFacts {
  return {
    hash: written[at + 1] as string | null,
    size: written[at + 2] as number | null,
    nfiles: written[at + 3] as number | null,
  };
}

function writeValue(value: Value): Written {
  if (typeof value === "bigint") return Number.isSafeInteger(Number(value)) ? Number(value) : { i: String(value) };
  if (typeof value === "number") return writeFloat(value);
  if (value === null || typeof value !== "object") return value;
  if (Array.isArray(value)) return value.map(writeValue);
  if (value instanceof PyDate) return { d: [value.kind, value.iso, value.source] };
  return { m: [...value].flatMap(([key, item]) => [writeValue(key), writeValue(item)]) };
}

function writeFloat(value: number): Written {
  if (Number.isFinite(value) && !Number.isInteger(value)) return value;
  return { f: Object.is(value, -0) ? "-0" : String(value) };
}

function readValue(written: Written): Value {
  if (typeof written === "number") return Number.isInteger(written) ? BigInt(written) : written;
  if (written === null || typeof written !== "object") return written;
  if (Array.isArray(written)) return written.map(readValue);
  const { m, f, i, d } = written as { m?: Written[]; f?: string; i?: string; d?: [PyDate["kind"], string, string] };
  if (m !== undefined) return readMap(m);
  if (f !== undefined) return Number(f);
  return i !== undefined ? BigInt(i) : new PyDate(...d!);
}

function readMap(written: readonly Written[]): ValueMap {
  const map: ValueMap = new Map();
  for (let i = 0; i < written.length; i += 2) map.set(readValue(written[i]!) as Key, readValue(written[i + 1]!));
  return map;
}
