import type { Value } from "../common/mod.ts";
import type { BaselineEntry, ExperimentRange, FileData, RevEntry } from "../revisions/mod.ts";
import { type BestRows, findBest, readDirections } from "./best.ts";
import { formatCell } from "./cell.ts";
import { collectColumns, findColumn, flatOf } from "./collect_columns.ts";
import { chooseColumns, type ColumnOptions, type FixedColumn } from "./columns.ts";
import { parseCondition } from "./condition.ts";
import type { Cell, Column, ShowRow } from "./table.ts";

export interface ShowTable {
  readonly fixed: readonly FixedColumn[];
  readonly columns: readonly Column[];
  /** Columns set aside because all rows say the same in them. */
  readonly same: readonly Column[];
  readonly rows: readonly ShowRow[];
  readonly best: BestRows;
  /** Experiments are called by their names alone, for there is no room for their ids. */
  readonly namesAlone?: boolean;
}

export interface ShowOptions extends ColumnOptions {
  readonly sortBy?: string | undefined;
  readonly sortOrder?: "asc" | "desc" | undefined;
  readonly hideWorkspace?: boolean;
  readonly hideFailed?: boolean;
  readonly hideQueued?: boolean;
  readonly sha?: boolean;
  /** Conditions such as `acc>0.9`; baselines always stay. */
  readonly filter?: readonly string[];
  /** Say of everything that an executor ran which one it was and how it went, as DVC does. */
  readonly allStates?: boolean;
  /** `[FILE:]KEY=min` or `=max`: which way a value gets better, where its name does not tell. */
  readonly best?: readonly string[];
  /** At most this many experiments a baseline. */
  readonly limit?: number | undefined;
}

/**
 * The table of `exp show`.
 * @throws {ExpError} `usage` for an unknown or ambiguous column, a wrong pattern or condition
 */
export function buildShowTable(entries: readonly BaselineEntry[], options: ShowOptions = {}): ShowTable {
  const columns = collectColumns(entries);
  const sortColumn = options.sortBy === undefined ? undefined : findColumn(columns, options.sortBy);
  const conditions = (options.filter ?? []).map((text) => {
    const condition = parseCondition(text);
    return { column: findColumn(columns, condition.column), holds: condition.holds };
  });
  const rows = entries.flatMap((entry) => {
    const ranges = unhidden(entry.experiments ?? [], options)
      .filter((range) => conditions.every(({ column, holds }) => holds(valueAt(cellOf(range.revs[0], column)))));
    if (sortColumn !== undefined) sortRanges(ranges, sortColumn, options.sortOrder ?? "asc");
    const shown = ranges.slice(0, options.limit ?? ranges.length);
    const own = entry.rev === "workspace" && options.hideWorkspace ? [] : [baselineRow(entry, columns, options)];
    return [...own, ...shown.flatMap((range, i) => rangeRows(range, i === shown.length - 1, columns, options))];
  });
  const chosen = chooseColumns(columns, rows, options);
  return { ...chosen, rows, best: findBest(chosen.columns, rows, readDirections(options.best ?? [], columns)) };
}

/** Those that are not to be hidden; of one that waits to go on from its checkpoints these stay. */
export function unhidden(
  ranges: readonly ExperimentRange[],
  { hideFailed, hideQueued }: Pick<ShowOptions, "hideFailed" | "hideQueued">,
): ExperimentRange[] {
  return ranges.flatMap((range) => {
    const state = range.executor?.state;
    if (state === "failed" && hideFailed) return [];
    if (state !== "queued" || !hideQueued) return [range];
    const [, newest, ...older] = range.revs;
    if (newest === undefined) return [];
    return [{ ...range, executor: null, revs: [{ ...newest, name: range.name }, ...older] }];
  });
}

function cellOf(rev: RevEntry | undefined, column: Column): Cell {
  if (rev?.data == null) return undefined;
  if (column.kind === "dep") {
    const hash = rev.data.deps.get(column.file)?.hash;
    return hash == null ? undefined : { value: hash };
  }
  const file = (column.kind === "metric" ? rev.data.metrics : rev.data.params).get(column.file);
  return file === undefined ? undefined : fileCell(file, column.key);
}

function fileCell(file: FileData, key: string): Cell {
  if ("error" in file) return { error: file.error.type === "FileNotFoundError" ? "missing" : "unreadable" };
  const flat = flatOf(file);
  return flat.has(key) ? { value: flat.get(key)! } : undefined;
}

function valueAt(cell: Cell): Value | undefined {
  return cell !== undefined && "value" in cell ? cell.value ?? undefined : undefined;
}

/** Rows without a value go last whatever the order. */
function sortRanges(ranges: ExperimentRange[], column: Column, order: "asc" | "desc"): void {
  const sign = order === "desc" ? -1 : 1;
  ranges.sort((a, b) => {
    const x = valueAt(cellOf(a.revs[0], column)), y = valueAt(cellOf(b.revs[0], column));
    if (x === undefined || y === undefined) return x === y ? 0 : x === undefined ? 1 : -1;
    return sign * compareValues(x, y);
  });
}

function compareValues(a: Value, b: Value): number {
  const isNumber = (v: Value): v is number | bigint => typeof v === "number" || typeof v === "bigint";
  if (isNumber(a) && isNumber(b)) return a < b ? -1 : a > b ? 1 : 0;
  const x = formatCell(a), y = formatCell(b);
  return x < y ? -1 : x > y ? 1 : 0;
}

function baselineRow(entry: BaselineEntry, columns: readonly Column[], options: ShowOptions): ShowRow {
  const short = entry.rev === "workspace" ? entry.rev : entry.rev.slice(0, 7);
  return makeRow(entry, columns, {
    experiment: "",
    rev: options.sha ? short : entry.name ?? short,
    kind: "baseline",
  });
}

function rangeRows(
  range: ExperimentRange,
  isLast: boolean,
  columns: readonly Column[],
  { allStates }: ShowOptions,
): ShowRow[] {
  const { executor, isPruned } = range;
  const word = isPruned ? "pruned" : executor?.state ?? "";
  const state = word === "" || (word === "success" && !allStates) ? "" : capital(word);
  const runner = executor?.name == null || (executor.state !== "running" && !allStates) ? "" : capital(executor.name);
  return range.revs.map((rev, i) =>
    makeRow(rev, columns, {
      experiment: i === 0 ? range.name ?? rev.name ?? "" : "",
      rev: rev.rev === "workspace" ? rev.rev : rev.rev.slice(0, 7),
      kind: range.revs.length === 1
        ? (isLast ? "branch_base" : "branch_commit")
        : i === 0
        ? "checkpoint_tip"
        : i === range.revs.length - 1
        ? "checkpoint_base"
        : "checkpoint_commit",
      state: i === 0 ? state : "",
      executor: i === 0 ? runner : "",
    })
  );
}

function makeRow(
  rev: RevEntry,
  columns: readonly Column[],
  facts: Pick<ShowRow, "experiment" | "rev" | "kind"> & Partial<Pick<ShowRow, "state" | "executor">>,
): ShowRow {
  return {
    sha: rev.rev,
    created: rev.data?.timestamp ?? "",
    state: "",
    executor: "",
    ...facts,
    cells: new Map(columns.map((column) => [column, cellOf(rev, column)])),
  };
}

function capital(word: string): string {
  return word[0]!.toUpperCase() + word.slice(1);
}
