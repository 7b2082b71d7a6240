import { createdText } from "./date_column.ts";
import { type FixedColumn, fixedText } from "./columns.ts";
import type { ShowTable } from "./rows.ts";
import { cellText, type ShowRow } from "./table.ts";
import { textWidth, truncateMiddle } from "./text_width.ts";

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
  /** Marks what a kind of text is, for colours; default: nothing. */
  readonly paint?: (kind: "header" | "baseline" | "state", text: string) => string;
}

/** No column of texts is shortened below this; one of numbers not at all, for half a number is a wrong one. */
const MIN_COLUMN = 6;
const NUMBER = /^(-?\d+(\.\d+)?(e[+-]\d+)?|-?inf|nan|[-!])$/;

/** Header and cells of a table for people (also the Markdown one): experiment tree, time, state, values. */
export function tableCells(
  table: ShowTable,
  options: Pick<TextTableOptions, "precision" | "today" | "unicode" | "shortHashes" | "missingMark">,
): { header: string[]; rows: string[][] } {
  const header = [...table.fixed, ...table.columns.map((column) => column.name)];
  const digits = { significant: options.precision ?? 5 };
  const marks = { none: "-", missing: options.missingMark ?? "!" };
  const rows = table.rows.map((row) => [
    ...table.fixed.map((name) => fixedCell(row, name, options)),
    ...table.columns.map((column) => {
      const text = cellText(row.cells.get(column), digits, marks);
      return column.kind === "dep" && options.shortHashes ? text.slice(0, 7) : text;
    }),
  ]);
  return { header, rows };
}

function fixedCell(row: ShowRow, name: FixedColumn, options: { today: string; unicode: boolean }): string {
  if (name === "Experiment") return treeLabel(row, options.unicode);
  return name === "Created" ? createdText(row.created, options.today) : fixedText(row, name) || "-";
}

/** Width of each column when nothing is shortened. */
export function naturalWidths(table: ShowTable, options: TextTableOptions): number[] {
  return widest(safeCells(table, options));
}

/** Width of each column when as much is shortened as may be. */
export function leastWidths(table: ShowTable, options: TextTableOptions): number[] {
  return least(table, safeCells(table, options));
}

function least(table: ShowTable, [head, ...body]: string[][]): number[] {
  return head!.map((title, i) => {
    const cells = body.map((row) => row[i]!);
    const width = Math.max(0, ...cells.map(textWidth));
    if (i < table.fixed.length) return Math.max(width, textWidth(title));
    return cells.every((cell) => NUMBER.test(cell)) ? width : Math.min(MIN_COLUMN, Math.max(width, textWidth(title)));
  });
}

/** Terminal columns that a table of such columns takes. */
export function widthOfTable(widths: readonly number[]): number {
  return widths.reduce((sum, width) => sum + width + 3, 0);
}

/**
 * A table that fits the terminal: the widest columns give way first, shortened in the middle. Metrics stand at the right,
 * so that digits stand below digits.
 */
export function renderTextTable(table: ShowTable, options: TextTableOptions): string {
  const safe = safeCells(table, options);
  const widths = fit(
    widest(safe),
    least(table, safe),
    (options.width ?? Infinity) - widthOfTable(safe[0]!.map(() => 0)),
  );
  const ellipsis = options.unicode ? "…" : "~";
  const dashes = (options.unicode ? "─" : "-").repeat(widthOfTable(widths) - 1);
  const rule = ` ${dashes}${options.isPadded ? " " : ""}`;
  const paint = options.paint ?? ((_kind, text) => text);
  const line = (cells: readonly string[], kind?: "header" | "baseline") => {
    const text = cells.map((cell, i) => {
      const short = truncateMiddle(cell, widths[i]!, ellipsis);
      const space = " ".repeat(Math.max(0, widths[i]! - textWidth(short)));
      return table.columns[i - table.fixed.length]?.kind === "metric" ? space + short : short + space;
    }).join("   ");
    const painted = kind === undefined ? text : paint(kind, text);
    return "  " + (options.isPadded ? painted + "  " : painted.trimEnd());
  };
  const [head, ...body] = safe;
  return [
    rule,
    line(head!, "header"),
    rule,
    ...body.map((cells, i) => line(cells, table.rows[i]!.kind === "baseline" ? "baseline" : undefined)),
    rule,
    "",
  ].join("\n");
}

function safeCells(table: ShowTable, options: TextTableOptions): string[][] {
  const { header, rows } = tableCells(table, options);
  return [header, ...rows].map((row) => row.map(neutralize));
}

function widest(rows: readonly (readonly string[])[]): number[] {
  return rows[0]!.map((_, i) => Math.max(...rows.map((row) => textWidth(row[i]!))));
}

function fit(widths: readonly number[], least: readonly number[], room: number): number[] {
  const out = [...widths];
  while (out.reduce((sum, width) => sum + width, 0) > room) {
    const loose = out.map((width, i) => width > least[i]! ? width : 0);
    const widest = loose.indexOf(Math.max(...loose));
    if (widest < 0 || loose[widest] === 0) return out;
    out[widest]!--;
  }
  return out;
}

function treeLabel(row: ShowRow, unicode: boolean): string {
  const name = row.experiment === "" ? row.rev : `${row.rev} [${row.experiment}]`;
  const [branch, base, tip, commit, last] = unicode
    ? ["├── ", "└── ", "│ ╓ ", "│ ╟ ", "├─╨ "]
    : ["|-- ", "`-- ", "| , ", "| | ", "|-' "];
  switch (row.kind) {
    case "baseline":
      return row.rev;
    case "branch_commit":
      return branch + name;
    case "branch_base":
      return base + name;
    case "checkpoint_tip":
      return tip + name;
    case "checkpoint_commit":
      return commit + name;
    case "checkpoint_base":
      return last + name;
  }
}

/** Control characters could drive the terminal; they show as `?`. */
function neutralize(text: string): string {
  // deno-lint-ignore no-control-regex -- they are what is meant
  return text.replace(/[\x00-\x1f\x7f-\x9f]/g, "?");
}
