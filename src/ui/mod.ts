/** Events and tables to terminal text. Nothing here reads a file or decides anything. */
export { dvcLines, frozenWarning } from "./dvc_lines.ts";
export { plainLines } from "./plain.ts";
export { BottomLines, type LiveLine } from "./bottom_lines.ts";
export type { LiveSize } from "./live_rows.ts";
export { LiveStages } from "./live_stages.ts";
export { LiveTasks } from "./live_tasks.ts";
export { settledLine } from "./settled_line.ts";
export { mapLines, WholeLines } from "./whole_lines.ts";
export { type ColourChoice, type Style, styleFor } from "./style.ts";
export { formatBytes, formatDuration } from "./units.ts";
export { safeTerminal, safeText, silentTerminal } from "./safe_terminal.ts";
export type { LineSink } from "./sink.ts";
export { printable } from "./printable.ts";
export { withoutEscapes } from "./escape_codes.ts";
export { FullScreen } from "./full_screen.ts";
export type { Key } from "./keys.ts";
