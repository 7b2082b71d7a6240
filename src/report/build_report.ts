import type { Git } from "../git/mod.ts";
import type { CollectedPlots } from "../plots/mod.ts";
import type { Repo } from "../repo/mod.ts";
import { type BaselineEntry, type RevEntry, WORKSPACE_REV } from "../revisions/mod.ts";
import { chartsOf } from "./charts.ts";
import { codeChanges } from "./code_changes.ts";
import { curvePlots } from "./curves.ts";
import type { QueuedTask, Report } from "./data.ts";
import { matrixPlots } from "./matrices.ts";
import { picturesOf } from "./pictures.ts";
import { reportTable } from "./rows.ts";

interface ReportSources {
  readonly title: string;
  readonly madeAtMs: number;
  readonly entries: readonly BaselineEntry[];
  /** The metrics that are wanted; none: all of them. */
  readonly metrics: readonly string[];
  /** Of {@link plottedRevs}. */
  readonly plots: CollectedPlots;
  readonly pipeline: Report["pipeline"];
  readonly queue: readonly QueuedTask[];
  /** What could not be read, in words. */
  readonly notes: readonly string[];
  readonly reloadMs?: number;
}

/** A report, and the Vega specifications that it names, by their ids. */
export interface BuiltReport {
  readonly report: Report;
  readonly charts: Readonly<Record<string, unknown>>;
}

/**
 * All that a report shows. Asks Git for messages and for files that differ: a few processes, however many experiments.
 *
 * @throws {ExpError} `usage` for a metric that there is not
 */
export function buildReport(repo: Repo, git: Git, sources: ReportSources): BuiltReport {
  const { entries, title, madeAtMs, pipeline, queue, reloadMs } = sources;
  const { plots } = sources.plots;
  const { rows, columns, revs } = reportTable(entries, messagesOf(git, entries), sources.metrics);
  const places = new Map(revs.map((rev, row) => [rev, row]));
  const rowOf = (rev: string) => places.get(rev);
  const code = changedCode(git, entries, revs);
  const pictures = picturesOf(plots, rowOf);
  const drawn = chartsOf(repo, plots, (rev) => rows[rowOf(rev) ?? -1]?.id ?? rev);
  const report: Report = {
    schema: 1,
    title,
    madeAt: new Date(madeAtMs).toISOString(),
    rows,
    columns,
    curves: curvePlots(plots, rowOf),
    matrices: matrixPlots(plots, rowOf),
    images: pictures.sets,
    charts: drawn.charts.map(({ id, title }) => ({ id, title })),
    code: { texts: code.texts, files: code.files },
    pipeline,
    queue,
    notes: [
      ...sources.notes,
      ...leftOutNote(
        code.leftOut,
        "changed file",
        "is too large to be compared here",
        "are too large to be compared here",
      ),
      ...leftOutNote(
        pictures.leftOut + drawn.leftOut,
        "image or chart",
        "has no place in one file",
        "have no place in one file",
      ),
      ...unplottedNote(entries),
    ],
    ...(reloadMs === undefined ? {} : { reloadMs }),
  };
  return { report, charts: Object.fromEntries(drawn.charts.map(({ id, specification }) => [id, specification])) };
}

/** So many experiments have their curves and images in a report. */
const MOST_PLOTTED = 120;

/** Those whose plots are shown: the first ones of the table that have ended well. */
export function plottedRevs(entries: readonly BaselineEntry[]): string[] {
  return finished(entries).slice(0, MOST_PLOTTED);
}

function finished(entries: readonly BaselineEntry[]): string[] {
  const revs = entries.flatMap((entry) => [
    entry.rev,
    ...(entry.experiments ?? [])
      .filter(({ executor }) => executor === null || executor.state === "success")
      .flatMap(({ revs }) => revs.slice(0, 1).map(({ rev }) => rev)),
  ]);
  return [...new Set(revs)];
}

function unplottedNote(entries: readonly BaselineEntry[]): string[] {
  const count = finished(entries).length - MOST_PLOTTED;
  return count <= 0 ? [] : [`curves and images of the first ${MOST_PLOTTED} rows only; name experiments to see theirs`];
}

function leftOutNote(count: number, what: string, one: string, more: string): string[] {
  return count === 0 ? [] : [count === 1 ? `1 ${what} ${one}` : `${count} ${what.replace(/(\w+)$/, "$1s")} ${more}`];
}

function allRevs(entries: readonly BaselineEntry[]): RevEntry[] {
  return entries.flatMap((entry) => [entry, ...(entry.experiments ?? []).flatMap(({ revs }) => revs)]);
}

function messagesOf(git: Git, entries: readonly BaselineEntry[]): Map<string, string> {
  const commits = new Set(allRevs(entries).map(({ rev }) => rev).filter((rev) => rev !== WORKSPACE_REV));
  return new Map(git.commitInfo([...commits]).map(({ rev, message }) => [rev, message]));
}

/** All but files whose values stand in the table, and `dvc.lock`, which tells nothing else. */
function changedCode(git: Git, entries: readonly BaselineEntry[], revs: readonly string[]) {
  const told = new Set(
    allRevs(entries).flatMap(({ data }) => [
      ...data?.metrics.keys() ?? [],
      ...data?.params.keys() ?? [],
    ]),
  );
  return codeChanges(
    git,
    revs.map((rev) => rev === WORKSPACE_REV ? undefined : rev),
    (path) => !told.has(path) && !/(^|\/)dvc\.lock$/.test(path),
  );
}
