/**
 * The head: gives what waits to an engine, watches what comes of it, and settles what nobody else can. It may die at any
 * moment: all that it knows is in the tasks' states and the engine's own queue.
 */
import { ExpError } from "../common/mod.ts";
import type { Git } from "../git/mod.ts";
import type { Repo } from "../repo/mod.ts";
import { Backoff } from "./backoff.ts";
import type { ByEngine, DrainReport, Refill } from "./drain.ts";
import { liveDrains, registerDrain, type Registration } from "./drains.ts";
import type { Ended } from "./job.ts";
import { cancelNoted } from "./cancel_later.ts";
import { sweepJobs, writeJobId } from "./jobs.ts";
import { NO_LEFTOVERS } from "./machine.ts";
import { JobWatch } from "./job_watch.ts";
import { type Refreshed, refreshQueue } from "./refresh.ts";
import { makeFolders, readGeneration, readTask, readTasks } from "./store.ts";
import { type EngineSettings, type GivenJob, type RefusedTasks, submitTasks } from "./submission.ts";
import { compareTasks, type FailureCause, jobIn, NEW_STATE, type Task, type TaskState, waitingTimeMs } from "./task.ts";

interface HeadOptions extends EngineSettings {
  /** Leaves at once if another drain is at work. */
  readonly exclusive?: boolean;
  /** Gives nothing to the engine: only looks after what it has. */
  readonly collectsOnly?: boolean;
  /** Leaves when all that waits has been submitted and what can be known is known. */
  readonly waits: boolean;
  readonly maxTimeMs?: number;
  readonly maxTasks?: number;
  readonly lingerMs?: number;
  readonly refill?: Refill;
  readonly onSubmit?: (job: string, tasks: readonly Task[]) => void;
  readonly onEnd?: (ended: Ended) => void;
  /** Told several times a second. @param given names of the tasks that the engine has */
  readonly onTick?: (given: readonly string[]) => void;
  /** Told once when the engine stops answering, with `false` when it answers again. */
  readonly onSilence?: (isSilent: boolean) => void;
}

export interface HeadReport extends DrainReport {
  readonly engine: ByEngine;
}

export const NOTHING_DONE: HeadReport = {
  ended: [],
  unfit: [],
  recovered: [],
  damaged: [],
  signal: undefined,
  wasBusy: false,
  engine: { left: [], refused: [], submitted: 0 },
};

const TICK_MS = 250;

/** Refilled up to so many tasks with the engine, where it is not said how many it is to run at once. */
const REFILLED_TO = 8;

/** Drains the queue by an engine. */
export async function drainByEngine(repo: Repo, git: Git, options: HeadOptions): Promise<HeadReport> {
  makeFolders(repo);
  if (options.exclusive === true && liveDrains(repo).length > 0) {
    return { ...NOTHING_DONE, wasBusy: true };
  }
  const refreshed = refreshQueue(repo, git);
  const registration = registerDrain(repo);
  try {
    sweepJobs(repo);
    await cancelNoted(repo, options.engine);
    const report = await drainAs(repo, git, options, registration, refreshed);
    return { ...report, recovered: refreshed.recovered, damaged: refreshed.damaged };
  } finally {
    registration[Symbol.dispose]();
  }
}

async function drainAs(
  repo: Repo,
  git: Git,
  options: HeadOptions,
  registration: Registration,
  { failed }: Refreshed,
): Promise<HeadReport> {
  const head = new EngineHead(repo, git, options, registration);
  try {
    for (const { task, cause } of failed) head.end({ kind: "failed", task, cause, leftovers: NO_LEFTOVERS });
    return await head.run();
  } finally {
    head[Symbol.dispose]();
  }
}

class EngineHead implements Disposable {
  readonly #ended: Ended[] = [];
  readonly #refused: RefusedTasks[] = [];
  readonly #watch: JobWatch;
  readonly #listeners: Disposable[];
  readonly #startedAt: number;
  readonly #polls: Backoff;
  readonly #submits: Backoff;
  readonly #wake = new AbortController();
  #waiting: { readonly task: Task; readonly state: TaskState }[] = [];
  #generation: string | undefined;
  #readAgainAt = 0;
  #lookAgainAt = 0;
  #submitted = 0;
  #isStopping = false;
  #isSilent = false;
  #hasAsked = false;
  #hasLookedAgain = false;
  /** Names of tasks that have been submitted and are not watched. */
  readonly #fresh: string[] = [];
  #signal: DrainReport["signal"];
  #idleSince: number | undefined;

  constructor(
    readonly repo: Repo,
    readonly git: Git,
    readonly options: HeadOptions,
    readonly registration: Registration,
  ) {
    const { clock, processes } = repo.host;
    this.#startedAt = clock.monotonic();
    this.#polls = new Backoff(clock, { firstMs: 2000, mostMs: 60_000, leastMs: 500 });
    this.#submits = new Backoff(clock, { firstMs: 5000, mostMs: 300_000 });
    this.#watch = new JobWatch(repo, git, options, (ended) => this.end(ended));
    this.#listeners = (["SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT"] as const).map((name) =>
      processes.onSignal(name, () => {
        this.#signal ??= name;
        this.#isStopping = true;
        this.#wake.abort();
      })
    );
  }

  end(ended: Ended): void {
    this.#ended.push(ended);
    if (ended.kind === "requeued") this.#waitAgain(ended.task.id);
    this.options.onEnd?.(ended);
  }

  async run(): Promise<HeadReport> {
    this.#read();
    for (;;) {
      await this.#submit();
      this.#look();
      if (this.#mustAsk() && this.#watch.size > 0) await this.#poll();
      this.options.onTick?.(this.#left());
      if (!await this.#refill() && !this.#goesOn() && !this.#findsMore()) break;
      await this.repo.host.clock.sleep(TICK_MS, this.#wake.signal);
      this.#heed();
      this.#read();
    }
    return this.#report();
  }

  [Symbol.dispose](): void {
    for (const listener of this.#listeners) listener[Symbol.dispose]();
  }

  #report(): HeadReport {
    return {
      ...NOTHING_DONE,
      ended: this.#ended,
      signal: this.#signal,
      engine: { left: this.#left(), refused: this.#refused, submitted: this.#submitted },
    };
  }

  #left(): string[] {
    return [...this.#watch.names(), ...this.#fresh];
  }

  /** Before it leaves: what it knows of the queue may be old. */
  #findsMore(): boolean {
    if (this.#isStopping || this.#hasLookedAgain) return false;
    this.#hasLookedAgain = true;
    this.#generation = undefined;
    this.#readAgainAt = 0;
    this.#read();
    return this.#goesOn();
  }

  /** The engine had it, and it waits here again. */
  #waitAgain(id: string): void {
    const stored = readTask(this.repo, id);
    if (stored?.kind !== "task" || stored.state.kind !== "queued") return;
    this.#waiting = [...this.#waiting.filter(({ task }) => task.id !== id), stored];
    this.#waiting.sort((a, b) => compareTasks(a.task, b.task));
  }

  /** What others have changed: seldom, where there is much to read. */
  #read(): void {
    const { clock } = this.repo.host;
    const beganAt = clock.monotonic();
    if (beganAt < this.#readAgainAt) return;
    const generation = readGeneration(this.repo);
    if (generation === this.#generation) return;
    this.#generation = generation;
    const all = readTasks(this.repo);
    this.#waiting = all.filter(({ state }) => state.kind === "queued").sort((a, b) => compareTasks(a.task, b.task));
    for (const { task, state } of all) {
      const job = jobIn(state);
      if (job?.engine === this.options.engine.name) this.#watch.add(task, job);
    }
    this.#readAgainAt = clock.monotonic() + READ_REST * (clock.monotonic() - beganAt);
  }

  async #submit(): Promise<void> {
    const ready = this.#ready();
    if (ready.length === 0 || !this.#submits.isDue) return;
    this.#idleSince = undefined;
    this.#hasLookedAgain = false;
    try {
      const settings = { ...this.options, onRefused: (task: Task, cause: FailureCause) => this.#fail(task, cause) };
      const { jobs, refused } = await submitTasks(this.repo, this.git, ready, settings);
      this.#refused.push(...refused);
      const tried = new Set(ready.map(({ id }) => id));
      this.#waiting = this.#waiting.filter(({ task }) => !tried.has(task.id));
      for (const job of jobs) this.#given(job);
      this.#submits.reset();
      if (this.options.waits) this.#polls.restart(); // else it looks once after all that the engine has
    } catch (error) {
      if (!(error instanceof ExpError) || error.kind !== "busy") throw error;
      this.#submits.failed(); // the engine takes no more for now
    }
  }

  /** What the queue was like when there was nothing to put into it. */
  #refilledAt: string | undefined;

  /** The engine is to have as many as it may run at once. @returns whether there is one more to submit */
  async #refill(): Promise<boolean> {
    const { refill, throttle = REFILLED_TO, maxTasks = Infinity } = this.options;
    if (refill === undefined || !this.#maySubmit() || this.#submitted >= maxTasks) return false;
    if (!this.#submits.isDue || this.#ready().length > 0 || this.#left().length >= throttle) return false;
    const mark = `${readGeneration(this.repo)} ${this.#ended.length}`;
    if (mark === this.#refilledAt) return false;
    this.#refilledAt = mark;
    const tasks = await refill(1);
    for (const task of tasks) this.#waiting.push({ task, state: NEW_STATE });
    return tasks.length > 0;
  }

  #given({ name, tasks, isAcknowledged }: GivenJob): void {
    if (!isAcknowledged) this.#noteSilence(true);
    const engine = this.options.engine.name;
    for (const [element, own] of tasks.entries()) {
      // what leaves at once does not ask about what it has just submitted
      for (const task of own) {
        if (this.options.waits) this.#watch.add(task, { engine, name, element });
        else this.#fresh.push(task.entry.name);
      }
    }
    this.#submitted += tasks.flat().length;
    this.options.onSubmit?.(name, tasks.flat());
  }

  #fail(task: Task, cause: FailureCause): void {
    this.end({ kind: "failed", task, cause, leftovers: NO_LEFTOVERS });
  }

  #ready(): Task[] {
    if (!this.#maySubmit()) return [];
    const now = this.repo.host.clock.now();
    const most = (this.options.maxTasks ?? Infinity) - this.#submitted;
    const refused = this.#refusedIds();
    const ready = this.#waiting.flatMap(({ task, state }) => {
      const isDue = state.kind === "queued" && !task.options.held && waitingTimeMs(state, now) === 0;
      return isDue && !refused.has(task.id) ? [task] : [];
    });
    return ready.slice(0, Math.max(0, most));
  }

  #refusedIds(): Set<string> {
    return new Set(this.#refused.flatMap(({ tasks }) => tasks.map(({ id }) => id)));
  }

  #maySubmit(): boolean {
    const { collectsOnly, maxTimeMs } = this.options;
    if (this.#isStopping || collectsOnly === true) return false;
    return maxTimeMs === undefined || this.repo.host.clock.monotonic() - this.#startedAt < maxTimeMs;
  }

  /** Tasks whose own files tell that they have ended; the engine is asked the later. Where there is much to see, seldom. */
  #look(): void {
    const { clock } = this.repo.host;
    const beganAt = clock.monotonic();
    if (beganAt < this.#lookAgainAt) return;
    const hasEnded = this.#watch.look();
    if (hasEnded) this.#polls.restart();
    this.#lookAgainAt = clock.monotonic() + (hasEnded ? READ_REST : LOOK_REST) * (clock.monotonic() - beganAt);
  }

  /** Who leaves at once has asked once, whatever there was to see without. */
  #mustAsk(): boolean {
    return this.#polls.isDue || (!this.options.waits && !this.#hasAsked);
  }

  #noteSilence(isSilent: boolean): void {
    if (this.#isSilent === isSilent) return;
    this.#isSilent = isSilent;
    this.options.onSilence?.(isSilent);
  }

  async #poll(): Promise<void> {
    const statuses = await this.options.engine.list(this.#watch.jobs());
    this.#hasAsked = true;
    this.#polls.failed(); // the next time later, until something happens
    this.#noteSilence(statuses === undefined);
    if (statuses === undefined) return;
    for (const { name, id } of statuses) writeJobId(this.repo, name, id);
    await this.#watch.judge(statuses);
    this.#polls.within(this.#watch.nextVerdictMs);
  }

  #goesOn(): boolean {
    if (this.#isStopping) return false;
    const { waits, collectsOnly, lingerMs = 0 } = this.options;
    if (!waits) return this.#watch.isUndecided && !this.#isSilent;
    if (this.#watch.size > 0) return true;
    if (collectsOnly === true) return false;
    if (this.#maySubmit() && this.#hasMoreToDo()) return true;
    const now = this.repo.host.clock.monotonic();
    this.#idleSince ??= now;
    return now - this.#idleSince < lingerMs;
  }

  #hasMoreToDo(): boolean {
    if (this.#submitted >= (this.options.maxTasks ?? Infinity)) return false;
    const refused = this.#refusedIds();
    return this.#waiting.some(({ task }) => !task.options.held && !refused.has(task.id));
  }

  /** What runs is another's to end: see `exp queue stop --kill`. */
  #heed(): void {
    if (this.registration.request() !== undefined) this.#isStopping = true;
  }
}

/** The queue is read again after this many times what reading it took. */
const READ_REST = 10;
/** The same of looking for tasks that have ended, where none had: hours may pass so. */
const LOOK_REST = 100;
