/** The lines that two texts have in common, and those that they do not. */

export interface DiffLine {
  readonly kind: "same" | "removed" | "added";
  readonly text: string;
}

/** Beyond so many steps the middle is told as removed and added whole. */
const MOST_EDITS = 500;

/** E. W. Myers, "An O(ND) difference algorithm", 1986. */
export function diffLines(before: string, after: string): DiffLine[] {
  const a = linesOf(before), b = linesOf(after);
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start++;
  let end = 0;
  while (end < a.length - start && end < b.length - start && a.at(-1 - end) === b.at(-1 - end)) end++;
  const same = (text: string): DiffLine => ({ kind: "same", text });
  return [
    ...a.slice(0, start).map(same),
    ...diffMiddle(a.slice(start, a.length - end), b.slice(start, b.length - end)),
    ...a.slice(a.length - end).map(same),
  ];
}

function linesOf(text: string): string[] {
  const lines = text.split("\n");
  if (lines.at(-1) === "") lines.pop();
  return lines;
}

function diffMiddle(a: readonly string[], b: readonly string[]): DiffLine[] {
  const trace = findPath(a, b);
  if (trace === undefined) {
    return [
      ...a.map((text): DiffLine => ({ kind: "removed", text })),
      ...b.map((text): DiffLine => ({ kind: "added", text })),
    ];
  }
  const lines: DiffLine[] = [];
  let [x, y] = [a.length, b.length];
  for (let d = trace.length - 1; d >= 0; d--) {
    const furthest = trace[d]!;
    const k = x - y;
    const isDown = k === -d || (k !== d && (furthest.get(k - 1) ?? -1) < (furthest.get(k + 1) ?? -1));
    const [fromX, fromY] = d === 0
      ? [0, 0]
      : isDown
      ? [furthest.get(k + 1)!, furthest.get(k + 1)! - k - 1]
      : [furthest.get(k - 1)!, furthest.get(k - 1)! - k + 1];
    const [stopX, stopY] = d === 0 ? [0, 0] : isDown ? [fromX, fromY + 1] : [fromX + 1, fromY];
    while (x > stopX && y > stopY) {
      lines.push({ kind: "same", text: a[--x]! });
      y--;
    }
    if (d > 0) lines.push(isDown ? { kind: "added", text: b[--y]! } : { kind: "removed", text: a[--x]! });
  }
  return lines.reverse();
}

/** For each number of edits how far each diagonal reached before them; undefined if there are too many. */
function findPath(a: readonly string[], b: readonly string[]): ReadonlyMap<number, number>[] | undefined {
  const furthest = new Map<number, number>([[1, 0]]);
  const trace: ReadonlyMap<number, number>[] = [];
  for (let d = 0; d <= Math.min(a.length + b.length, MOST_EDITS); d++) {
    trace.push(new Map(furthest));
    for (let k = -d; k <= d; k += 2) {
      const isDown = k === -d || (k !== d && (furthest.get(k - 1) ?? -1) < (furthest.get(k + 1) ?? -1));
      let x = isDown ? furthest.get(k + 1)! : furthest.get(k - 1)! + 1;
      while (x < a.length && x - k < b.length && a[x] === b[x - k]) x++;
      furthest.set(k, x);
      if (x >= a.length && x - k >= b.length) return trace;
    }
  }
  return undefined;
}
