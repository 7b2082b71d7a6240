import type { Report, ReportColumn } from "../data.ts";
import type { ViewState } from "./view_state.ts";

/** Places of the columns that the table shows: those that differ between rows, unless the viewer wants it otherwise. */
export function shownColumns(report: Report, { showsAll, toggled }: ViewState): number[] {
  return report.columns.flatMap((column, i) => {
    const isShown = (showsAll || differs(column) || isOfSome(column)) !== toggled.includes(column.name);
    return isShown ? [i] : [];
  });
}

/** A parameter that some rows do not have tells them apart; a metric is lacking wherever nothing has come of it. */
function isOfSome({ kind, values }: ReportColumn): boolean {
  return kind === "param" && values.includes(null) && values.some((value) => value !== null);
}

const known = new WeakMap<ReportColumn, boolean>();

/** Do the rows that have a value differ in it? A single row's values all count as different: there is nothing to compare. */
export function differs(column: ReportColumn): boolean {
  let answer = known.get(column);
  if (answer === undefined) known.set(column, answer = findDifference(column));
  return answer;
}

function findDifference({ values }: ReportColumn): boolean {
  const present = values.filter((value) => value !== null);
  return values.length < 3 ? present.length > 0 : new Set(present).size > 1;
}
