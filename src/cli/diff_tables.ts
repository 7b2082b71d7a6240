import { ExpError, type Value } from "../common/mod.ts";
import { parseJson } from "@exp/formats";
import { type DiffOptions, diffRows, type Digits, type FileDiff, renderMarkdown, renderPlain } from "../show/mod.ts";
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
export function diffTable(diffs: readonly FileDiff[], options: DiffTableOptions): string {
  const rows = diffRows(diffs, options.digits).map(([file, key, before, after, change]) => [
    ...(options.withPath ? [file ?? ""] : []),
    key ?? "",
    before ?? "-",
    after ?? "-",
    ...(options.withChange ? [change ?? options.noChange ?? "-"] : []),
  ]);
  if (rows.length === 0) return "";
  const header = [
    ...(options.withPath ? ["Path"] : []),
    options.label,
    ...options.names,
    ...(options.withChange ? ["Change"] : []),
  ];
  return options.markdown ? renderMarkdown(header, rows) : renderPlain(header, rows);
}
