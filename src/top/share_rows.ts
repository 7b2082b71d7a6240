/**
 * Shares the rows of a screen among panes: each gets what it wants as long as it is no more than an equal share, and what
 * such ones leave goes to the others. The sum is never more than there is.
 */
export function shareRows(wanted: readonly number[], rows: number): number[] {
  const given = wanted.map(() => 0);
  let left = rows;
  let open = wanted.map((_, i) => i).filter((i) => wanted[i]! > 0);
  while (left > 0 && open.length > 0) {
    const share = Math.max(1, Math.floor(left / open.length));
    for (const i of open) {
      const more = Math.min(share, wanted[i]! - given[i]!, left);
      given[i]! += more;
      left -= more;
    }
    open = open.filter((i) => given[i]! < wanted[i]!);
  }
  return given;
}

/** The first of so many rows that are seen, so that the chosen one is among them, in the middle where that can be. */
export function firstSeen(chosen: number, total: number, room: number): number {
  return Math.max(0, Math.min(chosen - Math.floor(room / 2), total - room));
}
