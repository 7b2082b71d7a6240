import type { BaselineEntry } from "../revisions/mod.ts";
import type { ShowTable } from "./rows.ts";

/** Entries with only the experiments that a table has rows for, in the table's order. */
export function shownEntries(entries: readonly BaselineEntry[], table: ShowTable): BaselineEntry[] {
  const places = new Map(table.rows.map((row, i) => [row.sha, i]));
  const placeOf = (range: { readonly revs: readonly { readonly rev: string }[] }) =>
    places.get(range.revs[0]?.rev ?? "");
  return entries.map((entry) => {
    const kept = (entry.experiments ?? []).filter((range) => placeOf(range) !== undefined);
    kept.sort((a, b) => (placeOf(a) ?? 0) - (placeOf(b) ?? 0));
    return { ...entry, experiments: kept.length === 0 ? null : kept };
  });
}
