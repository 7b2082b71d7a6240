/** The order of what has finished, by one metric. */
import type { Value } from "../common/mod.ts";
import { betterDirection, type Column } from "../show/mod.ts";
import type { TopFacts, TopRow } from "./facts.ts";

export type Direction = "max" | "min";

export function metricsOf({ columns }: TopFacts): Column[] {
  return columns.filter(({ kind }) => kind === "metric");
}

/** By the metric's name. */
export function likelyDirection({ key }: Pick<Column, "key">): Direction {
  return betterDirection(key) === "lower" ? "min" : "max";
}

/** Best first; what has no number goes last, in the order in which it came. */
export function rank(rows: readonly TopRow[], metric: Column | undefined, direction: Direction): TopRow[] {
  if (metric === undefined) return [...rows];
  const sign = direction === "max" ? -1 : 1;
  const numbers = new Map(rows.map((row) => [row, numberIn(row.values.get(metric))]));
  return [...rows].sort((a, b) => {
    const [x, y] = [numbers.get(a), numbers.get(b)];
    if (x === undefined || y === undefined) return Number(x === undefined) - Number(y === undefined);
    return sign * (x - y);
  });
}

export function numberIn(value: Value | undefined): number | undefined {
  const number = typeof value === "number" || typeof value === "bigint" ? Number(value) : NaN;
  return Number.isNaN(number) ? undefined : number;
}

const telling = new WeakMap<TopFacts, readonly Column[]>();

/** The parameters that tell the rows apart. Kept, for a board of thousands is drawn at each key. */
export function tellingParams(facts: TopFacts): readonly Column[] {
  const known = telling.get(facts);
  if (known !== undefined) return known;
  const params = facts.columns.filter((column) =>
    column.kind === "param" && new Set(facts.rows.map((row) => String(row.values.get(column)))).size > 1
  );
  telling.set(facts, params);
  return params;
}
