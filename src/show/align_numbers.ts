/** A number as a table has it, or what stands where there is none; a mark may follow. */
const NUMBER = /^-?(\d+(\.\d+)?(e[+-]\d+)?|inf|nan)[* ]?$/;
const NO_VALUE = /^[-!][* ]?$/;

/** Are these numbers, as far as there is anything? */
export function areNumbers(cells: readonly string[]): boolean {
  return cells.every((cell) => NUMBER.test(cell) || NO_VALUE.test(cell));
}

/** Texts of one length, in which points of decimals stand below each other. */
export function alignNumbers(cells: readonly string[]): string[] {
  const parts = cells.map((cell) => {
    const point = cell.search(/[.e* ]/);
    return point < 0 ? [cell, ""] as const : [cell.slice(0, point), cell.slice(point)] as const;
  });
  const longest = (at: 0 | 1) => parts.reduce((most, part) => Math.max(most, part[at].length), 0);
  const before = longest(0), after = longest(1);
  return parts.map(([whole, rest]) => whole.padStart(before) + rest.padEnd(after));
}
