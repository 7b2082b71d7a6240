import { dropFromStash, QUEUE_STASH } from "../records/mod.ts";
import type { Git } from "../git/mod.ts";
import type { Repo } from "../repo/mod.ts";
import { takeMessage } from "./dvc_broker.ts";
import { pinOf } from "./layout.ts";
import { type Lease, takeLease } from "./lease.ts";
import type { ProcessIdentity } from "./machine.ts";
import { settleFailure } from "./settle.ts";
import { canGrant, type Grant, takeSlots } from "./slots.ts";
import { readGeneration, readTask, TaskReader, writeState } from "./store.ts";
import {
  compareTasks,
  type FailureCause,
  givenUp,
  maxDeaths,
  move,
  type Queued,
  type Task,
  type TaskState,
  waitingTimeMs,
} from "./task.ts";

/** A task that is ours until the lease is given back. */
export interface Claim extends Disposable {
  readonly task: Task;
  readonly state: TaskState;
  readonly lease: Lease;
  readonly grant: Grant;
}

/** Why nothing was claimed, as far as it says how to go on. */
export type Idle =
  | { readonly kind: "empty" }
  /** Something may become ready: a repetition's delay, slots that other tasks hold. */
  | { readonly kind: "wait"; readonly untilMs: number }
  /** Tasks need what this drain does not have. */
  | { readonly kind: "unfit"; readonly names: readonly string[] };

const RETRY_MS = 250;

/** Others hold a waiting task's lease for a look at it only. */
const LOOK_MS = 30;

/** What a drain knows of waiting tasks. Read again only when something has changed. */
export class WaitingList {
  #generation: string | undefined;
  readonly #reader: TaskReader;
  #tasks: { readonly task: Task; readonly state: TaskState }[] = [];

  constructor(
    readonly repo: Repo,
    readonly git: Git,
    readonly me: ProcessIdentity,
    readonly slots: Readonly<Record<string, number>>,
    /** Told of tasks that are not run any more, for all who ran them died. */
    readonly onGivenUp: (task: Task, cause: FailureCause) => void = () => {},
  ) {
    this.#reader = new TaskReader(repo);
  }

  /** Reads the tasks anew when it is asked next. */
  forget(): void {
    this.#generation = undefined;
  }

  /** How many wait and are not held, as far as is known. */
  get size(): number {
    return this.#tasks.filter(({ task, state }) => state.kind === "queued" && !task.options.held).length;
  }

  /** Takes the next task that can run now; the same task is never given to two drains. */
  claim(): Claim | Idle {
    this.#read();
    const now = this.repo.host.clock.now();
    let untilMs: number | undefined;
    const unfit: string[] = [];
    for (const entry of [...this.#tasks]) {
      const { task, state } = entry;
      if (task.options.held || state.kind !== "queued") continue;
      if (!canGrant(this.slots, task.options.needs)) {
        unfit.push(task.entry.name);
        continue;
      }
      const waitMs = waitingTimeMs(state, now);
      if (waitMs > 0) {
        untilMs = Math.min(untilMs ?? Infinity, now + waitMs);
        continue;
      }
      const grant = takeSlots(this.repo, this.slots, task.options.needs);
      if (grant === undefined) {
        untilMs = Math.min(untilMs ?? Infinity, now + RETRY_MS);
        continue;
      }
      const claim = this.#take(task.id, grant);
      if (claim !== "busy") this.#tasks.splice(this.#tasks.indexOf(entry), 1);
      if (typeof claim === "object") return claim;
      grant[Symbol.dispose]();
      if (claim === "busy") untilMs = Math.min(untilMs ?? Infinity, now + LOOK_MS);
    }
    if (untilMs !== undefined) return { kind: "wait", untilMs };
    return unfit.length > 0 ? { kind: "unfit", names: unfit } : { kind: "empty" };
  }

  #read(): void {
    const generation = readGeneration(this.repo);
    if (generation === this.#generation) return;
    this.#generation = generation;
    this.#tasks = this.#reader.read().filter(({ state }) => state.kind === "queued")
      .sort((a, b) => compareTasks(a.task, b.task));
  }

  /** @returns `busy` when somebody has a look at it and it still waits, `gone` when it is not to be run any more */
  #take(id: string, grant: Grant): Claim | "busy" | "gone" {
    const { repo, git } = this;
    const lease = takeLease(repo, id);
    const now = readTask(repo, id);
    const waits = now?.kind === "task" && now.state.kind === "queued" && !now.task.options.held;
    if (lease === undefined) return waits ? "busy" : "gone";
    if (!waits || git.readRef(pinOf(id)) === undefined) {
      lease[Symbol.dispose]();
      return "gone";
    }
    const { task } = now;
    const cause = givenUp(now.state as Queued, maxDeaths(repo.config));
    if (cause !== undefined) {
      settleFailure(repo, git, task, now.state, cause);
      lease[Symbol.dispose]();
      this.onGivenUp(task, cause);
      return "gone";
    }
    const state = move(now.state, { kind: "claim", by: this.me });
    writeState(repo, id, state);
    if (!takeMessage(repo, task)) {
      // DVC's worker was faster: what becomes of it, its files will tell
      writeState(repo, id, now.state);
      lease[Symbol.dispose]();
      return "gone";
    }
    dropFromStash(repo.host, git, QUEUE_STASH, [task.entry.stashRev]);
    return {
      task,
      state,
      lease,
      grant,
      [Symbol.dispose]: () => {
        lease[Symbol.dispose]();
        grant[Symbol.dispose]();
      },
    };
  }
}
