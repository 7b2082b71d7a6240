import type { FileLock, Host } from "../host/mod.ts";
import { fault } from "./faults.ts";
import { joinPath } from "./paths.ts";
import type { Repo } from "./types.ts";

/**
 * How long to wait for another process. `dvc`: 3 s, as DVC does; `patient`: until it is free, saying once who holds it;
 * `none`: not at all.
 */
export type LockWait = "dvc" | "patient" | "none";

interface LockOptions {
  readonly wait: LockWait;
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

/** The longest delay that a timer can take is for ever; the shortest leaves a thread the time to ask the kernel. */
const WAIT_MS: Readonly<Record<LockWait, number>> = { dvc: 3000, patient: 2 ** 31 - 1, none: 300 };
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
  const path = joinPath(repo.tmpDir, "lock");
  const lock = await waitForLock(repo.host, path, {
    exclusive: true,
    wait: options.wait,
    content: ` ${repo.host.pid}\n`,
    onWait: () => options.onWait?.(`waiting for the repository's lock, held by ${holderOf(repo, path)}`),
  });
  if (lock !== undefined) return lock;
  throw fault("busy/repo", { root: repo.root, pid: readHolder(repo, path) });
}

/** Takes the lock of a file. @returns undefined when it is not to be had */
export async function waitForLock(
  { fs, clock }: Host,
  path: string,
  options: {
    readonly exclusive: boolean;
    readonly wait: LockWait;
    readonly content?: string;
    /** Asked once when it takes long, or too long: true ends it. */
    readonly isInVain?: () => boolean;
    /** Told once when the wait gets longer than a second (`patient` only). */
    readonly onWait: () => void;
  },
): Promise<FileLock | undefined> {
  const { exclusive, wait, content } = options;
  const pending = fs.lock(path, { exclusive, timeoutMs: WAIT_MS[wait], ...(content === undefined ? {} : { content }) });
  if (wait !== "none") {
    const stop = new AbortController();
    const early = await Promise.race([pending, clock.sleep(SAY_AFTER_MS, stop.signal).then(() => "late" as const)]);
    stop.abort();
    if (early === "late") {
      if (options.isInVain?.()) {
        pending.then((lock) => lock?.release());
        return undefined;
      }
      if (wait === "patient") options.onWait();
    }
  }
  const lock = await pending;
  if (lock === undefined && wait === "none") options.isInVain?.();
  return lock;
}

function holderOf(repo: Repo, path: string): string {
  const pid = readHolder(repo, path);
  return pid === undefined ? "an unknown process" : `pid ${pid}`;
}

/** The pid in a lock file. */
function readHolder(repo: Repo, path: string): string | undefined {
  return repo.host.fs.readTextIfThere(path)?.trim() || undefined;
}
