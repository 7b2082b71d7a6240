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
