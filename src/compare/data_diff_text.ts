import { type DataDiff, type DiffState, entryPath, shownHash } from "./data_diff.ts";

const STATES: readonly DiffState[] = ["added", "deleted", "renamed", "modified", "not in cache"];

/** As people read it, with a count of files at the end; empty when nothing differs. */
export function dataDiffText(diff: DataDiff, withHash: boolean): string {
  const lines: string[] = [];
  const counts: string[] = [];
  for (const state of STATES) {
    const entries = diff.get(state) ?? [];
    if (entries.length === 0) continue;
    lines.push(`${state.charAt(0).toUpperCase()}${state.slice(1)}:`);
    for (const entry of entries) {
      const hash = withHash ? shownHash(entry) : "";
      lines.push(`    ${hash}${hash === "" ? "" : "  "}${entryPath(entry)}`);
    }
    lines.push("");
    const files = entries.filter((entry) => !entryPath(entry).endsWith("/")).length;
    if (files > 0) counts.push(`${files} ${state}`);
  }
  if (counts.length > 0) lines.push(`files summary: ${counts.join(", ")}`);
  return lines.map((line) => `${line}\n`).join("");
}

/** The cells of a table: state, hash where asked for, path. */
export function dataDiffRows(diff: DataDiff, withHash: boolean): { header: string[]; rows: string[][] } {
  const rows = STATES.flatMap((state) =>
    (diff.get(state) ?? []).map((entry) => [state, ...withHash ? [shownHash(entry)] : [], entryPath(entry)])
  );
  return { header: ["Status", ...withHash ? ["Hash"] : [], "Path"], rows };
}
