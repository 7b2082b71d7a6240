import { compilePattern } from "./pattern.ts";
import { cellText, type Column, type ShowRow, variesIn } from "./table.ts";
import type { Digits } from "./cell.ts";

/** The columns that say which experiment a row is; named as DVC's CSV names them. */
export type FixedColumn = "Experiment" | "rev" | "typ" | "Created" | "parent" | "State" | "Executor";

export const FIXED_COLUMNS: readonly FixedColumn[] = [
  "Experiment",
  "rev",
  "typ",
  "Created",
  "parent",
  "State",
  "Executor",
];

/** What a table for people tells in the first column. */
const MERGED: ReadonlySet<FixedColumn> = new Set(["rev", "typ", "parent"]);
const OFTEN_EMPTY: ReadonlySet<FixedColumn> = new Set(["State", "Executor"]);

export interface ColumnOptions {
  /** Only columns whose texts differ between rows. */
  readonly onlyChanged?: boolean;
  readonly drop?: readonly string[];
  readonly keep?: readonly string[];
  /** Leave out the deps' hashes that no pattern keeps. */
  readonly hideDeps?: boolean;
  /** Set columns aside that say the same in every row, if others differ. */
  readonly setsAsideSame?: boolean;
  /** For CSV: what the first column of other tables tells has columns of its own. */
  readonly split?: boolean;
  /** As the values will be shown: what looks the same has not changed. */
  readonly digits?: Digits;
}

/** The columns of a table. Patterns match from the start of a name, as Python's `re.match`; a kept column always stays. */
export function chooseColumns(
  columns: readonly Column[],
  rows: readonly ShowRow[],
  options: ColumnOptions,
): { fixed: FixedColumn[]; columns: Column[]; same: Column[] } {
  const isKept = anyOf(options.keep), isDropped = anyOf(options.drop);
  const isChosen = (name: string, isUseless: boolean, texts: () => string[]) => {
    if (isKept(name)) return true;
    if (isUseless || isDropped(name)) return false;
    return options.onlyChanged !== true || new Set(texts()).size > 1;
  };
  const isUseless = (name: FixedColumn) =>
    (options.split !== true && MERGED.has(name)) ||
    (OFTEN_EMPTY.has(name) && rows.every((row) => fixedText(row, name) === ""));
  const chosen = columns.filter((column) =>
    isChosen(
      column.name,
      (column.kind === "dep" && options.hideDeps === true) || rows.every((row) => !row.cells.get(column)),
      () => textsIn(rows, column, options.digits),
    )
  );
  const isSame = (column: Column) => !isKept(column.name) && !variesIn(rows, column, options.digits);
  const same = options.setsAsideSame === true && rows.some((row) => row.experiment !== "") ? chosen.filter(isSame) : [];
  const hasDifferent = same.length < chosen.length;
  return {
    columns: hasDifferent ? chosen.filter((column) => !same.includes(column)) : chosen,
    same: hasDifferent ? same : [],
    fixed: FIXED_COLUMNS.filter((name) =>
      isChosen(
        name,
        isUseless(name),
        () =>
          rows.map((row) =>
            name === "Experiment" && options.split !== true ? `${row.rev} ${row.experiment}` : fixedText(row, name)
          ),
      )
    ),
  };
}

function textsIn(rows: readonly ShowRow[], column: Column, digits: Digits = {}): string[] {
  return rows.map((row) => cellText(row.cells.get(column), digits, { none: "-", missing: "!" }));
}

/** What CSV has in such a column. */
export function fixedText(row: ShowRow, name: FixedColumn): string {
  switch (name) {
    case "Experiment":
      return row.experiment;
    case "rev":
      return row.rev;
    case "typ":
      return row.kind;
    case "Created":
      return row.created;
    case "parent":
      return "";
    case "State":
      return row.state;
    case "Executor":
      return row.executor;
  }
}

function anyOf(patterns: readonly string[] | undefined): (name: string) => boolean {
  const regexes = (patterns ?? []).map(compilePattern);
  return (name) => regexes.some((regex) => regex.test(name));
}
