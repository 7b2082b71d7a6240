import type { BaselineEntry } from "../revisions/mod.ts";
import type { ShowTable } from "./rows.ts";
import { cellText } from "./table.ts";

interface Left {
  /** Names of the columns that the terminal is too narrow for. */
  readonly hidden: readonly string[];
  /** All that was found, for the count of what is left out. */
  readonly entries: readonly BaselineEntry[];
}

/** What stands below a table for people: what its marks mean, what it leaves out, and how to see that. */
export function tableNotes(table: ShowTable, { hidden, entries }: Left): string[] {
  return [bestNote(table), sameNote(table), hiddenNote(hidden), countNote(table, entries), namesNote(table)]
    .flatMap((note) => note ?? []);
}

function bestNote({ best, columns }: ShowTable): string | undefined {
  const words = columns.flatMap((column) => {
    const direction = best.get(column)?.direction;
    return direction === undefined ? [] : [`${direction === "min" ? "lowest" : "highest"} ${column.name}`];
  });
  return words.length === 0 ? undefined : `* is best: ${words.join(", ")}`;
}

function sameNote({ same, rows }: ShowTable): string | undefined {
  if (same.length === 0) return undefined;
  const values = same.map((column) =>
    `${column.name}=${cellText(rows[0]?.cells.get(column), { significant: 5 }, { none: "-", missing: "!" })}`
  );
  const columns = same.length === 1 ? "1 column is" : `${same.length} columns are`;
  return `${columns} the same in all rows (--wide shows them): ${values.join(", ")}`;
}

function hiddenNote(hidden: readonly string[]): string | undefined {
  if (hidden.length === 0) return undefined;
  return `not shown, to fit (--wide shows them): ${hidden.join(", ")}`;
}

function countNote({ rows }: ShowTable, entries: readonly BaselineEntry[]): string | undefined {
  const shown = rows.filter((row) => row.experiment !== "").length;
  const all = entries.reduce((sum, { experiments }) => sum + (experiments?.length ?? 0), 0);
  return shown === all ? undefined : `${shown} of ${all} experiments`;
}

/** By a name that several have a command cannot tell which one is meant. */
function namesNote({ rows }: ShowTable): string | undefined {
  const seen = new Set<string>(), shared = new Set<string>();
  for (const { experiment } of rows) {
    if (experiment !== "") (seen.has(experiment) ? shared : seen).add(experiment);
  }
  if (shared.size === 0) return undefined;
  return `the name of several, to be called by their ids instead: ${[...shared].join(", ")}`;
}
