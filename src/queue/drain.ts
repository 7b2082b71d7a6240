import type { EndingSignal } from "../common/mod.ts";
import { isOfAnotherMachine, removeLeft, sweepLeftovers } from "../records/mod.ts";
import type { Git } from "../git/mod.ts";
import type { Repo } from "../repo/mod.ts";
import { type Claim, type Idle, WaitingList } from "./claim.ts";
import { dvcWorkers } from "./dvc_files.ts";
import { inRecovery, liveDrains, registerDrain, type Registration } from "./drains.ts";
import { type Ended, Job } from "./job.ts";
import { expsFolder } from "./layout.ts";
import { NO_LEFTOVERS, whoAmI } from "./machine.ts";
import type { WatchTask } from "./onlooker.ts";
import { TaskWorker } from "./pool.ts";
import { type Damaged, type Refreshed, refreshQueue } from "./refresh.ts";
import type { TaskRunner } from "./runner.ts";
import { makeFolders, readGeneration, readTasks, sweepDropped } from "./store.ts";
import { sweepHalfWritten } from "./half_written.ts";
import type { RefusedTasks } from "./submission.ts";
import type { Task } from "./task.ts";
import { fault } from "./faults.ts";

/** Asked for more work by places that have none: it may put so many tasks into the queue. @returns those that it did */
export type Refill = (most: number) => Promise<readonly Task[]>;

interface DrainOptions {
  /** Experiments at once. */
  readonly jobs: number;
  /** Leave at once if another drain is at work. */
  readonly exclusive?: boolean;
  /** Take no new work after this long. */
  readonly maxTimeMs?: number;
  readonly maxTasks?: number;
  readonly slots?: Readonly<Record<string, number>>;
  /** Wait this long for new tasks before leaving. */
  readonly lingerMs?: number;
  readonly refill?: Refill;
  /** Looks at what runs. */
  readonly watch?: WatchTask;
  /** Where tasks are run; default: in a Worker each. */
  readonly newRunner?: (repo: Repo) => TaskRunner;
  readonly onStart?: (task: Task) => void;
  readonly onEnd?: (ended: Ended) => void;
  /** Told several times a second while something runs. @param waiting how many can be run and have not begun */
  readonly onTick?: (waiting: number) => void;
  /** Told of each signal: those that run are ended and wait again, by a further signal killed. */
  readonly onSignal?: (signal: EndingSignal, times: number, running: number) => void;
}

/** What a drain by a batch engine tells besides. */
export interface ByEngine {
  /** Names of tasks that the engine has still. */
  readonly left: readonly string[];
  /** What the engine does not run as it was asked to. */
  readonly refused: readonly RefusedTasks[];
  /** How many were given to the engine. */
  readonly submitted: number;
}

export interface DrainReport {
  /** In order of their ends. */
  readonly ended: readonly Ended[];
  /** Names of tasks that need what this drain does not offer. */
  readonly unfit: readonly string[];
  /** Names of tasks that a dead drain had left. */
  readonly recovered: readonly string[];
  /** Tasks that cannot be put in order. */
  readonly damaged: readonly Damaged[];
  /** The signal that ended it early. */
  readonly signal: EndingSignal | undefined;
  /** Another drain is at work, and `exclusive` was asked for. */
  readonly wasBusy: boolean;
  /** Of a drain by a batch engine. */
  readonly engine?: ByEngine;
}

const TICK_MS = 150;

/** Ending what a dead run left takes some seconds. */
const RECOVERY_PATIENCE_MS = 30_000;
const RECOVERY_LOOK_MS = 50;

/** Runs what is queued until there is nothing left to take. Several drains share the queue. */
export async function drainQueue(repo: Repo, git: Git, options: DrainOptions): Promise<DrainReport> {
  makeFolders(repo);
  if (options.exclusive && liveDrains(repo).length > 0) return leave(true);
  const refreshed = refreshQueue(repo, git);
  using registration = registerDrain(repo);
  sweep(repo, git, registration.name);
  const drain = new Drain(repo, git, options, registration);
  try {
    drain.note(refreshed);
    return await drain.run();
  } finally {
    drain[Symbol.dispose]();
  }
}

function newWorker(repo: Repo): TaskRunner {
  return new TaskWorker(repo);
}

function leave(wasBusy: boolean): DrainReport {
  return { ended: [], unfit: [], recovered: [], damaged: [], signal: undefined, wasBusy };
}

/** What the dead left; also checkouts that nobody can own, when no other drain and no worker of DVC's is alive. */
function sweep(repo: Repo, git: Git, me: string): void {
  const { fs } = repo.host;
  sweepLeftovers(repo, git);
  sweepDropped(repo);
  sweepHalfWritten(repo, git);
  const folder = expsFolder(repo);
  if (!fs.exists(folder)) return;
  const left = fs.list(folder).filter(({ name, kind }) =>
    kind === "dir" && /^tmp[a-z0-9_]{8}$/.test(name) && !isOfAnotherMachine(repo.host, `${folder}/${name}`)
  );
  if (left.length === 0 || liveDrains(repo, me).length > 0 || dvcWorkers(repo).length > 0) return;
  const inUse = new Set(readTasks(repo).flatMap(({ state }) => "checkout" in state ? [state.checkout] : []));
  const nobodys = left.map(({ name }) => `${folder}/${name}`).filter((path) => !inUse.has(path));
  for (const path of nobodys) removeLeft(repo.host, path);
}

class Drain implements Disposable {
  readonly #list: WaitingList;
  readonly #jobs = new Set<Job>();
  readonly #idleRunners: TaskRunner[] = [];
  readonly #ended: Ended[] = [];
  readonly #startedAt: number;
  readonly #listeners: Disposable[];
  #claimed = 0;
  #signal: DrainReport["signal"];
  #signals = 0;
  #isStopping = false;
  #unfit: readonly string[] = [];
  #idleSince: number | undefined;
  #hasLooked = false;
  readonly #recovered = new Set<string>();
  readonly #damaged = new Map<string, Damaged>();
  #wake = new AbortController();

  constructor(
    readonly repo: Repo,
    readonly git: Git,
    readonly options: DrainOptions,
    readonly registration: Registration,
  ) {
    this.#list = new WaitingList(repo, git, whoAmI(repo.host), options.slots ?? {}, (task, cause) => {
      this.#end({ kind: "failed", task, cause, leftovers: NO_LEFTOVERS });
    });
    this.#startedAt = repo.host.clock.monotonic();
    this.#listeners = (["SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT"] as const).map((name) =>
      repo.host.processes.onSignal(name, () => this.#onSignal(name))
    );
  }

  /** What putting the queue in order has brought. */
  note({ recovered, damaged, failed }: Refreshed): void {
    for (const name of recovered) this.#recovered.add(name);
    for (const one of damaged) this.#damaged.set(one.id, one);
    for (const { task, cause } of failed) this.#end({ kind: "failed", task, cause, leftovers: NO_LEFTOVERS });
  }

  async run(): Promise<DrainReport> {
    for (;;) {
      const idle = this.#startJobs();
      if (idle !== undefined && await this.#refill()) continue;
      if (this.#jobs.size === 0 && !this.#shallWait(idle)) {
        if (!await this.#looksAgain()) break;
        continue;
      }
      await this.#waitForChange(idle);
      this.#look();
    }
    return {
      ended: this.#ended,
      unfit: this.#unfit,
      recovered: [...this.#recovered],
      damaged: [...this.#damaged.values()],
      signal: this.#signal,
      wasBusy: false,
    };
  }

  [Symbol.dispose](): void {
    for (const listener of this.#listeners) listener[Symbol.dispose]();
    for (const runner of this.#idleRunners) runner[Symbol.dispose]();
  }

  /** Starts as many as there is room for. @returns why there are no more; undefined when all places are taken */
  #startJobs(): Idle | undefined {
    while (this.#jobs.size < this.options.jobs) {
      if (!this.#mayClaim()) return { kind: "empty" };
      const next = this.#list.claim();
      if ("kind" in next) {
        if (next.kind === "unfit") this.#unfit = next.names;
        return next;
      }
      this.#start(next);
    }
    return undefined;
  }

  /** What the queue was like when there was nothing to put into it. */
  #refilledAt: string | undefined;

  /** Asks once after each change that may have made more work. @returns whether there is some now */
  async #refill(): Promise<boolean> {
    const { refill, jobs, maxTasks = Infinity } = this.options;
    const mark = `${readGeneration(this.repo)} ${this.#ended.length}`;
    if (refill === undefined || mark === this.#refilledAt || !this.#mayClaim()) return false;
    this.#refilledAt = mark;
    return (await refill(Math.min(jobs - this.#jobs.size, maxTasks - this.#claimed))).length > 0;
  }

  #start(claim: Claim): void {
    this.#claimed++;
    this.#idleSince = undefined;
    this.#hasLooked = false;
    this.options.onStart?.(claim.task);
    const runner = this.#idleRunners.pop() ?? (this.options.newRunner ?? newWorker)(this.repo);
    const job = new Job(this.repo, this.git, claim, runner, { watch: this.options.watch });
    this.#jobs.add(job);
    job.done.then((ended) => this.#end(ended)).finally(() => {
      this.#jobs.delete(job);
      if (runner.isBroken) runner[Symbol.dispose]();
      else this.#idleRunners.push(runner);
      this.#wake.abort();
    }).catch((error) => this.#fail(error));
  }

  #end(ended: Ended): void {
    this.#ended.push(ended);
    this.options.onEnd?.(ended);
  }

  /**
   * Before it leaves: another drain may have died meanwhile, or what was seen of the queue may be old.
   * @returns whether there may be something to do now
   */
  async #looksAgain(): Promise<boolean> {
    const { clock } = this.repo.host;
    const deadline = clock.monotonic() + RECOVERY_PATIENCE_MS;
    while (!this.#hasLooked && this.#mayClaim()) {
      this.note(refreshQueue(this.repo, this.git));
      this.#list.forget();
      const name = inRecovery(this.repo, this.registration.name);
      this.#hasLooked = name === undefined;
      if (name === undefined) return true;
      if (clock.monotonic() > deadline) throw fault("busy/task", { name });
      await clock.sleep(RECOVERY_LOOK_MS);
    }
    return false;
  }

  /** What goes wrong while settling (a full disk) ends the drain; recovery finds the task where it was. */
  #failure: { readonly error: unknown } | undefined;
  #fail(error: unknown): void {
    this.#failure ??= { error };
    this.#isStopping = true;
    for (const job of this.#jobs) job.shutDown();
  }

  #mayClaim(): boolean {
    const { maxTasks, maxTimeMs } = this.options;
    if (this.#isStopping || (maxTasks !== undefined && this.#claimed >= maxTasks)) return false;
    return maxTimeMs === undefined || this.repo.host.clock.monotonic() - this.#startedAt < maxTimeMs;
  }

  #shallWait(idle: Idle | undefined): boolean {
    if (this.#failure !== undefined) throw this.#failure.error;
    if (idle === undefined || !this.#mayClaim()) return false;
    if (idle.kind === "wait") return true;
    const now = this.repo.host.clock.monotonic();
    this.#idleSince ??= now;
    return now - this.#idleSince < (this.options.lingerMs ?? 0);
  }

  async #waitForChange(idle: Idle | undefined): Promise<void> {
    const { clock } = this.repo.host;
    const due = idle?.kind === "wait" ? Math.max(10, idle.untilMs - clock.now()) : TICK_MS;
    if (this.#wake.signal.aborted) this.#wake = new AbortController();
    else await clock.sleep(Math.min(TICK_MS, due), this.#wake.signal);
  }

  #look(): void {
    for (const job of this.#jobs) job.check();
    this.options.onTick?.(this.#list.size);
    const request = this.registration.request();
    if (request !== undefined) this.#isStopping = true;
    if (request === "kill") { for (const job of this.#jobs) job.kill(); }
  }

  #onSignal(signal: NonNullable<DrainReport["signal"]>): void {
    const isSecond = this.#signal !== undefined;
    this.#signal ??= signal;
    this.options.onSignal?.(signal, ++this.#signals, this.#jobs.size);
    this.#isStopping = true;
    for (const job of this.#jobs) {
      job.shutDown();
      if (isSecond) job.killStage();
    }
    this.#wake.abort();
  }
}
