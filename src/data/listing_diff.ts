/** Two listings of one folder (see `listMany` of walk.ts): which of their lines are not in the other one. */
interface DifferingLines {
  readonly gone: Uint8Array;
  readonly come: Uint8Array;
}

/**
 * Reads no line that both have in the same place. Listings have the names in one order as long as no name comes or goes;
 * from there to their common end all lines count as differing, equal ones among them.
 */
export function differingLines(before: Uint8Array, after: Uint8Array): DifferingLines {
  const gone: Uint8Array[] = [], come: Uint8Array[] = [];
  let i = 0, j = 0;
  for (;;) {
    const same = commonLines(before, i, after, j);
    i += same;
    j += same;
    const [endI, endJ] = [lineEnd(before, i), lineEnd(after, j)];
    if (!isSameName(before.subarray(i, endI), after.subarray(j, endJ))) break;
    gone.push(before.subarray(i, endI));
    come.push(after.subarray(j, endJ));
    [i, j] = [endI, endJ];
  }
  const tail = commonTail(before.subarray(i), after.subarray(j));
  gone.push(before.subarray(i, before.length - tail));
  come.push(after.subarray(j, after.length - tail));
  return { gone: joined(gone), come: joined(come) };
}

/** How many bytes of whole lines are equal from here on. */
function commonLines(a: Uint8Array, i: number, b: Uint8Array, j: number): number {
  const most = Math.min(a.length - i, b.length - j);
  let whole = 0;
  for (let k = 0; k < most; k++) {
    const byte = a[i + k];
    if (byte !== b[j + k]) break;
    if (byte === 0) whole = k + 1;
  }
  return whole;
}

function commonTail(a: Uint8Array, b: Uint8Array): number {
  const most = Math.min(a.length, b.length);
  let same = 0;
  while (same < most && a[a.length - same - 1] === b[b.length - same - 1]) same++;
  if (same === most && a.length === b.length) return same;
  // back to where a line begins in both: after a NUL that is equal, too
  while (same > 0 && a[a.length - same] !== 0) same--;
  return Math.max(0, same - 1);
}

/** The index behind the NUL that ends the line. */
function lineEnd(bytes: Uint8Array, from: number): number {
  const end = bytes.indexOf(0, from);
  return end < 0 ? bytes.length : end + 1;
}

function isSameName(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length === 0 || b.length === 0) return false;
  const [nameA, nameB] = [a.subarray(nameStart(a)), b.subarray(nameStart(b))];
  return nameA.length === nameB.length && nameA.every((byte, k) => byte === nameB[k]);
}

/** Four fields stand before the name, each with a space behind it. */
function nameStart(line: Uint8Array): number {
  let at = 0;
  for (let field = 0; field < 4; field++) at = line.indexOf(32, at) + 1;
  return at;
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
