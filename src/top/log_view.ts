/** A log that fills the screen: which part of it is seen, and the keys for that. */
import type { Key } from "../ui/mod.ts";

export interface LogView {
  /** The task's. */
  readonly id: string;
  readonly name: string;
  /** The first line that is seen, from 0 on. */
  readonly top: number;
  /** Columns that have been scrolled out of sight at the left. */
  readonly left: number;
  /** Stay at the end as it grows? */
  readonly follows: boolean;
  /** What was last searched for. */
  readonly search: string;
  /** The line where that was found. */
  readonly found: number | undefined;
  /** As last read: how many lines there are, and those that are seen. */
  readonly total: number;
  readonly lines: readonly string[];
}

const SIDE_STEP = 20;

export function openLogView(id: string, name: string): LogView {
  return { id, name, top: 0, left: 0, follows: true, search: "", found: undefined, total: 0, lines: [] };
}

/** The first line to read for a page of so many rows. */
export function topOf({ top, follows }: LogView, total: number, rows: number): number {
  const last = Math.max(0, total - rows);
  return follows ? last : Math.min(top, last);
}

/** A line that is to be seen, a third from the top. */
export function showLine(view: LogView, line: number, rows: number): LogView {
  return { ...view, follows: false, found: line, top: Math.max(0, line - Math.floor(rows / 3)) };
}

/** @param rows of the page @returns undefined for a key that moves nothing */
export function scroll(view: LogView, key: Key, rows: number): LogView | undefined {
  const by = (lines: number): LogView => {
    const top = topOf(view, view.total, rows) + lines;
    return { ...view, follows: false, top: Math.max(0, Math.min(top, view.total - rows)) };
  };
  switch (key) {
    case "up":
    case "k":
      return by(-1);
    case "down":
    case "j":
      return by(1);
    case "page-up":
    case "b":
      return by(1 - rows);
    case "page-down":
    case " ":
      return by(rows - 1);
    case "home":
    case "g":
      return { ...view, follows: false, top: 0 };
    case "end":
    case "G":
      return { ...view, follows: true };
    case "f":
      return { ...view, follows: !view.follows, top: topOf(view, view.total, rows) };
    case "left":
      return { ...view, left: Math.max(0, view.left - SIDE_STEP) };
    case "right":
      return { ...view, left: view.left + SIDE_STEP };
    default:
      return undefined;
  }
}
