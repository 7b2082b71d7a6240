import type { Git } from "../git/mod.ts";
import { dropOwner, lookAfresh, type Owner, type Repo } from "../repo/mod.ts";
import { ownFolder, tasksFolder } from "./layout.ts";
import { readOwn, writeOwn } from "./own_files.ts";
import { ownerElsewhere, ownerFolder, takeSharedLock } from "./shared_lock.ts";
import { makeFolders } from "./store.ts";
import { fault } from "./faults.ts";

const PATIENCE_MS = 30_000;

/** A holder on another machine that has shown no life for so long, by the clock of who waits, is dead. */
const DEATH_MS = 120_000;
const SHOW_LIFE_MS = 10_000;

/** Over a network each look is the server's work. */
const LOOK_ELSEWHERE_MS = 50;

/**
 * Holds the queue's lock for a short piece of work that must see and change the queue as a whole: enqueueing, adopting,
 * removing. Running tasks are guarded by their own leases instead.
 *
 * @param work is given what it calls now and then when it is long, so that other machines see that it goes on
 * @throws {ExpError} `busy` when another process holds it for half a minute
 */
export function withQueueLock<T>(repo: Repo, work: (goOn: () => void) => T): T {
  makeFolders(repo);
  return withLock(repo, `${ownFolder(repo)}/queue`, (goOn) => {
    lookAfresh(repo.host, tasksFolder(repo));
    return work(goOn);
  });
}

/** As {@link withQueueLock}, a lock for all queues of the Git repository. Whoever has a queue's lock may not ask for it. */
export function withAllQueuesLock<T>(repo: Repo, git: Git, work: (goOn: () => void) => T): T {
  return withLock(repo, `${git.commonDir}/exp-search`, work);
}

function withLock<T>(repo: Repo, path: string, work: (goOn: () => void) => T): T {
  const lock = takeLock(repo, path);
  try {
    return work(lifeSigns(repo, path));
  } finally {
    lock.release();
  }
}

function takeLock(repo: Repo, path: string): { release(): void } {
  const { clock, random } = repo.host;
  const watch = new DeathWatch(repo, path);
  const startedAt = clock.monotonic();
  for (;;) {
    const lock = takeSharedLock(repo, path);
    if (lock !== undefined) return lock;
    const other = ownerElsewhere(repo, path);
    if (other !== undefined && watch.isDead(other)) dropOwner(repo.host, ownerFolder(path), other);
    const patienceMs = other === undefined ? PATIENCE_MS : DEATH_MS + PATIENCE_MS;
    if (clock.monotonic() - startedAt > patienceMs) throw fault("busy/queue", { root: repo.root });
    clock.sleepSync(other === undefined ? 2 + Math.floor(random.next() * 10) : LOOK_ELSEWHERE_MS);
  }
}

/** Knows a holder by its not changing. */
class DeathWatch {
  #seen: string | undefined;
  #sinceMs = 0;

  constructor(readonly repo: Repo, readonly path: string) {}

  isDead({ nonce }: Owner): boolean {
    const now = `${nonce} ${readOwn(this.repo, lifeFile(this.path))}`;
    const nowMs = this.repo.host.clock.monotonic();
    if (now !== this.#seen) [this.#seen, this.#sinceMs] = [now, nowMs];
    return nowMs - this.#sinceMs > DEATH_MS;
  }
}

/** What shows that the holder lives; it costs nothing while the work is short. */
function lifeSigns(repo: Repo, path: string): () => void {
  const { clock, random } = repo.host;
  let shownMs = clock.monotonic();
  return () => {
    if (clock.monotonic() - shownMs < SHOW_LIFE_MS) return;
    shownMs = clock.monotonic();
    writeOwn(repo, lifeFile(path), random.hex(8));
  };
}

function lifeFile(path: string): string {
  return `${path}.life`;
}
