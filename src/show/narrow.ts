import { type Column, type ShowTable, variesIn } from "./rows.ts";
import { MIN_COLUMN, naturalWidths, type TextTableOptions, widthOfTable } from "./text_table.ts";

export interface Narrowed {
  readonly table: ShowTable;
  readonly hidden: readonly Column[];
}

/**
 * Leaves columns out until the table fits `options.width`: first those that are the same in every row, then from the
 * right. Cells are shortened before a column that varies is left out.
 */
export function narrowTable(table: ShowTable, options: TextTableOptions): Narrowed {
  if (options.width === undefined) return { table, hidden: [] };
  const hidden: Column[] = [];
  let shown = table;
  const hide = (column: Column) => {
    hidden.push(column);
    shown = { ...shown, columns: shown.columns.filter((each) => each !== column) };
  };
  const fits = (limit: number) => {
    const widths = naturalWidths(shown, options).map((width, i) => i === 0 ? width : Math.min(width, limit));
    return widthOfTable(widths) <= (options.width ?? Infinity);
  };
  for (const column of table.columns.filter((each) => !variesIn(table.rows, each)).reverse()) {
    if (fits(Infinity)) return { table: shown, hidden };
    hide(column);
  }
  for (const column of shown.columns.toReversed()) {
    if (fits(MIN_COLUMN)) break;
    hide(column);
  }
  return { table: shown, hidden };
}
