/** What a table of experiments is made of. */
import type { Value } from "../common/mod.ts";
import { type Digits, formatCell } from "./cell.ts";

/** What one cell holds; `undefined` is "nothing". An error is a file that is missing, or cannot be read. */
export type Cell = { readonly value: Value } | { readonly error: "missing" | "unreadable" } | undefined;

export interface Column {
  readonly kind: "metric" | "param" | "dep";
  /** As shown: the key alone where nothing else is called so, else `file:key`. */
  readonly name: string;
  readonly file: string;
  readonly key: string;
}

export interface ShowRow {
  /** Empty for baselines. */
  readonly experiment: string;
  /** `workspace`, a branch's or tag's name, or 7 digits. */
  readonly rev: string;
  readonly sha: string;
  readonly kind:
    | "baseline"
    | "branch_commit"
    | "branch_base"
    | "checkpoint_tip"
    | "checkpoint_commit"
    | "checkpoint_base";
  readonly created: string;
  readonly state: string;
  readonly executor: string;
  readonly cells: ReadonlyMap<Column, Cell>;
}

/** Do the rows differ in this column? */
export function variesIn(rows: readonly ShowRow[], column: Column, digits: Digits = {}): boolean {
  const textOf = (row: ShowRow) => cellText(row.cells.get(column), digits, { none: "-", missing: "!" });
  const [first, ...others] = rows;
  if (first === undefined) return false;
  const text = textOf(first);
  return others.some((row) => textOf(row) !== text);
}

/** A cell as text; `marks` stand for what is not there or null, and for a file that is missing (an unreadable one is `!`). */
export function cellText(cell: Cell, digits: Digits, marks: { none: string; missing: string }): string {
  if (cell === undefined) return marks.none;
  if ("error" in cell) return cell.error === "missing" ? marks.missing : "!";
  return cell.value === null ? marks.none : formatCell(cell.value, digits);
}
