import { areNumbers } from "./align_numbers.ts";
import { textWidth, truncateMiddle, widestOf } from "./text_width.ts";

/**
 * A column of a plain table, and what may be done with it where the terminal is narrow. `file`: left out where it is the
 * same in all rows, else shortened. `key`: shortened. `value`: shortened where it is no number. `whole`: as it is, or left
 * out. `more`: like a value, and left out if need be, one by one.
 */
export interface PlainColumn {
  readonly role: "file" | "key" | "value" | "whole" | "more";
  readonly title: string;
  readonly cells: readonly string[];
}

interface Fit {
  /** Columns of the terminal. */
  readonly width: number;
  readonly ellipsis: string;
}

export interface FittedColumns {
  readonly columns: readonly PlainColumn[];
  /** Titles of what is left out. */
  readonly hidden: readonly string[];
  readonly isShortened: boolean;
}

/** What of a name or a text is seen in any width. */
const LEAST = 8;
/** Between two columns; a title has as much again behind it (see {@link renderPlain}). */
const GAP = 2;

/**
 * Makes a plain table as narrow as the terminal: the file goes first where it is the same in all rows, names and texts are
 * shortened before more is left out, and numbers are shown as they are or not at all. At last further columns go, those
 * with one value before the others, from the right.
 */
export function fitColumns(columns: readonly PlainColumn[], { width, ellipsis }: Fit): FittedColumns {
  let shown = columns;
  const hidden: string[] = [];
  const hide = (mayGo: (column: PlainColumn) => boolean) => {
    hidden.push(...shown.filter(mayGo).map(({ title }) => title));
    shown = shown.filter((column) => !mayGo(column));
  };
  const least = new Map(columns.map((column) => [column, leastWidth(column)]));
  const fits = (widthOf: (column: PlainColumn) => number) => widthOfAll(shown.map(widthOf)) <= width;
  const canFit = () => fits((column) => least.get(column)!);
  if (!fits(naturalWidth)) hide((column) => column.role === "file" && isSame(column));
  for (const role of ["file", "whole"] as const) if (!canFit()) hide((column) => column.role === role);
  const more = columns.filter(({ role }) => role === "more").reverse();
  for (const last of [...more.filter(isSame), ...more.filter((column) => !isSame(column))]) {
    if (!canFit()) hide((column) => column === last);
  }
  const widths = shortenedWidths(shown, width);
  const cut = shown.map((column, i) => shortened(column, widths[i]!, ellipsis));
  return { columns: cut, hidden, isShortened: shown.some((column, i) => widths[i]! < naturalWidth(column)) };
}

function isSame({ cells }: PlainColumn): boolean {
  return new Set(cells).size === 1;
}

/** The widest is shortened first, until all fit or nothing is left to shorten. */
function shortenedWidths(columns: readonly PlainColumn[], room: number): number[] {
  const widths = columns.map(naturalWidth), least = columns.map(leastWidth);
  for (let over = widthOfAll(widths) - room; over > 0; over--) {
    const spare = widths.flatMap((width, i) => width > least[i]! ? [width] : []);
    if (spare.length === 0) break;
    const widest = Math.max(...spare);
    widths[widths.findIndex((width, i) => width === widest && width > least[i]!)]! -= 1;
  }
  return widths;
}

function shortened(column: PlainColumn, width: number, ellipsis: string): PlainColumn {
  const cut = (text: string, room: number) => truncateMiddle(text, room, ellipsis);
  return { ...column, title: cut(column.title, width - GAP), cells: column.cells.map((cell) => cut(cell, width)) };
}

function naturalWidth({ title, cells }: PlainColumn): number {
  return widestOf(cells, textWidth(title) + GAP);
}

function leastWidth(column: PlainColumn): number {
  const hasNumbers = column.role === "value" || column.role === "more";
  const isWhole = (cell: string) => column.role === "whole" || (hasNumbers && areNumbers([cell.trim()]));
  return Math.min(naturalWidth(column), widestOf(column.cells.filter(isWhole), LEAST));
}

function widthOfAll(widths: readonly number[]): number {
  return widths.reduce((sum, width) => sum + width, GAP * (widths.length - 1));
}
