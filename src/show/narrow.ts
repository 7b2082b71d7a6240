import type { ShowTable } from "./rows.ts";
import { type Column, variesIn } from "./table.ts";
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
  const { width: room } = options;
  if (room === undefined) return { table, hidden: [] };
  const all = naturalWidths(table, options);
  const fixed = all.slice(0, all.length - table.columns.length);
  const widthOf = new Map(table.columns.map((column, i) => [column, all[fixed.length + i]!]));
  const shown = new Set(table.columns);
  const hidden: Column[] = [];
  const fits = (limit: number) => {
    const widths = [...fixed, ...[...shown].map((column) => widthOf.get(column)!)];
    return widthOfTable(widths.map((width, i) => i === 0 ? width : Math.min(width, limit))) <= room;
  };
  const hideWhile = (columns: readonly Column[], limit: number) => {
    for (const column of columns.toReversed()) {
      if (fits(limit)) return;
      shown.delete(column);
      hidden.push(column);
    }
  };
  hideWhile(table.columns.filter((column) => !variesIn(table.rows, column)), Infinity);
  hideWhile([...shown], MIN_COLUMN);
  return { table: { ...table, columns: [...shown] }, hidden };
}
