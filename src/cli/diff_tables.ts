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
  type FittedColumns,
  formatFloat,
  type PlainColumn,
  renderMarkdown,
  renderPlain,
} from "../show/mod.ts";
import { printable, styleFor } from "../ui/mod.ts";
import type { Context } from "./command.ts";
import { fitNotes, fitToTerminal } from "./fit_to_terminal.ts";

interface DiffTableOptions {
  /** `Metric` or `Param`. */
  readonly label: string;
  readonly names: readonly [string, string];
  readonly markdown: boolean;
  /** Nothing is shortened or left out for a narrow terminal. */
  readonly wide: boolean;
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

/** Prints tables of differences, those that have any, or says that there are none; DVC leaves a line for each. */
export function printDiffs(
  context: Context,
  compared: NothingFound,
  tables: readonly (readonly [readonly FileDiff[], DiffTableOptions])[],
): void {
  const drawn = tables.map(([diffs, options]) => diffTable(context, diffs, options));
  const shown = context.rules.fitsTables ? drawn.filter(({ text }) => text !== "") : drawn;
  const { terminal } = context.host;
  if (shown.length === 0) tellNoDifference(context, compared);
  terminal.write("stdout", shown.map(({ text }) => text).join("\n") + fitNotes(context, drawn));
}

interface NothingFound {
  /** What was compared, in the plural. */
  readonly what: string;
  readonly names: readonly [string, string];
  /** What is the same on both sides would be shown, too. */
  readonly all?: boolean;
}

/** Says so on standard error, where silence could be taken for a failure; DVC is silent. */
export function tellNoDifference(context: Context, { what, names: [a, b], all = false }: NothingFound): void {
  if (!context.rules.fitsTables) return;
  const sides = `${printable(a)} and ${printable(b)}`;
  context.note(all ? `there are no ${what} in ${sides}` : `no ${what} differ between ${sides}`);
}

interface DrawnDiff extends Pick<FittedColumns, "hidden" | "isShortened"> {
  /** Empty when there are no differences. */
  readonly text: string;
}

function diffTable(context: Context, diffs: readonly FileDiff[], options: DiffTableOptions): DrawnDiff {
  const rows = diffRows(diffs, options.digits);
  if (rows.length === 0) return { text: "", hidden: [], isShortened: false };
  const isForPeople = context.rules.fitsTables && !options.markdown;
  const changes = rows.map((row) =>
    isForPeople ? changeInWords(row, options.label) : row[4] ?? options.noChange ?? "-"
  );
  const all = diffColumns(rows, changes, isForPeople, options);
  const { columns, hidden, isShortened } = fitToTerminal(context, all, { mustFit: isForPeople && !options.wide });
  const header = columns.map(({ title }) => title);
  const cells = rows.map((_, i) => columns.map((column) => column.cells[i]!));
  if (options.markdown) return { text: renderMarkdown(header, cells), hidden, isShortened };
  const text = renderPlain(header, cells);
  const isPainted = isForPeople && columns.at(-1)!.role === "whole";
  return { text: isPainted ? painted(context, text, changes) : text, hidden, isShortened };
}

function diffColumns(
  rows: readonly (readonly (string | undefined)[])[],
  changes: readonly string[],
  isForPeople: boolean,
  { withPath, withChange, label, names }: DiffTableOptions,
): PlainColumn[] {
  const cellsOf = (i: number, otherwise: string) => rows.map((row) => row[i] ?? otherwise);
  const [before, after] = [2, 3].map((i) => aligned(cellsOf(i, "-"), isForPeople));
  const columns: PlainColumn[] = [
    { role: "key", title: label, cells: cellsOf(1, "") },
    { role: "value", title: names[0], cells: before! },
    { role: "value", title: names[1], cells: after! },
  ];
  if (withPath) columns.unshift({ role: "file", title: "Path", cells: cellsOf(0, "") });
  if (withChange) columns.push({ role: "whole", title: "Change", cells: changes });
  return columns;
}

function aligned(cells: readonly string[], isAligned: boolean): readonly string[] {
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
