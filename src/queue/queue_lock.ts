import type { Repo } from "../repo/mod.ts";
import { ownFolder } from "./layout.ts";
import { lockOwn } from "./own_files.ts";
import { makeFolders } from "./store.ts";
import { fault } from "./faults.ts";

const PATIENCE_MS = 30_000;

/**
 * Holds the queue's lock for a short piece of work that must see and change the queue as a whole: enqueueing, adopting,
 * removing. Running tasks are guarded by their own leases instead.
 *
 * @throws {ExpError} `busy` when another process holds it for half a minute
 */
export function withQueueLock<T>(repo: Repo, work: () => T): T {
  makeFolders(repo);
  const { clock, random } = repo.host;
  const path = `${ownFolder(repo)}/queue.lock`;
  const deadline = clock.monotonic() + PATIENCE_MS;
  for (;;) {
    const lock = lockOwn(repo, path);
    if (lock !== undefined) {
      try {
        return work();
      } finally {
        lock.release();
      }
    }
    if (clock.monotonic() > deadline) throw fault("busy/queue", { root: repo.root });
    clock.sleepSync(2 + Math.floor(random.next() * 10));
  }
}
