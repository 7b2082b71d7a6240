/** Which part of an axis a value stands at, and whether that part is looked at. */
import type { Report, ReportColumn } from "../data.ts";
import type { ViewState } from "./view_state.ts";

interface AxisScale {
  /** Where the row stands: 0 (bottom) to 1; undefined if it has no value. */
  at(row: number): number | undefined;
  /** What to write beside the axis. */
  readonly ticks: readonly { readonly at: number; readonly text: string }[];
}

const scales = new WeakMap<ReportColumn, AxisScale>();

/** Numbers by their size (by their logarithm, if the largest is fifty times the smallest or more); others in order. */
export function axisScale(column: ReportColumn): AxisScale {
  let scale = scales.get(column);
  if (scale === undefined) scales.set(column, scale = makeScale(column));
  return scale;
}

function makeScale({ values }: ReportColumn): AxisScale {
  const numbers = values.filter((value) => typeof value === "number");
  const texts = values.filter((value) => typeof value === "boolean" || isWord(value));
  return texts.length > 0 || numbers.length === 0 ? wordScale(values) : numberScale(values, numbers);
}

function isWord(value: unknown): boolean {
  return typeof value === "string" && !/^(nan|-?inf)$/.test(value);
}

function wordScale(values: ReportColumn["values"]): AxisScale {
  const words = [...new Set(values.flatMap((value) => value === null ? [] : String(value)))]
    .sort(new Intl.Collator(undefined, { numeric: true }).compare);
  const places = new Map(words.map((word, i) => [word, words.length === 1 ? 0.5 : i / (words.length - 1)]));
  const every = Math.ceil(words.length / 12);
  return {
    at: (row) => values[row] == null ? undefined : places.get(String(values[row])),
    ticks: words.filter((_, i) => i % every === 0).map((text) => ({ at: places.get(text)!, text })),
  };
}

/** Does a logarithm tell more of what lies between? */
export function isWide(low: number, high: number): boolean {
  return low > 0 && high / low >= 50;
}

function numberScale(values: ReportColumn["values"], numbers: readonly number[]): AxisScale {
  const low = numbers.reduce((a, b) => Math.min(a, b)), high = numbers.reduce((a, b) => Math.max(a, b));
  const isLog = isWide(low, high);
  const measure = isLog ? Math.log : (value: number) => value;
  const [from, to] = [measure(low), measure(high)];
  const place = (value: number) => from === to ? 0.5 : (measure(value) - from) / (to - from);
  return {
    at(row) {
      const value = values[row];
      return typeof value === "number" ? place(value) : undefined;
    },
    ticks: tickValues(low, high, isLog).map((value) => ({ at: place(value), text: tickText(value) })),
  };
}

/** Round numbers within the range, or its ends if there are too few of them. */
export function tickValues(low: number, high: number, isLog: boolean, count = 5): number[] {
  if (low === high) return [low];
  if (isLog) {
    const first = Math.ceil(Math.log10(low) - 1e-9), last = Math.floor(Math.log10(high) + 1e-9);
    const every = Math.max(1, Math.ceil((last - first) / 6));
    const decades = Array.from({ length: Math.max(0, last - first) + 1 }, (_, i) => first + i)
      .filter((decade) => decade <= last && (decade - first) % every === 0).map((decade) => 10 ** decade);
    return decades.length > 1 ? decades : [low, high];
  }
  const rough = (high - low) / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((each) => each >= rough * 0.999)!;
  const first = Math.ceil(low / step - 1e-9);
  const marks = Array.from({ length: Math.floor(high / step + 1e-9) - first + 1 }, (_, i) => (first + i) * step);
  return marks.length > 1 ? marks : [low, high];
}

/** A mark of an axis, without the dust of binary fractions. */
export function tickText(value: number): string {
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-4 || size >= 1e6)) {
    return Number(value.toPrecision(4)).toExponential().replace("e+", "e");
  }
  return String(Number(value.toPrecision(4)));
}

export function isWithinBrushes(report: Report, brushes: ViewState["brushes"], row: number): boolean {
  for (const [name, [low, high]] of Object.entries(brushes)) {
    const column = report.columns.find((each) => each.name === name);
    const at = column === undefined ? undefined : axisScale(column).at(row);
    if (column !== undefined && (at === undefined || at < low || at > high)) return false;
  }
  return true;
}
