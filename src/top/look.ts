/** Gathers what the dashboard shows: the queue as its files tell it, the experiments as Git has them. */
import type { Value } from "../common/mod.ts";
import type { Git } from "../git/mod.ts";
import { type Asked, countWorkers, type ListedTask, listTasks, logFile, queueMark, readLogTail } from "../queue/mod.ts";
import { type BaselineChoice, listExperimentRefs } from "../records/mod.ts";
import type { Repo } from "../repo/mod.ts";
import { type BaselineEntry, collectExperiments } from "../revisions/mod.ts";
import { buildShowTable, type Column, type ShowRow } from "../show/mod.ts";
import { readableLine } from "./log_line.ts";
import type { PaneName, TopFacts, TopRow, TopSearch } from "./facts.ts";

/** What is done above this room. */
interface Means {
  /** Puts in order what the dead left. @returns lines about what cannot be */
  refresh(): readonly string[];
  askEngines(tasks: readonly ListedTask[]): Promise<{ jobs: ReadonlyMap<string, Asked>; silent: readonly string[] }>;
  words(task: ListedTask, asked: Asked | undefined): string;
  searches(): Promise<readonly TopSearch[]>;
}

/** Not even when nothing seems to have changed does a look come later: drains die without a word. */
const LOOK_AGAIN_MS = 15_000;
/** Looks take such a part of the time, but on a machine so busy that the next one would be far away. */
const PART = 10;
const LONGEST_PAUSE_MS = 5_000;
const TAIL_LINES = 5;

/** The tasks with all that is told of them. */
interface Queue {
  readonly tasks: readonly ListedTask[];
  readonly jobs: ReadonlyMap<string, Asked>;
  readonly searches: readonly TopSearch[];
  readonly warnings: readonly string[];
}

/** The experiments' values by their commits, and the rows of those that have finished. */
interface Experiments {
  readonly columns: readonly Column[];
  readonly valuesOf: ReadonlyMap<string, ReadonlyMap<Column, Value>>;
  readonly finished: readonly ShowRow[];
}

const NO_EXPERIMENTS: Experiments = { columns: [], valuesOf: new Map(), finished: [] };

export class Looker {
  #queue: Queue = { tasks: [], jobs: new Map(), searches: [], warnings: [] };
  #experiments = NO_EXPERIMENTS;
  #mark = "";
  #experimentsMark = "";
  #nextMs = -Infinity;
  #latestMs = -Infinity;
  readonly #openedBaselines = new Set<string>();
  readonly #tails = new Map<string, { readonly size: number; readonly lines: readonly string[] }>();

  constructor(
    readonly repo: Repo,
    readonly git: Git,
    readonly choice: BaselineChoice,
    readonly means: Means,
  ) {}

  /** Forgets that all is known: something has just been done. */
  hurry(): void {
    this.#nextMs = this.#latestMs = -Infinity;
  }

  /** Undefined: all is as it was at the last look. */
  async look(): Promise<TopFacts | undefined> {
    const { clock } = this.repo.host;
    const beganMs = clock.monotonic();
    const isNews = beganMs >= this.#latestMs ||
      (beganMs >= this.#nextMs && queueMark(this.repo, this.#queue.tasks) !== this.#mark);
    if (isNews) {
      await this.#lookAtQueue();
      await this.#lookAtExperiments();
      const endedMs = clock.monotonic();
      this.#nextMs = endedMs + Math.min(LONGEST_PAUSE_MS, PART * (endedMs - beganMs));
      this.#latestMs = Math.max(this.#nextMs, endedMs + LOOK_AGAIN_MS);
    }
    const hasPrinted = this.#readTails();
    return isNews || hasPrinted ? this.#facts() : undefined;
  }

  /** The tasks that run, for their logs. */
  get running(): readonly ListedTask[] {
    return this.#queue.tasks.filter(({ state }) => state === "running");
  }

  taskOf(id: string): ListedTask | undefined {
    return this.#queue.tasks.find(({ task }) => task.id === id);
  }

  async #lookAtQueue(): Promise<void> {
    const damage = this.means.refresh();
    const tasks = listTasks(this.repo, this.git);
    this.#mark = queueMark(this.repo, tasks);
    const { jobs, silent } = await this.means.askEngines(tasks);
    const warnings = [...damage, ...silent.map((title) => `${title} does not answer`)];
    this.#queue = { tasks, jobs, searches: await this.means.searches(), warnings };
  }

  /** Commits never change: only when there are others, or tasks that stand elsewhere, are they read. */
  async #lookAtExperiments(): Promise<void> {
    const { tasks } = this.#queue;
    const refs = listExperimentRefs(this.git).map(({ ref, rev }) => `${ref} ${rev}`);
    const mark = [this.git.head().rev, ...refs, ...tasks.map(({ task, state }) => `${task.id} ${state}`)].join("\n");
    if (mark === this.#experimentsMark) return;
    this.#experiments = experimentsIn(await collectExperiments(this.repo, this.git, this.#baselines(), tasks));
    this.#experimentsMark = mark;
  }

  /** As chosen, and those of tasks that were not over at some look: what runs is shown with its parameters, and how it ends. */
  #baselines(): BaselineChoice {
    for (const { state, baseline } of this.#queue.tasks) if (state !== "success") this.#openedBaselines.add(baseline);
    const head = this.git.head().rev;
    return { ...this.choice, revs: [...new Set([...head === undefined ? [] : [head], ...this.#openedBaselines])] };
  }

  #readTails(): boolean {
    let hasPrinted = false;
    for (const { task } of this.running) {
      const size = this.repo.host.fs.stat(logFile(this.repo, task))?.size ?? 0;
      if (this.#tails.get(task.id)?.size === size) continue;
      const lines = readLogTail(this.repo, task, TAIL_LINES).map(readableLine);
      this.#tails.set(task.id, { size, lines });
      hasPrinted = true;
    }
    return hasPrinted;
  }

  #facts(): TopFacts {
    const { tasks, searches, warnings } = this.#queue;
    const rows = tasks.filter((listed) => this.#isShown(listed)).map((listed) => this.#taskRow(listed));
    const revs = new Set(tasks.flatMap(({ state, rev }) => state === "success" && rev !== undefined ? [rev] : []));
    const others = this.#experiments.finished.filter(({ sha }) => !revs.has(sha)).map((row) => this.#otherRow(row));
    return {
      rows: [...inQueueOrder(rows.filter(({ pane }) => pane === "waiting"), tasks), ...newestFirst(rows), ...others],
      columns: this.#experiments.columns,
      workers: countWorkers(this.repo, tasks),
      searches,
      warnings,
    };
  }

  /** What has finished on another commit is asked for by --all-commits, as in `exp show`. */
  #isShown({ state, rev }: ListedTask): boolean {
    return state !== "success" || (rev !== undefined && this.#experiments.valuesOf.has(rev));
  }

  #taskRow(listed: ListedTask): TopRow {
    const { task, taskState, rev, stashRev, name } = listed;
    const asked = this.#queue.jobs.get(task.id);
    return {
      id: task.id,
      name: name ?? stashRev.slice(0, 7),
      pane: listed.pruned === undefined ? PANE_OF[listed.state] : "pruned",
      isTask: true,
      words: this.means.words(listed, asked),
      isHeld: task.options.held,
      runsOn: asked === undefined ? listed.runsOn : undefined, // the words of a job name its node
      isSubmitted: taskState.kind === "submitted",
      startedAtMs: taskState.kind === "running" ? taskState.startedAtMs : undefined,
      tail: this.#tails.get(task.id)?.lines ?? [],
      values: this.#experiments.valuesOf.get(rev ?? stashRev) ?? new Map(),
    };
  }

  #otherRow({ sha, experiment, rev }: ShowRow): TopRow {
    return {
      id: sha,
      name: experiment || rev,
      pane: "finished",
      isTask: false,
      words: "",
      isHeld: false,
      runsOn: undefined,
      isSubmitted: false,
      startedAtMs: undefined,
      tail: [],
      values: this.#experiments.valuesOf.get(sha) ?? new Map(),
    };
  }
}

const PANE_OF: Readonly<Record<ListedTask["state"], PaneName>> = {
  running: "running",
  queued: "waiting",
  failed: "failed",
  success: "finished",
};

function experimentsIn(entries: readonly BaselineEntry[]): Experiments {
  const { rows, columns } = buildShowTable(entries);
  const own = rows.filter(({ kind }) =>
    kind === "branch_commit" || kind === "branch_base" || kind === "checkpoint_tip"
  );
  const valuesOf = new Map(own.map((row) => [
    row.sha,
    new Map(
      [...row.cells].flatMap(([column, cell]) =>
        column.kind !== "dep" && cell !== undefined && "value" in cell && cell.value !== null
          ? [[column, cell.value] as const]
          : []
      ),
    ),
  ]));
  const finished = own.filter(({ state, sha }) => state === "" && sha !== "workspace");
  return { columns: columns.filter(({ kind }) => kind !== "dep"), valuesOf, finished };
}

/** As drains take them: by priority, then by place. */
function inQueueOrder(rows: readonly TopRow[], tasks: readonly ListedTask[]): TopRow[] {
  const priorities = new Map(tasks.map(({ task }) => [task.id, task.options.priority]));
  return [...rows].sort((a, b) => (priorities.get(b.id) ?? 0) - (priorities.get(a.id) ?? 0));
}

/** Those that do not wait: what runs as it was queued, what has ended the other way round. */
function newestFirst(rows: readonly TopRow[]): TopRow[] {
  const running = rows.filter(({ pane }) => pane === "running");
  return [...running, ...rows.filter(({ pane }) => pane !== "running" && pane !== "waiting").reverse()];
}
