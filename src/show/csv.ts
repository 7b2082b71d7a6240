import type { Digits } from "./cell.ts";
import { fixedText } from "./columns.ts";
import type { ShowTable } from "./rows.ts";
import { cellText } from "./table.ts";

/** CSV as DVC prints it: lines end in CR LF, ISO times, empty for missing, `!` for unreadable. */
export function renderCsv(table: ShowTable, digits: Digits = {}): string {
  if (table.fixed.length + table.columns.length === 0) return "\r\n"; // without columns there are no rows
  const lines = [[...table.fixed, ...table.columns.map((column) => column.name)]];
  for (const row of table.rows) {
    lines.push([
      ...table.fixed.map((name) => fixedText(row, name)),
      ...table.columns.map((column) => cellText(row.cells.get(column), digits, { none: "", missing: "!" })),
    ]);
  }
  return lines.map((line) => (line.length === 1 && line[0] === "" ? '""' : line.map(quote).join(",")) + "\r\n").join(
    "",
  );
}

function quote(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
