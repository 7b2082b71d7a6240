const [ESCAPE, BRACKET, CARRIAGE_RETURN, LINE_END] = [0x1b, 0x5b, 0x0d, 0x0a];
const COLOURS_OFF = [ESCAPE, BRACKET, 0x30, 0x6d];
const [LETTER_M, FIRST_FINAL, LAST_FINAL] = [0x6d, 0x40, 0x7e];

/**
 * A line of a command's output as a terminal shows it in the end, so that several commands can share one: of a bar that
 * was drawn over and over its last state, with its colours, which end with the line; nothing that moves the cursor or
 * clears. All else stays byte for byte, whatever it is written in.
 */
export function settledLine(line: Uint8Array): Uint8Array {
  if (!line.includes(ESCAPE) && !line.includes(CARRIAGE_RETURN)) return line;
  const kept: number[] = [];
  let isColoured = false;
  for (let at = startOfLastState(line); at < line.length;) {
    const byte = line[at]!;
    if (byte === ESCAPE) {
      const end = endOfCode(line, at);
      if (line[at + 1] === BRACKET && line[end - 1] === LETTER_M) {
        kept.push(...line.subarray(at, end));
        isColoured = true;
      }
      at = end;
    } else {
      if (byte === LINE_END && isColoured) kept.push(...COLOURS_OFF);
      if (byte !== CARRIAGE_RETURN) kept.push(byte);
      at++;
    }
  }
  return Uint8Array.from(kept);
}

/** Behind the last carriage return that something follows. */
function startOfLastState(line: Uint8Array): number {
  let end = line.length;
  while (end > 0 && (line[end - 1] === LINE_END || line[end - 1] === CARRIAGE_RETURN)) end--;
  return line.subarray(0, end).lastIndexOf(CARRIAGE_RETURN) + 1;
}

/** `ESC [ … letter`, or ESC and one character. */
function endOfCode(line: Uint8Array, start: number): number {
  if (line[start + 1] !== BRACKET) return line[start + 1] === LINE_END ? start + 1 : start + 2;
  let at = start + 2;
  while (at < line.length && line[at] !== LINE_END && !(line[at]! >= FIRST_FINAL && line[at]! <= LAST_FINAL)) at++;
  return at < line.length && line[at] !== LINE_END ? at + 1 : at;
}
