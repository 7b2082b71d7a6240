import { areNumbers } from "./align_numbers.ts";
import { textWidth, truncateMiddle, widestOf } from "./text_width.ts";

/** A column of a table of differences; `value` is that of one side. */
export interface DiffColumn {
  readonly role: "file" | "key" | "value" | "change";
  readonly title: string;
  readonly cells: readonly string[];
}

interface Fit {
  /** Columns of the terminal. */
  readonly width: number;
  readonly ellipsis: string;
}

interface FittedDiff {
  readonly columns: readonly DiffColumn[];
  /** Titles of what is left out. */
  readonly hidden: readonly string[];
  readonly isShortened: boolean;
}

/** What of a name or a text is seen in any width. */
const LEAST = 8;
/** Between two columns; a title has as much again behind it (see {@link renderPlain}). */
const GAP = 2;

/**
 * Makes a table of differences as narrow as the terminal: the file goes first where it is the same in all rows, names and
 * texts are shortened before more is left out, and numbers are shown as they are or, with the difference, not at all.
 */
export function fitDiff(columns: readonly DiffColumn[], { width, ellipsis }: Fit): FittedDiff {
  let shown = columns;
  const hidden: string[] = [];
  const hide = (role: DiffColumn["role"]) => {
    hidden.push(...shown.filter((column) => column.role === role).map(({ title }) => title));
    shown = shown.filter((column) => column.role !== role);
  };
  const fits = (widthOf: (column: DiffColumn) => number) => widthOfAll(shown.map(widthOf)) <= width;
  const files = columns.find(({ role }) => role === "file")?.cells ?? [];
  if (!fits(naturalWidth) && new Set(files).size === 1) hide("file");
  for (const role of ["file", "change"] as const) if (!fits(leastWidth)) hide(role);
  const widths = shortenedWidths(shown, width);
  const cut = shown.map((column, i) => shortened(column, widths[i]!, ellipsis));
  return { columns: cut, hidden, isShortened: shown.some((column, i) => widths[i]! < naturalWidth(column)) };
}

/** The widest is shortened first, until all fit or nothing is left to shorten. */
function shortenedWidths(columns: readonly DiffColumn[], room: number): number[] {
  const widths = columns.map(naturalWidth), least = columns.map(leastWidth);
  for (let over = widthOfAll(widths) - room; over > 0; over--) {
    const spare = widths.flatMap((width, i) => width > least[i]! ? [width] : []);
    if (spare.length === 0) break;
    const widest = Math.max(...spare);
    widths[widths.findIndex((width, i) => width === widest && width > least[i]!)]! -= 1;
  }
  return widths;
}

function shortened(column: DiffColumn, width: number, ellipsis: string): DiffColumn {
  const cut = (text: string, room: number) => truncateMiddle(text, room, ellipsis);
  return { ...column, title: cut(column.title, width - GAP), cells: column.cells.map((cell) => cut(cell, width)) };
}

function naturalWidth({ title, cells }: DiffColumn): number {
  return widestOf(cells, textWidth(title) + GAP);
}

function leastWidth(column: DiffColumn): number {
  const isWhole = (cell: string) => column.role === "change" || (column.role === "value" && areNumbers([cell.trim()]));
  return Math.min(naturalWidth(column), widestOf(column.cells.filter(isWhole), LEAST));
}

function widthOfAll(widths: readonly number[]): number {
  return widths.reduce((sum, width) => sum + width, GAP * (widths.length - 1));
}
