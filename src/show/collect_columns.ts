import { isMap, nearestWord, type Value } from "../common/mod.ts";
import type { BaselineEntry, FileData } from "../revisions/mod.ts";
import { flatten } from "./cell.ts";
import { FIXED_COLUMNS } from "./columns.ts";
import { fault } from "./faults.ts";
import type { Column } from "./table.ts";

type Unnamed = Omit<Column, "name">;

/** A column for every value that any of the revisions has: metrics, parameters, deps. */
export function collectColumns(entries: readonly BaselineEntry[]): Column[] {
  const revs = entries.flatMap((entry) => [entry, ...(entry.experiments ?? []).flatMap((range) => range.revs)]);
  const deps = new Set(revs.flatMap((rev) => [...rev.data?.deps.keys() ?? []]));
  return named([
    ...fileColumns("metric", revs.flatMap((rev) => [...rev.data?.metrics ?? []])),
    ...fileColumns("param", revs.flatMap((rev) => [...rev.data?.params ?? []])),
    ...[...deps].sort().map((path): Unnamed => ({ kind: "dep", file: path, key: path })),
  ]);
}

/** Files, and the keys in each, as they are met first. */
function fileColumns(kind: Column["kind"], files: readonly (readonly [string, FileData])[]): Unnamed[] {
  const keys = new Map<string, Set<string>>();
  for (const [file, data] of files) {
    const known = keys.get(file) ?? keys.set(file, new Set()).get(file)!;
    for (const key of flatOf(data).keys()) known.add(key);
  }
  return [...keys].flatMap(([file, known]) => [...known].map((key): Unnamed => ({ kind, file, key })));
}

/** A value is called by its key, or with its file where another column has the key, too. */
function named(columns: readonly Unnamed[]): Column[] {
  const uses = new Map<string, number>(FIXED_COLUMNS.map((name) => [name, 1]));
  for (const { kind, key } of columns) if (kind !== "dep") uses.set(key, (uses.get(key) ?? 0) + 1);
  return columns.map((column) => ({ ...column, name: nameOf(column, uses) }));
}

/** A file that is one value is called by its own name. */
function nameOf({ kind, file, key }: Unnamed, uses: ReadonlyMap<string, number>): string {
  if (kind !== "dep" && key === "") return file;
  return kind === "dep" || uses.get(key) === 1 ? key : `${file}:${key}`;
}

/** @throws {ExpError} `usage` for a name of none or of several */
export function findColumn(columns: readonly Column[], wanted: string): Column {
  const sortable = columns.filter((column) => column.kind !== "dep");
  const fullName = (column: Column) => `${column.file}:${column.key}`;
  const exact = sortable.filter((column) =>
    fullName(column) === wanted || (column.key === "" && column.name === wanted)
  );
  const key = wanted.replace(/^:/, ""); // `:acc` is in any file
  const found = exact.length > 0 ? exact : sortable.filter((column) => column.key === key);
  if (found.length === 1) return found[0]!;
  if (found.length > 1) throw fault("usage/ambiguous-column", { key, columns: found.map(fullName) });
  const nearest = nearestWord(wanted, sortable.flatMap((column) => [column.name, column.key]));
  throw fault("usage/no-column", { wanted, key, nearest });
}

const flatCache = new WeakMap<FileData, ReadonlyMap<string, Value>>();

/** A file's values by their keys; none for one that cannot be read. */
export function flatOf(file: FileData): ReadonlyMap<string, Value> {
  if ("error" in file) return new Map();
  if (isFlat(file.data)) return file.data;
  const known = flatCache.get(file);
  if (known !== undefined) return known;
  const flat = flatten(file.data);
  flatCache.set(file, flat);
  return flat;
}

/** Most files are: theirs need no copy, of which a cache of thousands would keep the garbage collector busy. */
function isFlat(data: Value): data is Map<string, Value> {
  if (!isMap(data)) return false;
  for (const [key, value] of data) if (typeof key !== "string" || isMap(value)) return false;
  return true;
}
