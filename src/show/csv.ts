import { type Digits, formatCell } from "./cell.ts";
import type { Cell, ShowRow, ShowTable } from "./rows.ts";

/** CSV as DVC prints it: ISO times, empty for missing, `!` for unreadable; State and Executor only where used. */
export function renderCsv(table: ShowTable, options: { precision?: number; onlyChanged?: boolean } = {}): string {
  const state = table.rows.some((row) => row.state !== "");
  const executor = table.rows.some((row) => row.executor !== "");
  const header = ["Experiment", "rev", "typ", "Created"];
  if (!options.onlyChanged) header.push("parent");
  if (state) header.push("State");
  if (executor) header.push("Executor");
  const lines = [[...header, ...table.columns.map((column) => column.name)]];
  for (const row of table.rows) {
    const fixed = [row.experiment, row.rev, row.kind, row.created];
    if (!options.onlyChanged) fixed.push("");
    if (state) fixed.push(row.state);
    if (executor) fixed.push(row.executor);
    lines.push([...fixed, ...cells(row, table).map((cell) => cellText(cell, { significant: options.precision }))]);
  }
  return lines.map((line) => line.map(quote).join(",") + "\n").join("");
}

function cells(row: ShowRow, table: ShowTable): Cell[] {
  return table.columns.map((column) => row.cells.get(column));
}

function cellText(cell: Cell, digits: Digits): string {
  return cell === undefined ? "" : "error" in cell ? "!" : formatCell(cell.value, digits);
}

function quote(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
