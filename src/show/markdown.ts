import { textWidth, widestOf } from "./text_width.ts";

/** A Markdown table, laid out as DVC lays it out: every column two wider than its heading needs. */
export function renderMarkdown(header: readonly string[], rows: readonly (readonly string[])[]): string {
  if (header.length === 0) return "\n\n";
  const clean = rows.map((row) => row.map((cell) => cell.replaceAll("|", "\\|").replaceAll("\n", " ")));
  const widths = header.map((title, i) => widestOf(clean.map((row) => row[i] ?? ""), textWidth(title) + 2));
  const pad = (text: string, i: number) => text + " ".repeat(Math.max(0, widths[i]! - textWidth(text)));
  return [
    `| ${header.map(pad).join(" | ")} |`,
    `|${widths.map((width) => "-".repeat(width + 2)).join("|")}|`,
    ...clean.map((row) => `| ${header.map((_, i) => pad(row[i] ?? "", i)).join(" | ")} |`),
  ].join("\n") + "\n\n"; // a table ends at an empty line
}
