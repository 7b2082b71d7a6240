/** The tasks that an engine has: their own files tell how they ended, and the engine about those that have none. */
import type { JobStatus } from "../engines/mod.ts";
import type { Git } from "../git/mod.ts";
import { lookAfresh, type Repo } from "../repo/mod.ts";
import type { Ended } from "./job.ts";
import { endedTasks, jobFolder, lastLine, readJobId, readPacks } from "./jobs.ts";
import { readKillRequest } from "./kill_request.ts";
import { taskFolder } from "./layout.ts";
import { settleGone } from "./settle_gone.ts";
import { readTask } from "./store.ts";
import { NO_LEFTOVERS } from "./machine.ts";
import type { EngineSettings } from "./submission.ts";
import { isUnderWay, jobIn, type JobRef, maxTimeouts, type Task, type TaskState } from "./task.ts";
import { type JobFacts, judge } from "./verdict.ts";

interface Watched {
  readonly task: Task;
  readonly job: JobRef;
  /** Since when the engine has not had it; undefined: it has it, as far as is known. */
  goneSinceMs: number | undefined;
  /** What the engine has told of its end: it forgets. */
  end: JobStatus | undefined;
}

/** So often a file server is asked whether there is more than this machine has seen: that is some work for it. */
const LOOK_AFRESH_MS = 5000;

/** What a task's state says, and no other task's mark. */
export class JobWatch {
  readonly #tasks = new Map<string, Watched>();
  #lookedAfreshMs = -Infinity;
  /** Marks that have been looked at. */
  readonly #seen = new Map<string, Set<string>>();
  readonly #elements = new Map<string, readonly (readonly string[])[]>();

  constructor(
    readonly repo: Repo,
    readonly git: Git,
    readonly settings: Pick<EngineSettings, "engine" | "goesOn" | "graceMs">,
    readonly onEnd: (ended: Ended) => void,
  ) {}

  get size(): number {
    return this.#tasks.size;
  }

  /** Is there a task that the engine does not have any more, and whose result may still come to light? */
  get isUndecided(): boolean {
    return [...this.#tasks.values()].some(({ goneSinceMs }) => goneSinceMs !== undefined);
  }

  add(task: Task, job: JobRef): void {
    const known = this.#tasks.get(task.id);
    if (known?.job.name !== job.name) this.#tasks.set(task.id, { task, job, goneSinceMs: undefined, end: undefined });
  }

  names(): string[] {
    return [...this.#tasks.values()].map(({ task }) => task.entry.name);
  }

  tasks(): Task[] {
    return [...this.#tasks.values()].map(({ task }) => task);
  }

  jobs(): string[] {
    return [...new Set([...this.#tasks.values()].map(({ job }) => job.name))];
  }

  /** Reads the states of tasks whose runs have ended, as is marked. @returns whether there was one */
  look(): boolean {
    let hasNews = false;
    const now = this.repo.host.clock.monotonic();
    const isDue = now - this.#lookedAfreshMs >= LOOK_AFRESH_MS;
    if (isDue) this.#lookedAfreshMs = now;
    for (const name of this.jobs()) {
      if (isDue) lookAfresh(this.repo.host, jobFolder(this.repo, name));
      const seen = this.#seen.get(name) ?? new Set();
      const marks = endedTasks(this.repo, name);
      this.#seen.set(name, new Set(marks));
      for (const id of marks) {
        if (seen.has(id)) continue;
        this.#isDone(id);
        hasNews = true; // also where the engine stopped it, and is to say what becomes of it
      }
    }
    return hasNews;
  }

  /** How long until something can be decided of a task that the engine does not have any more; endless: there is none. */
  get nextVerdictMs(): number {
    const now = this.repo.host.clock.monotonic();
    const waits = [...this.#tasks.values()].flatMap(({ goneSinceMs }) =>
      goneSinceMs === undefined ? [] : [goneSinceMs + this.settings.graceMs - now]
    );
    return waits.reduce((least, ms) => Math.min(least, ms), Infinity);
  }

  /** Decides what can be decided by what the engine says of its jobs. */
  async judge(statuses: readonly JobStatus[]): Promise<void> {
    const now = this.repo.host.clock.monotonic();
    const statusOf = indexStatuses(statuses);
    const gone = [...this.#tasks.values()].filter((watched) => {
      const status = statusOf(watched.job);
      const isThere = status?.phase === "waiting" || status?.phase === "running";
      watched.goneSinceMs = isThere ? undefined : watched.goneSinceMs ?? now;
      watched.end = isThere ? undefined : status ?? watched.end;
      return !isThere;
    });
    if (gone.length === 0) return;
    const left = gone.filter(({ task }) => !this.#isDone(task.id));
    const settled = left.filter(({ goneSinceMs }) => now - (goneSinceMs ?? now) >= this.settings.graceMs);
    const forgotten = settled.filter(({ end }) => end === undefined);
    const history = forgotten.length === 0 ? undefined : indexStatuses(await this.#history(forgotten));
    for (const watched of settled) this.#settle(watched, watched.end ?? history?.(watched.job));
  }

  async #history(forgotten: readonly Watched[]): Promise<readonly JobStatus[]> {
    const ids = [...new Set(forgotten.flatMap(({ job }) => readJobId(this.repo, job.name) ?? []))];
    return ids.length === 0 ? [] : await this.settings.engine.history(ids);
  }

  #settle(watched: Watched, status: JobStatus | undefined): void {
    const { repo, git } = this;
    const stored = readTask(repo, watched.task.id);
    if (stored?.kind !== "task") return;
    const verdict = judge(this.#factsOf(watched, stored.state, stored.task, status));
    if (verdict.do === "wait") return;
    const ended = settleGone(repo, git, stored.task, watched.job, verdict);
    if (ended === "held") return;
    this.#tasks.delete(watched.task.id);
    if (ended !== undefined) this.onEnd(ended);
  }

  #factsOf({ job }: Watched, state: TaskState, task: Task, status: JobStatus | undefined): JobFacts {
    const { repo } = this;
    const { element, name } = job;
    const packed = this.#elementsOf(name)[element] ?? [];
    const marks = this.#seen.get(name) ?? new Set<string>();
    return {
      state,
      status,
      isSettled: true,
      isAcknowledged: readJobId(repo, name) !== undefined,
      hasBegun: isUnderWay(state) || packed.some((id) => marks.has(id) || this.#isUnderWay(id)),
      isKilled: readKillRequest(repo, task.id) !== undefined,
      retries: task.options.retries,
      goesOn: this.settings.goesOn || task.options.requeue === true,
      maxTimeouts: maxTimeouts(repo.config),
      lastLine: lastLine(repo, name, this.settings.engine.logName(element, this.#elementsOf(name).length)),
    };
  }

  #elementsOf(name: string): readonly (readonly string[])[] {
    const known = this.#elements.get(name) ?? readPacks(this.repo, name);
    this.#elements.set(name, known);
    return known;
  }

  #isUnderWay(id: string): boolean {
    const stored = readTask(this.repo, id);
    return stored?.kind === "task" && isUnderWay(stored.state);
  }

  /** Does the task's own file say that this job has done with it? */
  #isDone(id: string): boolean {
    const watched = this.#tasks.get(id);
    if (watched === undefined) return false;
    const { fs } = this.repo.host;
    fs.listIfThere(taskFolder(this.repo, id)); // makes NFS look at it anew
    const stored = readTask(this.repo, id);
    if (stored?.kind === "task" && jobIn(stored.state)?.name === watched.job.name) return false;
    this.#tasks.delete(id);
    if (stored?.kind === "task") this.#tell(stored.task, stored.state);
    return true;
  }

  #tell(task: Task, state: TaskState): void {
    const ended = endedAs(task, state);
    if (ended !== undefined) this.onEnd(ended);
  }
}

function endedAs(task: Task, state: TaskState): Ended | undefined {
  if (state.kind === "success") return { kind: "success", task, rev: state.rev ?? "" };
  if (state.kind === "failed") return { kind: "failed", task, cause: state.cause, leftovers: NO_LEFTOVERS };
  if (state.kind === "killed") {
    return { kind: "killed", task, cause: { message: "killed", exitCode: 255 }, leftovers: NO_LEFTOVERS };
  }
  if (state.kind === "pruned") return { kind: "pruned", task, last: state.last };
  if (state.kind === "queued") return { kind: "requeued", task, why: "retry" };
  return undefined;
}

/** Finds what an engine has told of an element: a line of its own, or one of all the elements that wait. */
export function indexStatuses(statuses: readonly JobStatus[]): (job: JobRef) => JobStatus | undefined {
  const byName = new Map<string, Map<number | undefined, JobStatus>>();
  for (const status of statuses) {
    const own = byName.get(status.name) ?? new Map<number | undefined, JobStatus>();
    own.set(status.element, status);
    byName.set(status.name, own);
  }
  return ({ name, element }) => byName.get(name)?.get(element) ?? byName.get(name)?.get(undefined);
}
