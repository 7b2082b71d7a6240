import { ExpError, type Value } from "../common/mod.ts";
import { parseJson } from "@exp/formats";
import {
  alignNumbers,
  areNumbers,
  type DiffOptions,
  diffRows,
  type Digits,
  directionOf,
  type FileDiff,
  formatFloat,
  renderMarkdown,
  renderPlain,
} from "../show/mod.ts";
import { styleFor } from "../ui/mod.ts";
import type { Context } from "./command.ts";

interface DiffTableOptions {
  /** `Metric` or `Param`. */
  readonly label: string;
  readonly names: readonly [string, string];
  readonly markdown: boolean;
  readonly withPath: boolean;
  readonly withChange: boolean;
  readonly digits?: Digits;
  /** For a change that is no number. */
  readonly noChange?: string;
}

const METRIC_DIGITS = 5;
/** Digits of differences of parameters for people; all that tell something. */
const CHANGE_DIGITS = 12;

/** Digits of metrics where experiments are compared; DVC takes 0 for none given. */
export function significantOf(precision: number | undefined): Digits {
  return { significant: precision || METRIC_DIGITS };
}

/** Digits of metrics where they are shown by themselves: after the point, so that large ones keep theirs. */
export function decimalsOf(precision: number | undefined): Digits {
  return { decimals: precision || METRIC_DIGITS };
}

/** How two sides are compared. */
export function diffOptions(context: Context, all: boolean): DiffOptions {
  return context.rules.missingIsNull ? { all, missingIsNull: { readJson } } : { all };
}

function readJson(text: string): Value | undefined {
  try {
    return parseJson(text, { file: "" });
  } catch (error) {
    if (!(error instanceof ExpError)) throw error;
    return undefined;
  }
}

/** A table of differences; an empty text when there are none. */
export function diffTable(context: Context, diffs: readonly FileDiff[], options: DiffTableOptions): string {
  const rows = diffRows(diffs, options.digits);
  if (rows.length === 0) return "";
  const isForPeople = context.rules.fitsTables && !options.markdown;
  const changes = rows.map((row) =>
    isForPeople ? changeInWords(row, options.label) : row[4] ?? options.noChange ?? "-"
  );
  const [befores, afters] = [2, 3].map((i) => column(rows.map((row) => row[i] ?? "-"), isForPeople));
  const cells = rows.map(([file, key], i) => [
    ...(options.withPath ? [file ?? ""] : []),
    key ?? "",
    befores![i]!,
    afters![i]!,
    ...(options.withChange ? [changes[i]!] : []),
  ]);
  const header = [
    ...(options.withPath ? ["Path"] : []),
    options.label,
    ...options.names,
    ...(options.withChange ? ["Change"] : []),
  ];
  if (options.markdown) return renderMarkdown(header, cells);
  const text = renderPlain(header, cells);
  return isForPeople && options.withChange ? painted(context, text, changes) : text;
}

function column(cells: readonly string[], isAligned: boolean): readonly string[] {
  return isAligned && areNumbers(cells) ? alignNumbers(cells) : cells;
}

/** What has happened to a value: a difference is judged where the metric's name tells which way is better. */
function changeInWords([, key = "", before, after, change]: readonly (string | undefined)[], label: string): string {
  if (before === undefined) return "added";
  if (after === undefined) return "removed";
  if (before === after && (change === undefined || Number(change) === 0)) return "same";
  if (change === undefined) return "changed";
  const direction = label === "Metric" ? directionOf(key) : undefined;
  const isLower = change.startsWith("-");
  // 0.4 - 0.05 is not told as 0.35000000000000003
  const rounded = /[.e]/.test(change) ? formatFloat(Number(change), CHANGE_DIGITS) : change;
  const signed = isLower ? rounded : `+${rounded}`;
  if (direction === undefined || !(Math.abs(Number(change)) > 0)) return signed;
  return `${signed} ${isLower === (direction === "min") ? "better" : "worse"}`;
}

/** The last column in colour, line by line after the header. */
function painted(context: Context, text: string, changes: readonly string[]): string {
  const style = styleFor(context.host, "stdout", context.colour);
  const [header = "", ...lines] = text.split("\n");
  const paint = (change: string) => {
    if (change === "same") return style.quiet(change);
    if (/^added$|better$/.test(change)) return style.good(change);
    return /^removed$|worse$/.test(change) ? style.bad(change) : style.warn(change);
  };
  const coloured = lines.map((line, i) => {
    const change = changes[i];
    return change === undefined ? line : line.slice(0, line.length - change.length) + paint(change);
  });
  return [style.strong(header), ...coloured].join("\n");
}
