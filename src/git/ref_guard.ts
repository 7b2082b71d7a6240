/**
 * Locks that a killed git leaves behind. Git cannot tell them from those of a git at work, and neither can we by their
 * looks, so whoever changes refs leaves a marker that the kernel unlocks when the process dies: a lock that appeared
 * after a dead marker was its owner's, unless another machine was at work then. Markers name their machine, for another
 * one's kernel is not asked: its markers count as alive as long as a change of refs may take, and much longer.
 *
 * All times compared are those of files in one folder, so there is one clock: the file server's.
 */
import type { FileStat, Host } from "../host/mod.ts";

const MARKER = "exp-refs-";

/** Where the refs lie that this program changes: experiments, and removed ones. */
const OUR_REFS = ["refs/exps", "refs/exp-removed"];

/** A change of refs takes no longer; what appeared later is somebody else's. */
const LONGEST_CHANGE_NS = 30_000_000_000n;

/** A machine that has not ended a change of refs for so long is dead. */
const DEAD_MACHINE_NS = 600_000_000_000n;

/** A git whose parent was killed may still be at work, for moments. */
const LAST_BREATH_MS = 1000;

/**
 * Does a piece of work that takes git's locks, so that they can be known as ours if it is never finished.
 *
 * @param work is given what removes the locks that a git of its own has left, having been killed
 */
export function guardRefs<T>(host: Host, commonDir: string, work: (breakLocks: () => void) => T): T {
  const path = `${commonDir}/${MARKER}${host.random.hex(6)}@${host.platform.hostname}`;
  const lock = host.fs.tryLock(path);
  const since = host.fs.stat(path)?.mtimeNs;
  try {
    return work(() => since !== undefined && breakLocksSince(host, commonDir, since, lookForMarkers(host, commonDir)));
  } finally {
    lock?.release();
    host.fs.remove(path);
  }
}

/** Removes the locks of processes that are no more. Costs one look at a folder when there are none. @returns them */
export function breakDeadLocks(host: Host, commonDir: string): string[] {
  const { fs } = host;
  const markers = lookForMarkers(host, commonDir);
  const broken: string[] = [];
  for (const { path, sinceNs } of markers.dead) {
    const lock = fs.tryLock(path);
    if (lock === undefined) continue; // its owner lives
    try {
      broken.push(...breakLocksSince(host, commonDir, sinceNs, markers));
      fs.remove(path);
    } finally {
      lock.release();
    }
  }
  return broken;
}

interface Marker {
  readonly path: string;
  readonly sinceNs: bigint;
}

interface Markers {
  /** As far as their owners do not hold them. */
  readonly dead: readonly Marker[];
  /** On other machines, and not for too long. */
  readonly atWork: readonly Marker[];
}

function lookForMarkers(host: Host, commonDir: string): Markers {
  if (markersIn(host, commonDir).length === 0) return { dead: [], atWork: [] };
  // a change of the folder by this machine also shows it what others have put there meanwhile
  const nowNs = nowAt(host, commonDir);
  const markers = markersIn(host, commonDir);
  const isAtWork = ({ path, sinceNs }: Marker) => !isOfThisMachine(host, path) && nowNs - sinceNs < DEAD_MACHINE_NS;
  return { dead: markers.filter((marker) => !isAtWork(marker)), atWork: markers.filter(isAtWork) };
}

function markersIn({ fs }: Host, commonDir: string): Marker[] {
  return fs.list(commonDir).flatMap(({ name }) => {
    const path = `${commonDir}/${name}`;
    const sinceNs = name.startsWith(MARKER) ? fs.stat(path)?.mtimeNs : undefined;
    return sinceNs === undefined ? [] : [{ path, sinceNs }];
  });
}

function isOfThisMachine({ platform }: Host, marker: string): boolean {
  const [, hostname = platform.hostname] = /@([^/]*)$/.exec(marker) ?? [];
  return hostname === platform.hostname;
}

/** By the clock that stamps files there. */
function nowAt({ fs, random }: Host, commonDir: string): bigint {
  const path = `${commonDir}/exp-now-${random.hex(6)}`;
  fs.createNew(path, "");
  const mtimeNs = fs.stat(path)?.mtimeNs ?? 0n;
  fs.remove(path);
  return mtimeNs;
}

/** @param others whose locks these may be as well */
function breakLocksSince(host: Host, commonDir: string, sinceNs: bigint, { atWork }: Markers): string[] {
  const found = [
    `${commonDir}/packed-refs.lock`,
    ...OUR_REFS.flatMap((folder) => locksBelow(host, `${commonDir}/${folder}`)),
  ].flatMap((path) => {
    const stat = host.fs.stat(path);
    const isTheirs = stat !== undefined && isAfter(sinceNs, stat) &&
      !atWork.some((marker) => isAfter(marker.sinceNs, stat));
    return isTheirs ? [{ path, stat }] : [];
  });
  if (found.length === 0) return [];
  host.clock.sleepSync(LAST_BREATH_MS);
  const left = found.filter(({ path, stat }) => isSame(stat, host.fs.stat(path)));
  for (const { path } of left) host.fs.remove(path);
  return left.map(({ path }) => path);
}

function isAfter(sinceNs: bigint, { mtimeNs }: FileStat): boolean {
  return mtimeNs >= sinceNs && mtimeNs - sinceNs < LONGEST_CHANGE_NS;
}

function isSame(before: FileStat, now: FileStat | undefined): boolean {
  return now !== undefined && now.ino === before.ino && now.mtimeNs === before.mtimeNs;
}

/** Git's locks on the refs of a folder. */
export function locksBelow(host: Host, folder: string): string[] {
  return host.fs.listIfThere(folder).flatMap(({ name, kind }) => {
    const path = `${folder}/${name}`;
    return kind === "dir" ? locksBelow(host, path) : name.endsWith(".lock") ? [path] : [];
  });
}
