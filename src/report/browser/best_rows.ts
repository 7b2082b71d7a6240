/** For each metric: where it is best, and between what it lies. */
import type { ReportColumn } from "../data.ts";

interface Extremes {
  readonly best: number;
  /** Rows. */
  readonly bestRow: number;
  readonly min: number;
  readonly max: number;
  /** Of the experiment that was made last. */
  readonly last: number;
  readonly lastRow: number;
}

/** @param rows in the order in which they were made */
export function extremesOf(
  column: ReportColumn,
  rows: readonly number[],
  isLowerBetter: boolean,
): Extremes | undefined {
  let found: Extremes | undefined;
  for (const row of rows) {
    const value = column.values[row];
    if (typeof value !== "number") continue;
    const isBetter = found === undefined || (isLowerBetter ? value < found.best : value > found.best);
    found = {
      best: isBetter ? value : found!.best,
      bestRow: isBetter ? row : found!.bestRow,
      min: Math.min(found?.min ?? value, value),
      max: Math.max(found?.max ?? value, value),
      last: value,
      lastRow: row,
    };
  }
  return found;
}
