import type { Host } from "../host/mod.ts";
import { locksBelow } from "./ref_guard.ts";
import type { GitPlace } from "./types.ts";

/** One of Git's own locks: a file that is there as long as what it guards is being changed. */
interface FoundLock {
  readonly path: string;
  /** What nobody else changes meanwhile. */
  readonly locks: string;
}

export function findLocks(host: Host, { gitDir, commonDir }: GitPlace): FoundLock[] {
  const found = [
    { path: `${gitDir}/index.lock`, locks: "index" },
    { path: `${gitDir}/HEAD.lock`, locks: "HEAD" },
    { path: `${commonDir}/config.lock`, locks: "configuration" },
    { path: `${commonDir}/packed-refs.lock`, locks: "packed ref" },
  ].filter(({ path }) => host.fs.exists(path));
  const refs = locksBelow(host, `${commonDir}/refs`).map((path) => ({
    path,
    locks: path.slice(commonDir.length + 1, -".lock".length),
  }));
  return [...found, ...refs];
}

/** The kernel's name for the processes that a machine began with: there all of them can be seen. */
const ALL_PROCESSES = "pid:[4026531836]";

/**
 * Git closes its lock files at once and waits for editors, other programs keep theirs open; so neither a git nor whoever
 * has the file open may be there. Who made it has its owner, and owner's processes can be looked at.
 */
const IS_ABANDONED = `
[ -O "$1" ] && [ "$(readlink /proc/self/ns/pid)" = "$2" ] || exit 1
for p in /proc/[0-9]*; do
  IFS= read -r name <"$p/comm" || continue
  case $name in git | git-*) exit 1 ;; esac
  for f in "$p"/fd/*; do [ ! "$f" -ef "$1" ] || exit 1; done
done 2>/dev/null
exit 0`;

/** File systems that other machines do not write to. */
const LOCAL = /^(ext[234]|xfs|btrfs|zfs|f2fs|tmpfs) /;

/**
 * Is it proven that who made a lock file is no more? Only on a machine's own disk, where every process can be seen.
 * @param fileSystem of the lock's, as `df` calls it
 */
export function isAbandoned(host: Host, path: string, fileSystem: string | undefined): boolean {
  if (!LOCAL.test(fileSystem ?? "")) return false;
  const args = ["-c", IS_ABANDONED, "sh", path, ALL_PROCESSES];
  return host.processes.runSync({ program: "sh", args, cwd: "/" }).code === 0;
}
