/** Scalars: from the first character to their text. */
import { CR, END, isBreak, isSpaceOrEnd, LF, SPACE, TAB, unitAt, type YamlCursor } from "./yaml_cursor.ts";
import type { ScalarNode, ScalarStyle } from "./yaml_nodes.ts";

export function scalarNode(style: ScalarStyle, text: string, start: number, end: number): ScalarNode {
  return { kind: "scalar", style, text, start, end, propsStart: start, anchor: undefined, tag: undefined };
}

/** Whether a plain scalar may start with this unit, followed by that one. */
export function canStartPlain(unit: number, next: number, inFlow: boolean): boolean {
  switch (unit) {
    case 45 /* - */:
      return !isSpaceOrEnd(next);
    case 63 /* ? */:
    case 58 /* : */:
      return !isSpaceOrEnd(next) && !(inFlow && unit === 58 && isFlowIndicator(next));
    case 35: // #
    case 38: // &
    case 42: // *
    case 33: // !
    case 124: // |
    case 62: // >
    case 39: // '
    case 34: // "
    case 37: // %
    case 64: // @
    case 96: // `
    case TAB:
    case END:
      return false;
    default:
      return !isFlowIndicator(unit) && !isBreak(unit);
  }
}

function isFlowIndicator(unit: number): boolean {
  return unit === 44 || unit === 91 || unit === 93 || unit === 123 || unit === 125;
}

/** A plain scalar; its further lines must be indented more than `indent` (not looked at in flow collections). */
export function scanPlain(cursor: YamlCursor, indent: number, inFlow: boolean): ScalarNode {
  const { text } = cursor;
  const start = cursor.pos;
  let result = "";
  let end = start;
  while (true) {
    const lineEnd = plainLineEnd(text, cursor.pos, inFlow);
    result += text.slice(cursor.pos, lineEnd);
    end = cursor.pos = lineEnd;
    const joint = plainJoint(cursor, indent, inFlow);
    if (joint === undefined) break;
    result += joint;
  }
  return scalarNode("plain", result, start, end);
}

/** Where the part of a plain scalar in this line ends, trailing blanks excluded. */
function plainLineEnd(text: string, from: number, inFlow: boolean): number {
  let pos = from, end = from;
  while (true) {
    const unit = unitAt(text, pos);
    if (unit === END || unit === LF || unit === CR || unit === TAB || unit === 0x85) return end;
    if (unit === SPACE) {
      pos++;
      continue;
    }
    if (unit === 35 && pos > from && text.charCodeAt(pos - 1) === SPACE) return end;
    if (unit === 58 && isSpaceOrEnd(unitAt(text, pos + 1))) return end;
    if (inFlow && isFlowIndicator(unit)) return end;
    end = ++pos;
  }
}

/** What joins this line to the next one of the same plain scalar; undefined (and nothing moved) when it ends here. */
function plainJoint(cursor: YamlCursor, indent: number, inFlow: boolean): string | undefined {
  const { text } = cursor;
  const { pos, lineStart } = cursor;
  while (cursor.unit() === SPACE) cursor.pos++;
  let breaks = 0;
  while (isBreak(cursor.unit())) {
    cursor.takeBreak();
    breaks++;
    while (cursor.unit() === SPACE || (inFlow && cursor.unit() === TAB)) cursor.pos++;
  }
  const unit = cursor.unit();
  const goesOn = breaks > 0 && unit !== END && unit !== 35 && unit !== TAB && (inFlow || cursor.column > indent) &&
    !cursor.atDocumentMarker() && !(unit === 58 && isSpaceOrEnd(unitAt(text, cursor.pos + 1))) &&
    !(inFlow && isFlowIndicator(unit));
  if (goesOn) return breaks === 1 ? " " : "\n".repeat(breaks - 1);
  cursor.pos = pos;
  cursor.lineStart = lineStart;
  return undefined;
}

export function scanSingleQuoted(cursor: YamlCursor): ScalarNode {
  const start = cursor.pos++;
  const { text } = cursor;
  let result = "";
  while (true) {
    let pos = cursor.pos;
    let unit = unitAt(text, pos);
    while (unit !== 39 && unit !== END && !isQuotedBreak(unit)) unit = unitAt(text, ++pos);
    const part = text.slice(cursor.pos, pos);
    cursor.pos = pos;
    if (unit === END) throw cursor.error("this quote is never closed", start);
    if (unit === 39) {
      result += part;
      cursor.pos++;
      if (cursor.unit() !== 39) return scalarNode("single", result, start, cursor.pos);
      result += "'";
      cursor.pos++;
    } else {
      result += trimBlankEnd(part) + foldQuotedBreaks(cursor, start);
    }
  }
}

const ESCAPES: Readonly<Record<string, string>> = {
  "0": "\0",
  "a": "\x07",
  "b": "\b",
  "t": "\t",
  "\t": "\t",
  "n": "\n",
  "v": "\v",
  "f": "\f",
  "r": "\r",
  "e": "\x1b",
  " ": " ",
  '"': '"',
  "/": "/",
  "\\": "\\",
  "N": "\x85",
  "_": "\xa0",
  "L": "\u2028",
  "P": "\u2029",
};
const HEX_DIGITS: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 };

export function scanDoubleQuoted(cursor: YamlCursor): ScalarNode {
  const start = cursor.pos++;
  const { text } = cursor;
  let result = "";
  // blanks up to here were escaped or follow an escape's text: they are no trailing blanks of a folded line
  let keptLength = 0;
  while (true) {
    let pos = cursor.pos;
    let unit = unitAt(text, pos);
    while (unit !== 34 && unit !== 92 && unit !== END && !isQuotedBreak(unit)) unit = unitAt(text, ++pos);
    result += text.slice(cursor.pos, pos);
    cursor.pos = pos;
    if (unit === END) throw cursor.error("this quote is never closed", start);
    if (unit === 34) {
      cursor.pos++;
      return scalarNode("double", result, start, cursor.pos);
    }
    if (unit !== 92) {
      result = result.slice(0, keptLength) + trimBlankEnd(result.slice(keptLength)) + foldQuotedBreaks(cursor, start);
    } else if (isQuotedBreak(cursor.next())) {
      cursor.pos++;
      result += skipQuotedBreaks(cursor, start).slice(1);
    } else {
      result += takeEscape(cursor);
    }
    if (unit === 92) keptLength = result.length;
  }
}

function takeEscape(cursor: YamlCursor): string {
  const { text, pos } = cursor;
  const letter = text.charAt(pos + 1);
  const short = Object.hasOwn(ESCAPES, letter) ? ESCAPES[letter] : undefined;
  if (short !== undefined) {
    cursor.pos += 2;
    return short;
  }
  const count = Object.hasOwn(HEX_DIGITS, letter) ? HEX_DIGITS[letter] : undefined;
  if (count === undefined) throw cursor.error(`\\${letter} is no escape in double quotes; write \\\\ for a backslash`);
  const digits = text.slice(pos + 2, pos + 2 + count);
  const code = /^[0-9a-fA-F]+$/.test(digits) && digits.length === count ? parseInt(digits, 16) : Infinity;
  if (code > 0x10ffff) throw cursor.error(`\\${letter} needs ${count} hexadecimal digits of a character`);
  cursor.pos += 2 + count;
  return String.fromCodePoint(code);
}

function trimBlankEnd(part: string): string {
  let end = part.length;
  while (end > 0 && (part.charCodeAt(end - 1) === SPACE || part.charCodeAt(end - 1) === TAB)) end--;
  return part.slice(0, end);
}

function foldQuotedBreaks(cursor: YamlCursor, start: number): string {
  const breaks = skipQuotedBreaks(cursor, start);
  if (breaks === "\n") return " ";
  return breaks.startsWith("\n") ? breaks.slice(1) : breaks;
}

/** A break inside of quotes: U+2028 and U+2029 are breaks there, too, but stay themselves. */
function isQuotedBreak(unit: number): boolean {
  return isBreak(unit) || unit === 0x2028 || unit === 0x2029;
}

/** Moves over line breaks and the blanks around them inside of quotes; returns the breaks. */
function skipQuotedBreaks(cursor: YamlCursor, start: number): string {
  let breaks = "";
  while (isQuotedBreak(cursor.unit())) {
    const unit = cursor.unit();
    breaks += isBreak(unit) ? "\n" : String.fromCharCode(unit);
    if (isBreak(unit)) cursor.takeBreak();
    else cursor.pos++;
    if (cursor.atDocumentMarker()) throw cursor.error("this quote is never closed", start);
    while (cursor.unit() === SPACE || cursor.unit() === TAB) cursor.pos++;
  }
  return breaks;
}

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
