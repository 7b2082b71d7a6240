import { cutToWidth, renderPlain, textWidth, truncateMiddle } from "../show/mod.ts";

/** What of a name and of a state is seen in any width. */
const [LEAST_NAME, LEAST_STATE] = [12, 20];

/**
 * The queue's table, with long names cut in their middle where it would be wider than that: their ends tell rows apart, and
 * the beginnings of the states behind them can be seen. Long states are left to whoever cuts the lines.
 *
 * @param rows task, name, when it was made, state
 */
export function fittingTable(
  header: readonly string[],
  rows: readonly (readonly string[])[],
  columns: number,
): string {
  const withStates = (change: (state: string) => string) =>
    rows.map((row) => row.map((cell, i) => i === 3 ? change(cell) : cell));
  const lines = renderPlain(header, withStates((state) => cutToWidth(state, LEAST_STATE))).split("\n");
  const over = Math.max(...lines.map(textWidth)) - columns;
  if (over <= 0) return renderPlain(header, rows);
  const room = Math.max(LEAST_NAME, Math.max(...rows.map(([, name = ""]) => textWidth(name))) - over);
  return renderPlain(header, rows.map((row) => row.map((cell, i) => i === 1 ? truncateMiddle(cell, room, "…") : cell)));
}
