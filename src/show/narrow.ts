import type { FixedColumn } from "./columns.ts";
import type { ShowTable } from "./rows.ts";
import { type Column, type ShowRow, variesIn } from "./table.ts";
import { columnWidths, type TextTableOptions, widthOfTable } from "./text_table.ts";

interface Narrowed {
  readonly table: ShowTable;
  /** Names of what is left out, in the order in which it went. */
  readonly hidden: readonly string[];
}

/** `ids`: of commits, in front of the names of experiments. */
type Part = FixedColumn | Column | "ids";

/** What tells less than a value in which rows differ: where something ran, and when. */
const TELL_LITTLE: readonly FixedColumn[] = ["Executor", "Created"];

/**
 * Leaves columns out until the table fits `options.width`, first what tells least: values that are the same in every row,
 * then when and where it ran, then ids in front of names that are nobody else's, then values from the right, so that
 * metrics stay longest. Texts are shortened before a column that varies is left out.
 */
export function narrowTable(table: ShowTable, options: TextTableOptions): Narrowed {
  const { width: room } = options;
  if (room === undefined) return { table, hidden: [] };
  const places: Part[] = [...table.fixed, ...table.columns];
  const hidden = new Set<Part>();
  const isShown = (part: Part) => !hidden.has(part);
  const fits = (widths: readonly number[]) => widthOfTable(widths.filter((_, i) => isShown(places[i]!))) <= room;
  const hideWhile = (those: readonly Part[], widths: readonly number[]) => {
    for (const each of those) {
      if (fits(widths)) return;
      hidden.add(each);
    }
  };
  const { natural, least } = columnWidths(table, options);
  hideWhile(table.columns.filter((column) => !variesIn(table.rows, column)).toReversed(), natural);
  hideWhile(TELL_LITTLE.filter((name) => table.fixed.includes(name)), least);
  const namesAlone = !fits(least) && haveOwnNames(table.rows);
  if (namesAlone) hidden.add("ids");
  hideWhile(byTelling(table), namesAlone ? columnWidths({ ...table, namesAlone }, options).least : least);
  const [fixed, columns] = [table.fixed.filter(isShown), table.columns.filter(isShown)];
  return { table: { ...table, namesAlone, fixed, columns }, hidden: [...hidden].map(nameOf) };
}

/** Those first that tell least: one value in all rows that have one, then from the right. */
function byTelling({ columns, rows }: ShowTable): Column[] {
  const hasValue = (row: ShowRow, column: Column) => "value" in (row.cells.get(column) ?? {});
  const isTold = new Map(columns.map((column) => [
    column,
    variesIn(rows.filter((row) => hasValue(row, column)), column),
  ]));
  return columns.toReversed().toSorted((a, b) => Number(isTold.get(a)) - Number(isTold.get(b)));
}

/** Are there experiments, each to be called by its name? */
function haveOwnNames(rows: readonly ShowRow[]): boolean {
  const names = rows.map(({ experiment }) => experiment).filter((name) => name !== "");
  return names.length > 0 && new Set(names).size === names.length;
}

function nameOf(part: Part): string {
  return typeof part === "string" ? part : part.name;
}
