import { cutToWidth, textWidth, truncateMiddle } from "../show/mod.ts";
import type { LiveLine } from "./bottom_lines.ts";
import { printable } from "./printable.ts";
import type { Style } from "./style.ts";
import { formatDuration } from "./units.ts";

/** What runs, in the columns of its line. */
interface LiveRow {
  readonly name: string;
  /** What of it runs at the moment. */
  readonly part: string;
  readonly elapsedMs: number;
  readonly output: string;
}

export interface LiveSize {
  readonly columns: number;
  readonly rows: number;
}

/** How many lines may be kept at the bottom: half of the terminal. */
export function liveRoom({ rows }: LiveSize): number {
  return Math.max(1, Math.floor(rows / 2));
}

/** One line for each, names and times below each other, and `and 3 more` where there are more than `most`. */
export function layOutRows(rows: readonly LiveRow[], most: number, columns: number, style: Style): LiveLine[] {
  const shown = rows.length <= most ? rows : rows.slice(0, Math.max(0, most - 1));
  const narrow = Math.floor(columns / 4);
  const names = columnOf(shown.map(({ name }) => name), narrow, style);
  const parts = columnOf(shown.map(({ part }) => part), narrow, style);
  const times = shown.map(({ elapsedMs }) => formatDuration(elapsedMs));
  const longest = Math.max(0, ...times.map((time) => time.length));
  const lines = shown.map(({ output }, i) => {
    const cells = [names[i]!, parts[i]!, times[i]!.padStart(longest)].filter((cell) => cell !== "");
    return liveLine(`${cells.join("  ")}  `, columns, output, style.quiet);
  });
  const hidden = rows.length - shown.length;
  return hidden > 0 && most > 0 ? [...lines, liveLine(`and ${hidden} more`, columns)] : lines;
}

/** Texts made equally wide; empty ones if all are. */
function columnOf(texts: readonly string[], most: number, { unicode }: Style): string[] {
  const cut = texts.map((text) => truncateMiddle(plainText(text), most, unicode ? "…" : "."));
  const width = Math.max(0, ...cut.map(widestOf));
  return cut.map((text) => text + " ".repeat(width - widestOf(text)));
}

/** A line that stays within the width on any terminal; the last column is left alone, where some break the line. */
export function liveLine(head: string, columns: number, tail = "", paint = (text: string) => text): LiveLine {
  const room = Math.max(1, columns - 1);
  const whole = plainText(head);
  const first = cutToFit(whole, room);
  const second = first.length < whole.length ? "" : cutToFit(plainText(tail), room - widestOf(first));
  if (second === "") return { text: first.trimEnd(), columns: widestOf(first.trimEnd()) };
  return { text: first + paint(second), columns: widestOf(first) + widestOf(second) };
}

/** No control characters, and emoji that are joined or changed by an invisible sign taken apart: so all terminals count alike. */
function plainText(text: string): string {
  return /^[\x20-\x7e]*$/.test(text) ? text : printable(text).replace(/[\n\t]|[\u200d\ufe0e\ufe0f]/g, "");
}

/** As the terminal takes it that takes the most: one that knows of no signs that belong together. */
function widestOf(text: string): number {
  if (/^[\x20-\x7e\u2500-\u259f\u2800-\u28ff]*$/.test(text)) return text.length;
  return Math.max(textWidth(text), [...text].reduce((sum, char) => sum + widestChar(char), 0));
}

function widestChar(char: string): number {
  return /[\u{1f1e6}-\u{1f1ff}]/u.test(char) ? 2 : textWidth(char); // half of a flag
}

function cutToFit(text: string, columns: number): string {
  let cut = cutToWidth(text, Math.max(0, columns));
  while (widestOf(cut) > columns) cut = [...cut].slice(0, -1).join("");
  return cut;
}
