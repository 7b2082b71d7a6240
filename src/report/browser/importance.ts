/**
 * How much of a metric's variance a parameter explains, taken alone: epsilon squared, the correlation ratio without its
 * bias towards many groups (T. L. Kelley, "An unbiased correlation ratio measure", PNAS 21, 1935; K. Okada, "Is omega
 * squared less biased?", Behaviormetrika 40, 2013). Values of the parameter are the groups; numbers of more than
 * {@link MOST_GROUPS} kinds are cut into groups of equal size. It sees curved influences, and none of two parameters
 * together.
 */
import type { ReportValue } from "../data.ts";

interface Importance {
  /** 0 to 1. */
  readonly share: number;
  /** Spearman's rank correlation, where the parameter is a number: -1 to 1. */
  readonly trend: number | undefined;
  /** Experiments that have both. */
  readonly count: number;
}

const MOST_GROUPS = 6;

/** Undefined: too few experiments to say, or nothing differs. */
export function importanceOf(
  params: readonly ReportValue[],
  metrics: readonly ReportValue[],
  rows: readonly number[],
): Importance | undefined {
  const pairs = rows.flatMap((row) => {
    const [param, metric] = [params[row] ?? null, metrics[row] ?? null];
    return param === null || typeof metric !== "number" ? [] : [{ param, metric }];
  });
  const groups = groupsOf(pairs);
  if (groups.length < 2 || pairs.length < groups.length + 2) return undefined;
  const all = pairs.map(({ metric }) => metric);
  const total = squares(all);
  if (total === 0) return undefined;
  const within = groups.reduce((sum, group) => sum + squares(group), 0);
  const noise = within / (pairs.length - groups.length);
  const share = Math.max(0, (total - within - (groups.length - 1) * noise) / total);
  const numbers = pairs.map(({ param }) => param);
  const trend = numbers.every((value) => typeof value === "number") ? correlate(ranks(numbers), ranks(all)) : undefined;
  return { share, trend, count: pairs.length };
}

function groupsOf(pairs: readonly { readonly param: ReportValue; readonly metric: number }[]): number[][] {
  const byValue = Map.groupBy(pairs, ({ param }) => param);
  if (byValue.size <= MOST_GROUPS || pairs.some(({ param }) => typeof param !== "number")) {
    return [...byValue.values()].map((group) => group.map(({ metric }) => metric));
  }
  const ranked = ranks(pairs.map(({ param }) => param as number));
  const groups: number[][] = Array.from({ length: MOST_GROUPS }, () => []);
  pairs.forEach(({ metric }, i) => groups[Math.floor(ranked[i]! * MOST_GROUPS / pairs.length)]!.push(metric));
  return groups.filter((group) => group.length > 0);
}

/** The sum of squared distances from the mean. */
function squares(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
}

/** Places from 0, equal values sharing the mean of theirs. */
function ranks(values: readonly number[]): number[] {
  const order = values.map((_, i) => i).sort((a, b) => values[a]! - values[b]!);
  const ranked: number[] = [];
  for (let from = 0; from < order.length;) {
    let to = from;
    while (to + 1 < order.length && values[order[to + 1]!] === values[order[from]!]) to++;
    for (let i = from; i <= to; i++) ranked[order[i]!] = (from + to) / 2;
    from = to + 1;
  }
  return ranked;
}

function correlate(xs: readonly number[], ys: readonly number[]): number {
  const mean = (xs.length - 1) / 2;
  const product = xs.reduce((sum, x, i) => sum + (x - mean) * (ys[i]! - mean), 0);
  const size = Math.sqrt(squares(xs) * squares(ys));
  return size === 0 ? 0 : product / size;
}
