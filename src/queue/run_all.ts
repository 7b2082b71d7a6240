import type { EndingSignal } from "../common/mod.ts";
import type { Git, Rev } from "../git/mod.ts";
import type { Repo } from "../repo/mod.ts";
import { drainQueue, type DrainReport, type Refill } from "./drain.ts";
import { drainByEngine } from "./engine_head.ts";
import { LogFollower } from "./follow.ts";
import type { Ended } from "./job.ts";
import type { WatchTask } from "./onlooker.ts";
import { refreshQueue } from "./refresh.ts";
import { readTask, readTasks } from "./store.ts";
import type { EngineSettings, RefusedTasks } from "./submission.ts";
import { isOver, isUnderWay, NEW_STATE, type Task, type TaskReport, type TaskState } from "./task.ts";

interface RunAllOptions {
  readonly jobs: number;
  readonly slots?: Readonly<Record<string, number>>;
  /** Runs them by a batch engine instead of here. */
  readonly engine?: EngineSettings;
  readonly refill?: Refill;
  /** Looks at what runs here. */
  readonly watch?: WatchTask;
  /** Told before anything runs, when there is something to run. */
  readonly onBegin?: (tasks: readonly Task[]) => void;
  /** What the experiments print, one after the other. */
  readonly onLog?: (bytes: Uint8Array, task: Task) => void;
  /** Of those that are run here. */
  readonly onStart?: (task: Task) => void;
  readonly onEnd?: (ended: Ended) => void;
  readonly onTick?: (waiting: number) => void;
  /** Names of the tasks that the engine has. */
  readonly onGiven?: (names: readonly string[]) => void;
  readonly onSignal?: (signal: EndingSignal, times: number, running: number) => void;
}

export interface RunAllReport {
  readonly done: ReadonlyMap<Rev, string>;
  readonly failed: readonly { readonly task: Task; readonly message: string }[];
  /** Ended early, for they had fallen behind others. */
  readonly pruned: readonly { readonly task: Task; readonly last: TaskReport }[];
  readonly signal: DrainReport["signal"];
  /** Why a batch engine has not run some of them. */
  readonly refused: RefusedTasks | undefined;
}

const POLL_MS = 200;

/** Runs all that is queued and waits for it, also for what other drains have taken. */
export async function runAll(repo: Repo, git: Git, given: RunAllOptions): Promise<RunAllReport> {
  refreshQueue(repo, git);
  const tasks = readTasks(repo)
    .filter(({ task, state }) => isElsewhere(state) || (state.kind === "queued" && !task.options.held))
    .map(({ task }) => task);
  const options = withRefill(given, tasks);
  if (tasks.length === 0) await options.refill?.(1);
  if (tasks.length === 0) return { done: new Map(), failed: [], pruned: [], signal: undefined, refused: undefined };
  options.onBegin?.(tasks);
  const follower = new LogFollower(repo, tasks, options.onLog ?? (() => {}));
  let signal: DrainReport["signal"], refused: RefusedTasks | undefined;
  for (;;) {
    const report = await drain(repo, git, options, () => follower.tick());
    follower.tick();
    signal = report.signal;
    refused ??= report.engine?.refused[0];
    const elsewhere = tasks.some(({ id }) => isElsewhere(stateOf(repo, id) ?? NEW_STATE));
    if (signal !== undefined || !elsewhere) break;
    await repo.host.clock.sleep(POLL_MS);
  }
  return { ...collect(repo, tasks), signal, refused };
}

/** What is put into the queue meanwhile is waited for, too. */
function withRefill(options: RunAllOptions, tasks: Task[]): RunAllOptions {
  const { refill } = options;
  if (refill === undefined) return options;
  return {
    ...options,
    async refill(most) {
      const more = await refill(most);
      const known = new Set(tasks.map(({ id }) => id)); // one may go on
      tasks.push(...more.filter(({ id }) => !known.has(id)));
      return more;
    },
  };
}

/** Does another drain work on it, or an engine? */
function isElsewhere(state: TaskState): boolean {
  return isUnderWay(state) || state.kind === "submitted";
}

async function drain(repo: Repo, git: Git, options: RunAllOptions, tick: () => void): Promise<DrainReport> {
  const onEnd = (ended: Ended) => {
    tick();
    options.onEnd?.(ended);
  };
  const more = options.refill === undefined ? {} : { refill: options.refill };
  if (options.engine !== undefined) {
    const onTick = (given: readonly string[]) => {
      tick();
      options.onGiven?.(given);
    };
    return await drainByEngine(repo, git, { ...options.engine, ...more, onEnd, onTick, waits: true });
  }
  const slots = options.slots === undefined ? {} : { slots: options.slots };
  const onTick = (waiting: number) => {
    tick();
    options.onTick?.(waiting);
  };
  const { jobs, watch, onStart = () => {}, onSignal = () => {} } = options;
  const watching = watch === undefined ? {} : { watch };
  return await drainQueue(repo, git, { jobs, ...slots, ...more, ...watching, onStart, onEnd, onTick, onSignal });
}

function stateOf(repo: Repo, id: string): TaskState | undefined {
  const stored = readTask(repo, id);
  return stored?.kind === "task" ? stored.state : undefined;
}

function collect(repo: Repo, tasks: readonly Task[]): Pick<RunAllReport, "done" | "failed" | "pruned"> {
  const done = new Map<Rev, string>();
  const failed: { task: Task; message: string }[] = [];
  const pruned: { task: Task; last: TaskReport }[] = [];
  for (const task of tasks) {
    const state = stateOf(repo, task.id);
    if (state === undefined || !isOver(state)) continue;
    if (state.kind === "success") done.set(state.rev ?? task.id, task.entry.name);
    else if (state.kind === "pruned") pruned.push({ task, last: state.last });
    else failed.push({ task, message: state.kind === "failed" ? state.cause.message : "killed" });
  }
  return { done, failed, pruned };
}
