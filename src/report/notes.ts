/** What a report does not have, told as one reads it. */
import type { PlotError } from "../plots/mod.ts";

/** As Python puts it before what the system says. */
const ERROR_NUMBER = /^\[Errno \d+\] /;
/** More would hide what else there is to say. */
const MOST_PROBLEMS = 12;

/** Nothing, where nothing is left out. */
export function leftOut(count: number, one: string, more: string): string[] {
  return count === 0 ? [] : [`${count} ${count === 1 ? one : more}`];
}

/** @param counts by name, of how many rows it is */
export function picturesLeftOut(counts: ReadonlyMap<string, number>): string[] {
  const names = [...counts.keys()];
  const count = [...counts.values()].reduce((sum, each) => sum + each, 0);
  const which = `${names.slice(0, 3).join(", ")}${names.length > 3 ? ` and ${names.length - 3} more` : ""}`;
  return leftOut(count, `image has no place in one file: ${which}`, `images have no place in one file: ${which}`);
}

/**
 * Each reason once, with the rows that have it. A file that only some rows lack is none: not every commit was made after a
 * run, and the table has gaps there, too.
 *
 * @param drawn ids of plots of which something is drawn
 */
export function plotProblems(
  errors: readonly PlotError[],
  drawn: ReadonlySet<string>,
  nameOf: (rev: string) => string,
): string[] {
  const told = errors.filter(({ name, type }) => type !== "FileNotFoundError" || !drawn.has(name ?? ""));
  const groups = Map.groupBy(
    told,
    ({ name, source, msg }) => `${source ?? name ?? "plots"}: ${msg.replace(ERROR_NUMBER, "")}`,
  );
  const lines = [...groups].map(([reason, own]) => {
    const rows = [...new Set(own.map(({ rev }) => nameOf(rev)))];
    const more = rows.length > 3 ? ` and ${rows.length - 3} more` : "";
    return `not drawn: ${reason} (${rows.slice(0, 3).join(", ")}${more})`;
  });
  const rest = lines.length - MOST_PROBLEMS;
  return rest <= 0 ? lines : [...lines.slice(0, MOST_PROBLEMS), `${rest} more plots that are not drawn`];
}
