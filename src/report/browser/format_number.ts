import type { ReportValue } from "../data.ts";

/** As wide as a digit, and invisible. */
const FIGURE_SPACE = "\u2007";
const PUNCTUATION_SPACE = "\u2008";

/**
 * How a column's values are written, so that their decimal points stand below each other in right-aligned cells.
 *
 * Parameters as the user wrote them, filled up with spaces; metrics with as many decimals as make five digits of the
 * largest one. What is very small or large is written with an exponent.
 */
export function columnFormat(values: readonly ReportValue[], isMetric: boolean): (value: ReportValue) => string {
  const numbers = values.filter((value) => typeof value === "number");
  const plain = numbers.filter((value) => !needsExponent(value));
  const longest = plain.reduce((most, value) => Math.max(most, decimalsOf(value)), 0);
  const largest = plain.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const wanted = isMetric ? Math.min(longest, Math.max(0, 4 - Math.floor(Math.log10(largest || 1)))) : longest;
  return (value) => {
    if (typeof value !== "number") return value === null ? "" : String(value);
    if (needsExponent(value)) return shortNumber(value);
    return isMetric ? value.toFixed(wanted) : padded(String(value), wanted);
  };
}

/** One number by itself: five digits at most. */
export function shortNumber(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  if (needsExponent(value)) return value.toExponential(3).replace(/\.?0+e/, "e").replace("e+", "e");
  return String(Number(value.toPrecision(5)));
}

function needsExponent(value: number): boolean {
  const size = Math.abs(value);
  return value !== 0 && (size < 1e-5 || size >= 1e9);
}

function decimalsOf(value: number): number {
  const text = String(value);
  const point = text.indexOf(".");
  return point < 0 ? 0 : text.length - point - 1;
}

function padded(text: string, decimals: number): string {
  if (decimals === 0) return text;
  const point = text.indexOf(".");
  const lacking = decimals - (point < 0 ? 0 : text.length - point - 1);
  return text + (point < 0 ? PUNCTUATION_SPACE : "") + FIGURE_SPACE.repeat(lacking);
}
