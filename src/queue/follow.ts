import type { Repo } from "../repo/mod.ts";
import { eachChunk, logFile, sizeOf } from "./logs.ts";
import { readTask } from "./store.ts";
import { isOver, type Task } from "./task.ts";

/** Passes on the logs of tasks, one after the other, as they grow. */
export class LogFollower {
  #current = 0;
  #offset = 0;

  constructor(
    readonly repo: Repo,
    readonly tasks: readonly Task[],
    readonly onBytes: (bytes: Uint8Array, task: Task) => void,
  ) {}

  /** Passes on what is new; goes on to the next task when one is over. */
  tick(): void {
    for (let task = this.tasks[this.#current]; task !== undefined; task = this.tasks[this.#current]) {
      const stored = readTask(this.repo, task.id);
      // asked before reading, so that nothing is printed between the last look and the end
      const ended = stored?.kind !== "task" || isOver(stored.state);
      this.#read(task);
      if (!ended) return;
      this.#current++;
      this.#offset = 0;
    }
  }

  /** Have all tasks ended? */
  get isDone(): boolean {
    return this.#current >= this.tasks.length;
  }

  #read(task: Task): void {
    const path = logFile(this.repo, task);
    if (sizeOf(this.repo, path) < this.#offset) this.#offset = 0; // it is run anew
    this.#offset = eachChunk(this.repo, path, this.#offset, (bytes) => this.onBytes(bytes, task));
  }
}
