import type { ExpError } from "../common/mod.ts";
import { type Git, parseCommit } from "../git/mod.ts";
import type { Repo } from "../repo/mod.ts";
import { type BaselineEntry, type RevEntry, WORKSPACE_REV } from "../revisions/mod.ts";
import { codeChanges } from "./code_changes.ts";
import type { FoundBySearch, QueuedTask, Report } from "./data.ts";
import { fitCurves } from "./fit_curves.ts";
import { gatherPlots, type ReadPlots } from "./gather_plots.ts";
import { leftOut, picturesLeftOut, plotProblems } from "./notes.ts";
import { reportTable } from "./rows.ts";

interface ReportSources {
  readonly title: string;
  readonly madeAtMs: number;
  readonly entries: readonly BaselineEntry[];
  /** The metrics that are wanted; none: all of them. */
  readonly metrics: readonly string[];
  readonly readPlots: ReadPlots;
  readonly pipeline: Report["pipeline"];
  readonly queue: readonly QueuedTask[];
  readonly searches: readonly FoundBySearch[];
  /** What could not be read, in words. */
  readonly notes: readonly string[];
  readonly say: (error: ExpError) => string;
  readonly reloadMs?: number;
}

/** A report, and the Vega specifications that it names, by their ids. */
export interface BuiltReport {
  readonly report: Report;
  readonly charts: Readonly<Record<string, unknown>>;
  /** The files that plots are drawn from, relative to the root. */
  readonly plotted: ReadonlySet<string>;
}

/** Of the whole page. */
const MOST_CHARACTERS = 5_900_000;
/** Of the page's own scripts. */
const SCRIPTS = 150_000, VEGA = 850_000;
const NAME_SOME = "name those that you want, to see theirs";
const UNREAD = `there are too many points; ${NAME_SOME}`;
/** Curves have at least so many of them, whatever else there is. */
const LEAST_CURVES = 1_000_000;

/**
 * All that a report shows. Asks Git for messages and for files that differ: a few processes, however many experiments.
 *
 * @throws {ExpError} `usage` for a metric that there is not
 */
export async function buildReport(repo: Repo, git: Git, sources: ReportSources): Promise<BuiltReport> {
  const { title, madeAtMs, pipeline, queue, searches, reloadMs } = sources;
  const messages = messagesOf(git, sources.entries);
  const { entries, gone } = withoutGone(sources.entries, messages);
  const { rows, columns, revs } = reportTable(entries, messages, sources.metrics);
  const places = new Map(revs.map((rev, row) => [rev, row]));
  const rowOf = (rev: string) => places.get(rev);
  const nameOf = (rev: string) => rows[rowOf(rev) ?? -1]?.id ?? rev;
  const plots = await gatherPlots(finished(entries), sources.readPlots, rowOf);
  const code = changedCode(repo, git, revs, shownFiles(entries, plots.sources));
  const drawn = plots.charts.drawn(repo, rowOf, nameOf);
  const matrices = plots.matrices.matrices();
  const rest = {
    schema: 1,
    title,
    madeAt: new Date(madeAtMs).toISOString(),
    rows,
    columns,
    matrices: matrices.plots,
    images: plots.pictures.sets(),
    charts: drawn.charts.map(({ plot }) => plot),
    code: { texts: code.texts, files: code.files },
    pipeline,
    queue,
    searches,
    ...(reloadMs === undefined ? {} : { reloadMs }),
  } as const;
  const charts = Object.fromEntries(drawn.charts.map(({ plot, specification }) => [plot.id, specification]));
  const curves = fitCurves(plots.curves, placeForCurves(rest, charts));
  const notes = [
    ...sources.notes,
    ...gone.map((name) => `left out: ${name}: its commit is gone; \`git fetch\` may bring it back`),
    ...leftOut(
      code.leftOut,
      "changed file is too large to be compared here",
      "changed files are too large to be compared here",
    ),
    ...leftOut(
      runningElsewhere(entries),
      "experiment is running: it has its plots when it has ended",
      "experiments are running: they have their plots when they have ended",
    ),
    ...leftOut(plots.unread, `experiment has no plots here: ${UNREAD}`, `experiments have no plots here: ${UNREAD}`),
    ...leftOut(
      curves.leftOut,
      `experiment has no curves here: ${NAME_SOME}`,
      `experiments have no curves here: ${NAME_SOME}`,
    ),
    ...picturesLeftOut(plots.pictures.leftOut),
    ...leftOut(matrices.leftOut, "matrix has no place in one file", "matrices have no place in one file"),
    ...matrices.tooLarge.map((name) => `not drawn: ${name}: a matrix of more than 60 classes`),
    ...leftOut(plots.charts.leftOut, "experiment is not in all plots", "experiments are not in all plots"),
    ...drawn.problems.map(({ name, error }) => `not drawn: ${name}: ${sources.say(error)}`),
    ...plotProblems(plots.errors, plots.drawn, nameOf),
  ];
  return { report: { ...rest, curves: curves.plots, notes }, charts, plotted: plots.sources };
}

/** What the page has left for them, in characters. */
function placeForCurves(rest: unknown, charts: Readonly<Record<string, unknown>>): number {
  const hasCharts = Object.keys(charts).length > 0;
  const taken = JSON.stringify(rest).length + SCRIPTS + (hasCharts ? VEGA + JSON.stringify(charts).length : 0);
  return Math.max(LEAST_CURVES, MOST_CHARACTERS - taken);
}

/** Those that have ended well: of others the commit has only what was there before them. */
function finished(entries: readonly BaselineEntry[]): string[] {
  const revs = entries.flatMap((entry) => [
    entry.rev,
    ...(entry.experiments ?? [])
      .filter(({ executor }) => executor === null || executor.state === "success")
      .flatMap(({ revs }) => revs.slice(0, 1).map(({ rev }) => rev)),
  ]);
  return [...new Set(revs)];
}

/** What runs in the workspace is seen there. */
function runningElsewhere(entries: readonly BaselineEntry[]): number {
  return entries.flatMap(({ experiments }) => experiments ?? [])
    .filter(({ executor }) => executor?.state === "running" && executor.name !== "workspace").length;
}

function allRevs(entries: readonly BaselineEntry[]): RevEntry[] {
  return entries.flatMap((entry) => [entry, ...(entry.experiments ?? []).flatMap(({ revs }) => revs)]);
}

/** By commit; a commit that is gone has none. */
function messagesOf(git: Git, entries: readonly BaselineEntry[]): Map<string, string> {
  const commits = [...new Set(allRevs(entries).map(({ rev }) => rev).filter((rev) => rev !== WORKSPACE_REV))];
  return new Map(
    git.readObjects(commits).flatMap((object, i) => {
      const rev = commits[i]!;
      return object?.type === "commit" ? [[rev, parseCommit(rev, object.bytes).message]] : [];
    }),
  );
}

/** Of an experiment whose commit is gone there is nothing to show. */
function withoutGone(
  entries: readonly BaselineEntry[],
  messages: ReadonlyMap<string, string>,
): { entries: BaselineEntry[]; gone: string[] } {
  const isHere = ({ rev }: RevEntry) => rev === WORKSPACE_REV || messages.has(rev);
  const gone: string[] = [];
  for (const { rev, name } of entries.filter((entry) => !isHere(entry))) gone.push(name ?? rev.slice(0, 7));
  const left = entries.filter(isHere).map((entry) => ({
    ...entry,
    experiments: entry.experiments?.filter(({ revs, name }) => {
      const whole = revs.every(isHere);
      if (!whole) gone.push(name ?? revs[0]!.rev.slice(0, 7));
      return whole;
    }) ?? null,
  }));
  return { entries: left, gone };
}

/** Files whose values stand in the table, or are drawn; relative to the root. */
function shownFiles(entries: readonly BaselineEntry[], plotted: ReadonlySet<string>): Set<string> {
  const inTable = allRevs(entries).flatMap(({ data }) => [...data?.metrics.keys() ?? [], ...data?.params.keys() ?? []]);
  return new Set([...inTable, ...plotted]);
}

/** What tells nothing of the code: `dvc.lock`, and what runs leave in entries of the queue. */
const NO_CODE = /(^|\/)(dvc\.lock$|\.dvc\/tmp\/)/;

/** All but those. */
function changedCode(repo: Repo, git: Git, revs: readonly string[], shown: ReadonlySet<string>) {
  const prefix = repo.git?.prefix ?? "";
  const inRepo = (path: string) => path.startsWith(`${prefix}/`) ? path.slice(prefix.length + 1) : path;
  return codeChanges(
    git,
    revs.map((rev) => rev === WORKSPACE_REV ? undefined : rev),
    (path) => !shown.has(inRepo(path)) && !NO_CODE.test(path),
  );
}
