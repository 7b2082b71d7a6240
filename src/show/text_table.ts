import { alignNumbers, areNumbers } from "./align_numbers.ts";
import { createdText } from "./date_column.ts";
import { type FixedColumn, fixedText } from "./columns.ts";
import type { ShowTable } from "./rows.ts";
import { cellText, type Column, type ShowRow } from "./table.ts";
import { textWidth, truncateMiddle, widestOf } from "./text_width.ts";
import { cutTreeLabels, ellipsisOf, type LabelLook, leastLabelWidth, treeLabel } from "./tree_label.ts";

export interface TextTableOptions {
  /** Columns of the terminal; undefined: as wide as it needs to be. */
  readonly width?: number;
  readonly precision?: number;
  /** Box and tree characters beyond ASCII. */
  readonly unicode: boolean;
  /** Deps show the first seven digits of their hash only. */
  readonly shortHashes?: boolean;
  /** What stands for a value whose file is missing; default `!`, as DVC's. */
  readonly missingMark?: string;
  /** Now, in the local time that `created` is in (ISO), so that today shows as a time of day. */
  readonly today: string;
  /** Every line as long as the table is wide. */
  readonly isPadded?: boolean;
  /** Numbers of a column have their points below each other, and the best of them a mark. */
  readonly alignsPoints?: boolean;
  /** Marks what a kind of text is, for colours; default: nothing. */
  readonly paint?: (kind: "header" | "baseline" | "best", text: string) => string;
}

/** The texts of a table, header first; columns of numbers are aligned already. */
interface LaidOut {
  readonly lines: readonly (readonly string[])[];
  readonly areNumbers: readonly boolean[];
}

/** No column of texts is shortened below this; one of numbers not at all, for half a number is a wrong one. */
const MIN_COLUMN = 6;
const BEST = "*";

/** Header and cells of a table for people (also the Markdown one): experiment tree, time, state, values. */
export function tableCells(
  table: ShowTable,
  options: Pick<TextTableOptions, "precision" | "today" | "unicode" | "shortHashes" | "missingMark">,
): { header: string[]; rows: string[][] } {
  const header = [...table.fixed, ...table.columns.map((column) => column.name)];
  const digits = { significant: options.precision ?? 5 };
  const marks = { none: "-", missing: options.missingMark ?? "!" };
  const rows = table.rows.map((row) => [
    ...table.fixed.map((name) => fixedCell(row, name, { ...options, ...labelLook(table, options) })),
    ...table.columns.map((column) => {
      const text = cellText(row.cells.get(column), digits, marks);
      return column.kind === "dep" && options.shortHashes ? text.slice(0, 7) : text;
    }),
  ]);
  return { header, rows };
}

function fixedCell(row: ShowRow, name: FixedColumn, look: LabelLook & { readonly today: string }): string {
  if (name === "Experiment") return treeLabel(row, look);
  return name === "Created" ? createdText(row.created, look.today) : fixedText(row, name) || "-";
}

function labelLook({ namesAlone = false }: ShowTable, { unicode }: Pick<TextTableOptions, "unicode">): LabelLook {
  return { unicode, namesAlone };
}

/** Width of each column when nothing is shortened, and when as much is as may be. */
export function columnWidths(table: ShowTable, options: TextTableOptions): { natural: number[]; least: number[] } {
  const laid = layOut(table, options);
  return { natural: widest(laid.lines), least: least(table, laid, options) };
}

function least(table: ShowTable, { lines, areNumbers }: LaidOut, options: TextTableOptions): number[] {
  const [head = [], ...body] = lines;
  return head.map((title, i) => {
    const values = widestOf(body.map((row) => row[i]!));
    const full = Math.max(textWidth(title), values);
    if (table.fixed[i] === "Experiment") {
      return Math.max(textWidth(title), leastLabelWidth(table.rows, labelLook(table, options)));
    }
    if (i < table.fixed.length) return full;
    return areNumbers[i] ? values : Math.min(MIN_COLUMN, full);
  });
}

/** Terminal columns that a table of such columns takes. */
export function widthOfTable(widths: readonly number[]): number {
  return widths.reduce((sum, width) => sum + width + 3, 0);
}

/**
 * A table that fits the terminal: the widest columns of values give way first, then names, all shortened in the middle.
 * Numbers stand at the right, so that digits stand below digits.
 */
export function renderTextTable(table: ShowTable, options: TextTableOptions): string {
  const laid = layOut(table, options);
  const [head = []] = laid.lines;
  if (head.length === 0) return "";
  const natural = widest(laid.lines);
  const widths = options.width === undefined || widthOfTable(natural) <= options.width
    ? natural
    : fit(natural, least(table, laid, options), options.width - widthOfTable(head.map(() => 0)), table.fixed.length);
  const body = withCutNames(table, laid.lines.slice(1), widths, labelLook(table, options));
  const rule = ` ${(options.unicode ? "─" : "-").repeat(widthOfTable(widths) - 1)}${options.isPadded ? " " : ""}`;
  const paint = options.paint ?? ((_kind, text) => text);
  const isRight = (i: number) =>
    options.alignsPoints ? laid.areNumbers[i] === true : columnAt(table, i)?.kind === "metric";
  const line = (cells: readonly string[], row?: ShowRow) => {
    const kind = row === undefined ? "header" : row.kind === "baseline" ? "baseline" : undefined;
    const text = cells.map((cell, i) => {
      const short = truncateMiddle(cell, widths[i]!, ellipsisOf(options.unicode));
      const space = " ".repeat(Math.max(0, widths[i]! - textWidth(short)));
      const isBest = options.alignsPoints && row !== undefined && isBestAt(table, i, row);
      const painted = isBest ? paint("best", short) : kind === undefined ? short : paint(kind, short);
      return isRight(i) ? space + painted : painted + space;
    }).join("   ");
    return "  " + (options.isPadded ? text + "  " : text.trimEnd());
  };
  return [rule, line(head), rule, ...body.map((cells, i) => line(cells, table.rows[i])), rule, ""].join("\n");
}

function withCutNames(
  table: ShowTable,
  body: readonly (readonly string[])[],
  widths: readonly number[],
  look: LabelLook,
): readonly (readonly string[])[] {
  const at = table.fixed.indexOf("Experiment");
  if (at < 0) return body;
  const labels = cutTreeLabels(table.rows, look, widths[at]!);
  return body.map((cells, row) => cells.with(at, neutralize(labels[row]!)));
}

function columnAt(table: ShowTable, i: number): Column | undefined {
  return table.columns[i - table.fixed.length];
}

function isBestAt(table: ShowTable, i: number, row: ShowRow): boolean {
  const column = columnAt(table, i);
  return column !== undefined && table.best.get(column)?.rows.has(row) === true;
}

function layOut(table: ShowTable, options: TextTableOptions): LaidOut {
  const { header, rows } = tableCells(table, options);
  const lines = [header, ...rows].map((row) => row.map(neutralize));
  const numeric = header.map((_, i) => i >= table.fixed.length && areNumbers(lines.slice(1).map((row) => row[i]!)));
  if (!options.alignsPoints) return { lines, areNumbers: numeric };
  numeric.forEach((isNumber, i) => {
    if (!isNumber) return;
    const marked = table.rows.map((row, at) => lines[at + 1]![i]! + (isBestAt(table, i, row) ? BEST : ""));
    alignNumbers(marked).forEach((text, at) => lines[at + 1]![i] = text);
  });
  return { lines, areNumbers: numeric };
}

function widest(rows: readonly (readonly string[])[]): number[] {
  return rows[0]!.map((_, i) => widestOf(rows.map((row) => row[i]!)));
}

/** Shortens what comes after the first `fixed` columns, and these when that is not enough. */
function fit(widths: readonly number[], least: readonly number[], room: number, fixed: number): number[] {
  const out = [...widths];
  for (const mayGive of [(i: number) => i >= fixed, (i: number) => i < fixed]) {
    let excess = out.reduce((sum, width) => sum + width, 0) - room;
    while (excess > 0) {
      const loose = out.map((width, i) => mayGive(i) && width > least[i]! ? width : 0);
      const at = loose.indexOf(Math.max(...loose));
      if (at < 0 || loose[at] === 0) break;
      out[at]!--;
      excess--;
    }
  }
  return out;
}

/** Control characters could drive the terminal; they show as `?`. */
function neutralize(text: string): string {
  // deno-lint-ignore no-control-regex -- they are what is meant
  return text.replace(/[\x00-\x1f\x7f-\x9f]/g, "?");
}
