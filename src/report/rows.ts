import { floatRepr, type Value } from "../common/mod.ts";
import type { BaselineEntry } from "../revisions/mod.ts";
import { betterDirection, buildShowTable, type Column, findColumn, formatCell } from "../show/mod.ts";
import type { ReportColumn, ReportRow, ReportValue } from "./data.ts";

interface ReportTable {
  readonly rows: readonly ReportRow[];
  readonly columns: readonly ReportColumn[];
  /** Each row's whole commit id, or `workspace`. */
  readonly revs: readonly string[];
}

/**
 * @param messages of commits, by their ids
 * @param metrics those that are wanted; none: all of them
 * @throws {ExpError} `usage` for a metric that there is not
 */
export function reportTable(
  entries: readonly BaselineEntry[],
  messages: ReadonlyMap<string, string>,
  metrics: readonly string[] = [],
): ReportTable {
  const { rows, columns } = buildShowTable(entries);
  const wanted = new Set(metrics.map((name) => findColumn(columns.filter(({ kind }) => kind === "metric"), name)));
  const isWanted = (column: Column) =>
    column.kind === "param" || (column.kind === "metric" && (metrics.length === 0 || wanted.has(column)));
  const ids = uniqueIds(rows.map((row) => [row.experiment || row.rev, row.sha]));
  let baseline = 0;
  return {
    revs: rows.map((row) => row.sha),
    rows: rows.map((row, i): ReportRow => {
      const isBaseline = row.kind === "baseline";
      if (isBaseline) baseline = i;
      return {
        id: ids[i]!,
        kind: row.sha === "workspace" ? "workspace" : isBaseline ? "baseline" : "experiment",
        rev: row.sha === "workspace" ? "" : row.sha.slice(0, 7),
        ...(isBaseline ? {} : { baseline }),
        state: row.state,
        created: row.created,
        message: firstLine(messages.get(row.sha) ?? ""),
      };
    }),
    columns: columns.filter(isWanted).map((column): ReportColumn => ({
      kind: column.kind === "metric" ? "metric" : "param",
      name: column.name,
      values: rows.map((row) => {
        const cell = row.cells.get(column);
        return cell === undefined || "error" in cell ? null : plainValue(cell.value);
      }),
      ...(column.kind === "metric" ? { better: betterDirection(column.key) } : {}),
    })),
  };
}

/** Experiments of different commits may have one name; then the commit's first digits are added. */
function uniqueIds(named: readonly (readonly [name: string, sha: string])[]): string[] {
  const counts = new Map<string, number>();
  for (const [name] of named) counts.set(name, (counts.get(name) ?? 0) + 1);
  const taken = new Set<string>();
  return named.map(([name, sha]) => {
    let id = counts.get(name) === 1 ? name : `${name} ${sha.slice(0, 7)}`;
    for (let more = 2; taken.has(id); more++) id = `${name} ${sha.slice(0, 7)} ${more}`;
    taken.add(id);
    return id;
  });
}

const LONGEST_MESSAGE = 200;

function firstLine(message: string): string {
  return message.split("\n", 1)[0]!.slice(0, LONGEST_MESSAGE);
}

/** A value as JSON can hold it. */
function plainValue(value: Value): ReportValue {
  if (value === null || typeof value === "boolean" || typeof value === "string") return value;
  if (typeof value === "bigint") return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
  if (typeof value === "number") return Number.isFinite(value) ? value : floatRepr(value);
  return formatCell(value);
}
