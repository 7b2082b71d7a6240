/** Experiments → rows → columns, filters, sorting, diff. Pure; renders to table, JSON, CSV and Markdown. */
export { buildShowTable, type ShowOptions, type ShowTable } from "./rows.ts";
export type { Column, ShowRow } from "./table.ts";
export { findColumn } from "./collect_columns.ts";
export { narrowTable } from "./narrow.ts";
export { renderCsv } from "./csv.ts";
export { renderMarkdown } from "./markdown.ts";
export { renderPlain } from "./plain_table.ts";
export { renderShowJson } from "./show_json.ts";
export { renderTextTable, tableCells } from "./text_table.ts";
export { diffFiles, diffJson, type DiffOptions, diffRows, type FileDiff } from "./diff.ts";
export { type Digits, flatten, formatCell, formatFloat } from "./cell.ts";
export { shownEntries } from "./shown_entries.ts";
export { cutToWidth, textWidth, truncateMiddle, wrapWords } from "./text_width.ts";
export type { ShowFaults } from "./faults.ts";
export { createdText, localIso } from "./date_column.ts";
export { parseCondition } from "./condition.ts";
export { betterDirection } from "./better_direction.ts";
