const [ESCAPE, BRACKET, BACKSLASH, LETTER_M, BELL] = [0x1b, 0x5b, 0x5c, 0x6d, 0x07];
const [TAB, LINE_END, BACKSPACE, CARRIAGE_RETURN, DELETE] = [0x09, 0x0a, 0x08, 0x0d, 0x7f];
/** Of the control characters beyond ASCII, in UTF-8. */
const C1_LEAD = 0xc2;
const COLOURS_OFF = "\x1b[0m";

/**
 * A line of a command's output as a terminal shows it in the end, so that several commands can share one: of a bar that
 * was drawn over and over its last state, with its colours, which end with the line; nothing that moves the cursor,
 * clears, rings or sets a title. All else stays byte for byte, whatever it is written in.
 */
export function settledLine(line: Uint8Array): Uint8Array {
  if (isPlain(line)) return line;
  const hasEnd = line.at(-1) === LINE_END;
  const end = hasEnd ? line.length - 1 : line.length;
  const pieces: Uint8Array[] = [];
  for (let at = startOfLastState(line, end); at < end;) {
    const next = endOfPiece(line, at, end);
    if (line[at] === BACKSPACE) takeBack(pieces);
    else if (isShown(line, at) || isColour(line, at, next)) pieces.push(line.subarray(at, next));
    at = next;
  }
  const colourEnd = pieces.some((piece) => piece[0] === ESCAPE) ? COLOURS_OFF : "";
  return joined(pieces, new TextEncoder().encode(colourEnd + (hasEnd ? "\n" : "")));
}

function isPlain(line: Uint8Array): boolean {
  for (let at = 0; at < line.length; at++) if (line[at] !== LINE_END && !isShown(line, at)) return false;
  return true;
}

/** No control character, but for tabs. */
function isShown(line: Uint8Array, at: number): boolean {
  const byte = line[at]!;
  if (byte === C1_LEAD) return !(line[at + 1]! >= 0x80 && line[at + 1]! < 0xa0);
  return byte === TAB || (byte >= 0x20 && byte !== DELETE);
}

function isColour(line: Uint8Array, start: number, end: number): boolean {
  return line[start] === ESCAPE && line[start + 1] === BRACKET && line[end - 1] === LETTER_M;
}

/** Behind the last carriage return that something follows. */
function startOfLastState(line: Uint8Array, lineEnd: number): number {
  let end = lineEnd;
  while (end > 0 && line[end - 1] === CARRIAGE_RETURN) end--;
  return line.subarray(0, end).lastIndexOf(CARRIAGE_RETURN) + 1;
}

/** What a backspace goes over is as good as gone: bars write over it. */
function takeBack(pieces: Uint8Array[]): void {
  const last = pieces.findLastIndex((piece) => piece[0] !== ESCAPE);
  if (last >= 0) pieces.splice(last, 1);
}

/** An escape code, or a character with the bytes that belong to it in UTF-8. */
function endOfPiece(line: Uint8Array, start: number, end: number): number {
  if (line[start] === ESCAPE) return endOfCode(line, start, end);
  let at = start + 1;
  if (line[start]! >= 0xc0) { while (at < end && (line[at]! & 0xc0) === 0x80) at++; }
  return at;
}

/** `ESC [ … letter`; strings that begin with ESC and one of `] P X ^ _`; else ESC, signs, and one more. */
function endOfCode(line: Uint8Array, start: number, end: number): number {
  const behind = (isWithin: (byte: number) => boolean, from: number) => {
    let at = from;
    while (at < end && isWithin(line[at]!)) at++;
    return at;
  };
  const kind = String.fromCharCode(line[start + 1] ?? 0);
  if ("]PX^_".includes(kind)) {
    const last = behind((byte) => byte !== BELL && byte !== ESCAPE, start + 2);
    return Math.min(end, line[last] === BELL ? last + 1 : line[last + 1] === BACKSLASH ? last + 2 : last);
  }
  const [lastSign, from] = kind === "[" ? [0x3f, start + 2] : [0x2f, start + 1];
  const last = behind((byte) => byte >= 0x20 && byte <= lastSign, Math.min(from, end));
  return last < end && line[last]! > lastSign && line[last]! < DELETE ? last + 1 : last;
}

function joined(pieces: readonly Uint8Array[], rest: Uint8Array): Uint8Array {
  const all = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, rest.length));
  let at = 0;
  for (const piece of [...pieces, rest]) {
    all.set(piece, at);
    at += piece.length;
  }
  return all;
}
