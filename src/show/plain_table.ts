import { padToWidth, textWidth, widestOf } from "./text_width.ts";

/** Columns divided by two blanks (headings by four), no lines around: as DVC prints small tables. */
export function renderPlain(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = header.map((title, i) => widestOf(rows.map((row) => row[i] ?? ""), textWidth(title) + 2));
  const line = (cells: readonly string[]) => cells.map((cell, i) => padToWidth(cell, widths[i]!)).join("  ").trimEnd();
  return [line(header), ...rows.map(line)].join("\n") + "\n";
}
