import { alignNumbers, type Column, formatCell } from "../show/mod.ts";
import { numberIn } from "./leaders.ts";
import { column, widthOf } from "./line.ts";
import type { TopRow } from "./facts.ts";

const DIGITS = { significant: 6 };

/** Each row's place and its metric, the points of the numbers below each other. @param first how many are better */
export function rankColumns(
  rows: readonly TopRow[],
  metric: Column | undefined,
  first: number,
): { readonly isBest: boolean; readonly rank: string; readonly value: string }[] {
  const texts = rows.map((row) => {
    const value = metric && row.values.get(metric);
    return value === undefined ? "-" : formatCell(value, DIGITS);
  });
  const aligned = alignNumbers(texts);
  const width = widthOf(aligned, 24);
  return rows.map((row, i) => {
    const isRanked = metric !== undefined && numberIn(row.values.get(metric)) !== undefined;
    const isBest = isRanked && first + i === 0;
    const rank = !isRanked ? "-" : isBest ? "best" : String(first + i + 1);
    return { isBest, rank: `${rank.padStart(4)} `, value: metric === undefined ? "" : column(aligned[i]!, width) };
  });
}
