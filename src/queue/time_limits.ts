import type { Repo } from "../repo/mod.ts";
import { runFile } from "./layout.ts";
import type { Task } from "./task.ts";

/** Holds a running task to its `--timeout` and `--idle-timeout`. */
export class TimeLimits {
  readonly #startedAt: number;
  #logSize = -1;
  #logAt: number;

  constructor(readonly repo: Repo, readonly task: Task) {
    this.#startedAt = this.#logAt = repo.host.clock.monotonic();
  }

  /** Why it is to be ended now; undefined: it may go on. Output counts from one look to the next. */
  exceeded(): string | undefined {
    const { timeoutMs, idleTimeoutMs } = this.task.options;
    const now = this.repo.host.clock.monotonic();
    if (timeoutMs !== undefined && now - this.#startedAt > timeoutMs) return `ran longer than ${timeoutMs / 1000} s`;
    if (idleTimeoutMs === undefined) return undefined;
    const size = this.repo.host.fs.stat(runFile(this.repo, this.task.entry.stashRev, "out"))?.size ?? 0;
    if (size !== this.#logSize) [this.#logSize, this.#logAt] = [size, now];
    return now - this.#logAt > idleTimeoutMs ? `printed nothing for ${idleTimeoutMs / 1000} s` : undefined;
  }
}
