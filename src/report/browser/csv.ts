import type { Report, ReportValue } from "../data.ts";

/** The given rows and columns, with all digits, as RFC 4180 has it. */
export function writeCsv(report: Report, rows: readonly number[], columns: readonly number[]): string {
  const header = ["name", "rev", "state", "created", ...columns.map((column) => report.columns[column]!.name)];
  const lines = rows.map((row) => {
    const { id, rev, state, created } = report.rows[row]!;
    return [id, rev, state, created, ...columns.map((column) => report.columns[column]!.values[row] ?? null)];
  });
  return [header, ...lines].map((line) => line.map(writeCell).join(",") + "\r\n").join("");
}

/** A text that a spreadsheet would take for a formula gets an apostrophe in front. */
function writeCell(value: ReportValue): string {
  if (value === null) return "";
  if (typeof value !== "string") return String(value);
  const text = /^[=+@\t\r]|^-(?!\d|inf$)/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
