import { ExpError } from "../common/errors.ts";
import type { FileLock } from "../host/mod.ts";
import { joinPath } from "./paths.ts";
import type { Repo } from "./types.ts";

export interface LockOptions {
  /**
   * How long to wait for another process. `dvc`: 3 s, as DVC does; `patient`: until it is free, saying once who holds
   * it.
   */
  readonly wait: "dvc" | "patient";
  /** Told once when the wait gets longer than a second (`patient` only). */
  readonly onWait?: (text: string) => void;
}

/** The repository's lock while its holder runs. Flows of one process share it. */
export interface RepoLock {
  /** Gives the lock back while `work` (a stage's command) runs, and takes it again after it. */
  pauseFor<T>(work: () => Promise<T>): Promise<T>;
  /** For parallel flows below a paused one: holds the lock during `work`. */
  hold<T>(work: () => Promise<T>): Promise<T>;
}

const DVC_WAIT_MS = 3000;
/** The longest delay that a timer can take. */
const FOREVER_MS = 2 ** 31 - 1;
const SAY_AFTER_MS = 1000;

/**
 * Runs `work` while this process holds `.dvc/tmp/lock`, which DVC's commands hold too. The kernel frees it when the
 * process dies.
 *
 * @throws {ExpError} `busy` when another process holds it for too long
 */
export async function withRepoLock<T>(
  repo: Repo,
  options: LockOptions,
  work: (lock: RepoLock) => Promise<T>,
): Promise<T> {
  repo.host.fs.makeDir(repo.tmpDir);
  const shared = new SharedLock(repo, options);
  return await shared.hold(() => work(shared));
}

/** Counts the flows that need the lock; the file is locked while there is one. */
class SharedLock implements RepoLock {
  #holders = 0;
  #file: Promise<FileLock> | undefined;

  constructor(readonly repo: Repo, readonly options: LockOptions) {}

  async hold<T>(work: () => Promise<T>): Promise<T> {
    await this.#enter();
    try {
      return await work();
    } finally {
      await this.#leave();
    }
  }

  async pauseFor<T>(work: () => Promise<T>): Promise<T> {
    await this.#leave();
    try {
      return await work();
    } finally {
      await this.#enter();
    }
  }

  async #enter(): Promise<void> {
    this.#holders++;
    this.#file ??= acquire(this.repo, this.options);
    try {
      await this.#file;
    } catch (error) {
      this.#file = undefined;
      throw error;
    }
  }

  async #leave(): Promise<void> {
    if (--this.#holders > 0) return;
    const file = this.#file;
    this.#file = undefined;
    (await file?.catch(() => undefined))?.release();
  }
}

async function acquire(repo: Repo, options: LockOptions): Promise<FileLock> {
  const { fs, clock, pid } = repo.host;
  const path = joinPath(repo.tmpDir, "lock");
  const patient = options.wait === "patient";
  const pending = fs.lock(path, {
    exclusive: true,
    timeoutMs: patient ? FOREVER_MS : DVC_WAIT_MS,
    content: ` ${pid}\n`,
  });
  if (patient && options.onWait !== undefined) {
    const stop = new AbortController();
    const early = await Promise.race([pending, clock.sleep(SAY_AFTER_MS, stop.signal).then(() => "late" as const)]);
    stop.abort();
    if (early === "late") options.onWait(`waiting for the repository's lock, held by ${holderOf(repo, path)}`);
  }
  const lock = await pending;
  if (lock !== undefined) return lock;
  throw new ExpError("busy", `another process (${holderOf(repo, path)}) is working in ${repo.root}`, {
    hint: "wait for it to end, or use --wait-for-lock",
    dvcMessage: "Unable to acquire lock. Most likely another DVC process is running or was terminated abruptly. " +
      "Check the page <https://dvc.org/doc/user-guide/troubleshooting#lock-issue> for other possible reasons and to " +
      "learn how to resolve this.",
  });
}

function holderOf(repo: Repo, path: string): string {
  const holder = repo.host.fs.readTextIfThere(path)?.trim();
  return holder ? `pid ${holder}` : "an unknown process";
}
