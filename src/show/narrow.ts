import type { ShowTable } from "./rows.ts";
import { type Column, variesIn } from "./table.ts";
import { columnWidths, type TextTableOptions, widthOfTable } from "./text_table.ts";

interface Narrowed {
  readonly table: ShowTable;
  readonly hidden: readonly Column[];
}

/**
 * Leaves columns out until the table fits `options.width`: first those that are the same in every row, then from the
 * right. Texts are shortened before a column that varies is left out.
 */
export function narrowTable(table: ShowTable, options: TextTableOptions): Narrowed {
  const { width: room } = options;
  if (room === undefined) return { table, hidden: [] };
  const { natural, least } = columnWidths(table, options);
  const shown = new Set(table.columns);
  const hidden: Column[] = [];
  const fits = (widths: readonly number[]) => {
    const isShown = (i: number) => i < table.fixed.length || shown.has(table.columns[i - table.fixed.length]!);
    return widthOfTable(widths.filter((_, i) => isShown(i))) <= room;
  };
  const hideWhile = (columns: readonly Column[], widths: readonly number[]) => {
    for (const column of columns.toReversed()) {
      if (fits(widths)) return;
      shown.delete(column);
      hidden.push(column);
    }
  };
  hideWhile(table.columns.filter((column) => !variesIn(table.rows, column)), natural);
  hideWhile([...shown], least);
  return { table: { ...table, columns: [...shown] }, hidden };
}
