import { ExpError } from "../common/mod.ts";
import type { Repo } from "../repo/mod.ts";
import { forgetCurve } from "./curve_file.ts";
import { groupFile } from "./lease.ts";
import type { Task, TaskReport, TaskState } from "./task.ts";

/** A run whose commands have begun. */
export interface BegunRun {
  /** Its checkout's top. */
  readonly checkout: string;
  /** What is there of an earlier time was checked out, and is not its own. */
  readonly sinceNs: bigint;
}

/** Looks at what a task has written so far. */
export interface Onlooker {
  /** @returns what it has said last, when it is not worth going on: then it is ended */
  look(run: BegunRun): Promise<TaskReport | undefined>;
}

/** Of a task that begins; undefined: nobody needs to look at it. */
export type WatchTask = (task: Task) => Promise<Onlooker | undefined>;

const LOOK_EVERY_MS = 1000;

/** Asks an onlooker now and then. What is short is over before anybody has looked. */
export class PatientOnlooker {
  #onlooker: Onlooker | undefined;
  #sinceNs: bigint | undefined;
  #isBusy = false;
  #dueAtMs: number;

  constructor(readonly repo: Repo, readonly task: Task, readonly watch: WatchTask) {
    this.#dueAtMs = repo.host.clock.monotonic() + LOOK_EVERY_MS;
    if (!task.options.resumed) forgetCurve(repo, task.id); // of an earlier try
  }

  look(state: TaskState, onFallenBehind: (last: TaskReport) => void): void {
    const { clock, fs } = this.repo.host;
    if (this.#isBusy || state.kind !== "running" || clock.monotonic() < this.#dueAtMs) return;
    this.#sinceNs ??= fs.stat(groupFile(this.repo, this.task.id))?.mtimeNs;
    if (this.#sinceNs === undefined) return;
    this.#isBusy = true;
    void this.#ask({ checkout: state.checkout, sinceNs: this.#sinceNs }, onFallenBehind);
  }

  async #ask(run: BegunRun, onFallenBehind: (last: TaskReport) => void): Promise<void> {
    try {
      this.#onlooker ??= await this.watch(this.task) ?? NOBODY;
      const last = await this.#onlooker.look(run);
      if (last !== undefined) onFallenBehind(last);
    } catch (error) {
      if (!(error instanceof ExpError)) throw error; // what cannot be read now is looked at again
    } finally {
      this.#isBusy = this.#onlooker === NOBODY;
      this.#dueAtMs = this.repo.host.clock.monotonic() + LOOK_EVERY_MS;
    }
  }
}

const NOBODY: Onlooker = { look: () => Promise.resolve(undefined) };
