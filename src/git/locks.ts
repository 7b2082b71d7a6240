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
