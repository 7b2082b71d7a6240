import type { Report, ReportValue } from "../data.ts";

/** By a column, or by one of what every row has. */
export type SortKey = `column:${string}` | "name" | "state" | "created";

export interface Sorting {
  readonly key: SortKey;
  readonly isDescending: boolean;
}

/**
 * Rows in order. Numbers stand before texts, and what is not there last, whatever the direction; equal ones stay as they
 * were.
 */
export function orderRows(report: Report, rows: readonly number[], sorting: Sorting | undefined): number[] {
  if (sorting === undefined) return [...rows];
  const valueOf = valuesBy(report, sorting.key);
  const sign = sorting.isDescending ? -1 : 1;
  const keyed = rows.map((row) => ({ row, value: asKey(valueOf(row)) }));
  keyed.sort((a, b) => rankOf(a.value) - rankOf(b.value) || sign * compareKeys(a.value, b.value));
  return keyed.map(({ row }) => row);
}

function valuesBy({ rows, columns }: Report, key: SortKey): (row: number) => ReportValue {
  if (key === "name") return (row) => rows[row]!.id;
  if (key === "state" || key === "created") return (row) => rows[row]![key] || null;
  const column = columns.find(({ name }) => `column:${name}` === key);
  return (row) => column?.values[row] ?? null;
}

function asKey(value: ReportValue): ReportValue {
  if (typeof value === "boolean") return Number(value);
  if (value === "inf" || value === "-inf") return value === "inf" ? Infinity : -Infinity;
  return value === "nan" ? null : value;
}

function rankOf(value: ReportValue): number {
  return value === null ? 2 : typeof value === "string" ? 1 : 0;
}

const collator = new Intl.Collator(undefined, { numeric: true });

function compareKeys(a: ReportValue, b: ReportValue): number {
  if (typeof a === "number" && typeof b === "number") return a === b ? 0 : a < b ? -1 : 1;
  return typeof a === "string" && typeof b === "string" ? collator.compare(a, b) : 0;
}
