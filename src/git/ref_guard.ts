/**
 * Locks that a killed git leaves behind. Git cannot tell them from those of a git at work, and neither can we by their
 * looks, so whoever changes refs leaves a marker that the kernel unlocks when the process dies: a lock that appeared
 * after a dead marker was its owner's.
 */
import type { FileStat, Host } from "../host/mod.ts";

const MARKER = "exp-refs-";

/** Where the refs lie that this program changes: experiments, and removed ones. */
const OUR_REFS = ["refs/exps", "refs/exp-removed"];

/** A change of refs takes no longer; what appeared later is somebody else's. */
const LONGEST_CHANGE_NS = 30_000_000_000n;

/** A git whose parent was killed may still be at work, for moments. */
const LAST_BREATH_MS = 1000;

/**
 * Does a piece of work that takes git's locks, so that they can be known as ours if it is never finished.
 *
 * @param work is given what removes the locks that a git of its own has left, having been killed
 */
export function guardRefs<T>(host: Host, commonDir: string, work: (breakLocks: () => void) => T): T {
  const path = `${commonDir}/${MARKER}${host.random.hex(6)}`;
  const lock = host.fs.tryLock(path);
  const since = host.fs.stat(path)?.mtimeNs;
  try {
    return work(() => since !== undefined && breakLocksSince(host, commonDir, since));
  } finally {
    lock?.release();
    host.fs.remove(path);
  }
}

/** Removes the locks of processes that are no more. Costs one look at a folder when there are none. @returns them */
export function breakDeadLocks(host: Host, commonDir: string): string[] {
  const { fs } = host;
  const broken: string[] = [];
  for (const { name } of fs.list(commonDir)) {
    if (!name.startsWith(MARKER)) continue;
    const marker = `${commonDir}/${name}`;
    const since = fs.stat(marker)?.mtimeNs;
    const lock = since === undefined ? undefined : fs.tryLock(marker);
    if (lock === undefined || since === undefined) continue; // its owner lives
    try {
      broken.push(...breakLocksSince(host, commonDir, since));
      fs.remove(marker);
    } finally {
      lock.release();
    }
  }
  return broken;
}

function breakLocksSince(host: Host, commonDir: string, sinceNs: bigint): string[] {
  const found = [
    `${commonDir}/packed-refs.lock`,
    ...OUR_REFS.flatMap((folder) => locksBelow(host, `${commonDir}/${folder}`)),
  ].flatMap((path) => {
    const stat = host.fs.stat(path);
    const isTheirs = stat !== undefined && stat.mtimeNs >= sinceNs && stat.mtimeNs - sinceNs < LONGEST_CHANGE_NS;
    return isTheirs ? [{ path, stat }] : [];
  });
  if (found.length === 0) return [];
  host.clock.sleepSync(LAST_BREATH_MS);
  const left = found.filter(({ path, stat }) => isSame(stat, host.fs.stat(path)));
  for (const { path } of left) host.fs.remove(path);
  return left.map(({ path }) => path);
}

function isSame(before: FileStat, now: FileStat | undefined): boolean {
  return now !== undefined && now.ino === before.ino && now.mtimeNs === before.mtimeNs;
}

function locksBelow(host: Host, folder: string): string[] {
  if (!host.fs.exists(folder)) return [];
  return host.fs.list(folder).flatMap(({ name, kind }) => {
    const path = `${folder}/${name}`;
    return kind === "dir" ? locksBelow(host, path) : name.endsWith(".lock") ? [path] : [];
  });
}
