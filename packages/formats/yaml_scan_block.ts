/** Block texts: `|` and `>` with their lines. */
import { END, isBreak, SPACE, TAB, unitAt, type YamlCursor } from "./yaml_cursor.ts";
import type { ScalarNode } from "./yaml_nodes.ts";
import { scalarNode } from "./yaml_scan.ts";

/** A literal (`|`) or folded (`>`) scalar; its lines are indented more than `indent`. */
export function scanBlockScalar(cursor: YamlCursor, indent: number): ScalarNode {
  const start = cursor.pos;
  const style = cursor.unit() === 124 ? "literal" : "folded";
  cursor.pos++;
  const { chomping, width } = scanBlockHeader(cursor);
  const headerEnd = cursor.pos;
  skipToLineEnd(cursor);
  const lines = takeBlockLines(cursor, indent, width);
  const text = style === "literal" ? lines.texts.join("\n") : foldLines(lines.texts);
  // what follows the last line that is not blank
  const final = lines.texts.length === 0 || !lines.endsWithBreak ? "" : "\n";
  const tail = chomping === "-" ? "" : chomping === "+" ? final + "\n".repeat(lines.blankTail) : final;
  const end = lines.texts.length === 0 ? headerEnd : lines.end;
  return scalarNode(style, text + tail, start, end);
}

function scanBlockHeader(cursor: YamlCursor): { chomping: "" | "+" | "-"; width: number } {
  const header = /^(?:([+-])([0-9])?|([0-9])([+-])?)?/.exec(cursor.text.slice(cursor.pos, cursor.pos + 2));
  const chomping = (header?.[1] ?? header?.[4] ?? "") as "" | "+" | "-";
  const digit = header?.[2] ?? header?.[3];
  if (digit === "0") throw cursor.error("the indentation of a block text is a digit from 1 to 9");
  cursor.pos += header?.[0].length ?? 0;
  return { chomping, width: digit === undefined ? 0 : Number(digit) };
}

function skipToLineEnd(cursor: YamlCursor): void {
  const headerEnd = cursor.pos;
  while (cursor.unit() === SPACE) cursor.pos++;
  if (cursor.unit() === 35 && cursor.pos > headerEnd) {
    const start = cursor.pos;
    while (cursor.unit() !== END && !isBreak(cursor.unit())) cursor.pos++;
    cursor.comments.push({ start, end: cursor.pos });
  }
  if (cursor.unit() !== END && !isBreak(cursor.unit())) {
    throw cursor.error("a block text starts on the line below its | or >");
  }
  if (cursor.unit() !== END) cursor.takeBreak();
}

interface BlockLines {
  /** without indentation, leading blank lines included, trailing ones not */
  readonly texts: string[];
  readonly blankTail: number;
  readonly endsWithBreak: boolean;
  /** behind the last line that is not blank */
  readonly end: number;
}

function takeBlockLines(cursor: YamlCursor, indent: number, width: number): BlockLines {
  const { text } = cursor;
  const texts: string[] = [];
  let contentColumn = width > 0 ? Math.max(indent, 0) + width : -1;
  let deepestBlank = 0, blanks = 0, end = cursor.pos, endsWithBreak = true;
  while (cursor.unit() !== END) {
    while (cursor.unit() === SPACE && (contentColumn < 0 || cursor.column < contentColumn)) cursor.pos++;
    if (isBreak(cursor.unit())) {
      deepestBlank = Math.max(deepestBlank, cursor.column);
      blanks++;
      cursor.takeBreak();
      continue;
    }
    if (contentColumn < 0) {
      const least = indent < 0 ? 0 : indent + 1;
      if (cursor.unit() === END || cursor.column < least || cursor.column < deepestBlank) break;
      contentColumn = cursor.column;
    }
    if (cursor.unit() === END || cursor.column < contentColumn || cursor.atDocumentMarker()) break;
    let pos = cursor.pos;
    while (!isBreak(unitAt(text, pos)) && unitAt(text, pos) !== END) pos++;
    for (; blanks > 0; blanks--) texts.push("");
    texts.push(text.slice(cursor.pos, pos));
    end = cursor.pos = pos;
    endsWithBreak = cursor.unit() !== END;
    if (endsWithBreak) cursor.takeBreak();
  }
  // the blanks before what ended the text are that line's indentation
  cursor.pos = Math.max(cursor.lineStart, end);
  return { texts, blankTail: blanks, endsWithBreak, end };
}

/** Joins lines as `>` does: one break between two lines that start without a blank becomes a blank. */
function foldLines(lines: readonly string[]): string {
  let result = "";
  let breaks = 0;
  let previous: string | undefined;
  for (const line of lines) {
    if (line === "") {
      breaks++;
      continue;
    }
    if (previous === undefined) {
      result += "\n".repeat(breaks);
    } else if (startsBlank(previous) || startsBlank(line)) {
      result += "\n".repeat(breaks + 1);
    } else {
      result += breaks === 0 ? " " : "\n".repeat(breaks);
    }
    result += line;
    previous = line;
    breaks = 0;
  }
  return result;
}

function startsBlank(line: string): boolean {
  const unit = line.charCodeAt(0);
  return unit === SPACE || unit === TAB;
}
