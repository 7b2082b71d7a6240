import { ExpError } from "../common/mod.ts";
import type { Git } from "../git/mod.ts";
import { loadDag } from "../pipeline/mod.ts";
import { type ListedTask, listTasks, shownTasks } from "../queue/mod.ts";
import { collectPlots } from "../plots/mod.ts";
import { type BaselineChoice, findByName, listExperimentRefs, SEARCH_REFS } from "../records/mod.ts";
import type { Repo } from "../repo/mod.ts";
import { buildReport, type BuiltReport, type QueuedTask, type Report } from "../report/mod.ts";
import { type BaselineEntry, collectExperiments } from "../revisions/mod.ts";
import { brokenProject, expSays } from "../voice/mod.ts";
import type { Context } from "./command.ts";
import { openProject } from "./open_project.ts";
import { runningFiles } from "./running_files.ts";
import { taskWords } from "./task_words.ts";
import { warnOf } from "./warn_of.ts";

interface ReportChoice {
  /** Commits, all of whose experiments are wanted, and names of single experiments. */
  readonly revs: readonly string[];
  readonly num: number | undefined;
  readonly allCommits: boolean;
  readonly metrics: readonly string[];
  readonly reloadMs?: number;
}

interface GatheredReport extends BuiltReport {
  /** Files that are being written, and would make another report. */
  readonly unfinished: readonly string[];
}

/** Reads all that the report shows. What can be done without becomes a note in it. */
export async function gatherReport(
  context: Context,
  repo: Repo,
  git: Git,
  choice: ReportChoice,
): Promise<GatheredReport> {
  const named = namedExperiments(git, choice.revs);
  const tasks = shownTasks(repo, git);
  const entries = await collectExperiments(repo, git, baselinesOf(choice, named), tasks, {
    describe: brokenProject,
    onUnfetched: (error) => warnOf(context, error),
  });
  const notes: string[] = [];
  const built = await buildReport(repo, git, {
    title: repo.root.slice(repo.root.lastIndexOf("/") + 1),
    madeAtMs: context.host.clock.now(),
    entries: onlyNamed(entries, named),
    readPlots: (revs) =>
      collectPlots(repo, git, {
        revs,
        describe: brokenProject,
        onUnfetched: (error) => warnOf(context, error),
      }),
    say: expSays,
    metrics: choice.metrics,
    pipeline: await readPipeline(context, notes),
    queue: listTasks(repo, git).map(queuedTask),
    searches: await readSearches(repo, git),
    notes,
    ...(choice.reloadMs === undefined ? {} : { reloadMs: choice.reloadMs }),
  });
  return { ...built, unfinished: runningFiles(repo, tasks, entries, built.plotted) };
}

/** By baseline: the names that were asked for; a baseline that is not here is wanted with all that it has. */
type Named = ReadonlyMap<string, ReadonlySet<string>>;

function namedExperiments(git: Git, revs: readonly string[]): Named {
  const named = new Map<string, Set<string>>();
  const refs = revs.length === 0 ? [] : listExperimentRefs(git);
  for (const word of revs) {
    const ref = git.resolve(word) === undefined ? findByName(refs, word, git.head().rev) : undefined;
    if (ref !== undefined) named.set(ref.baseline, (named.get(ref.baseline) ?? new Set()).add(ref.name));
  }
  return named;
}

function baselinesOf({ revs, num, allCommits }: ReportChoice, named: Named): BaselineChoice {
  const names = new Set([...named.values()].flatMap((each) => [...each]));
  return {
    revs: [...revs.filter((word) => !names.has(word)), ...named.keys()],
    allCommits,
    ...(num === undefined ? {} : { num }),
  };
}

function onlyNamed(entries: readonly BaselineEntry[], named: Named): BaselineEntry[] {
  return entries.map((entry) => {
    const names = named.get(entry.rev);
    if (names === undefined || entry.experiments === null) return entry;
    return { ...entry, experiments: entry.experiments.filter(({ name }) => names.has(name ?? "")) };
  });
}

/** Where there are none, nothing of them is loaded. */
async function readSearches(repo: Repo, git: Git): Promise<Report["searches"]> {
  if (git.refs(SEARCH_REFS).length === 0) return [];
  return await (await import("./gather_searches.ts")).gatherSearches(repo, git);
}

async function readPipeline(context: Context, notes: string[]): Promise<Report["pipeline"]> {
  try {
    const { nodes, edges } = await loadDag(await openProject(context));
    return { stages: nodes, edges };
  } catch (error) {
    if (!(error instanceof ExpError)) throw error;
    notes.push(`the pipeline cannot be drawn: ${expSays(error)}`);
    return { stages: [], edges: [] };
  }
}

const STATE_WORDS = { queued: "Queued", running: "Running", failed: "Failed", success: "Success" };

function queuedTask(listed: ListedTask): QueuedTask {
  const word = listed.taskState.kind === "pruned" ? "Pruned" : STATE_WORDS[listed.state];
  return {
    id: listed.stashRev.slice(0, 7),
    name: listed.name ?? "",
    state: word,
    queuedAt: new Date(listed.task.queuedAtMs).toISOString(),
    detail: taskWords(listed, word, undefined).replace(word, "").replace(/^[,:]?\s*/, ""),
  };
}
