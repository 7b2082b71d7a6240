import { joinPath, type Repo } from "../repo/mod.ts";
import type { HashInfo } from "../stage/types.ts";
import { ioFault } from "./fault.ts";
import { isDirHash, shardRoot } from "./object_path.ts";
import { Objects } from "./objects.ts";
import type { TellProgress } from "./progress.ts";

export interface Garbage {
  /** Removed objects in the 3.x layout (DVC's "repo cache"). */
  readonly current: number;
  /** Removed objects in the 2.x layout (DVC's "legacy cache"). */
  readonly legacy: number;
  readonly bytes: number;
}

export interface CollectOptions {
  /** Only count. */
  readonly dry?: boolean;
  /** The folder with the objects; default the repository's cache. A remote's url for `--cloud`. */
  readonly base?: string;
  readonly tell?: TellProgress;
}

/** A temporary file that a crash left behind is rubbish after this time. */
const STALE_TEMP_MS = 24 * 60 * 60 * 1000;

/**
 * Removes all objects that nobody uses. A used folder uses its files; its entries are read from the cache, or from
 * `options.base`.
 *
 * @param used hashes of all outs (and deps) at all revisions that count
 */
export function collectGarbage(repo: Repo, used: Iterable<HashInfo>, options: CollectOptions = {}): Garbage {
  const base = options.base ?? repo.cacheDir;
  const stores = [base, repo.cacheDir].map((folder) => new Objects(repo.host, folder, { shared: false }));
  const keep = { "md5": new Set<string>(), "md5-dos2unix": new Set<string>() };
  for (const info of used) {
    const hashes = keep[info.algorithm];
    if (hashes.has(info.hash)) continue;
    hashes.add(info.hash);
    if (!isDirHash(info.hash)) continue;
    const tree = stores[0]?.readTree(info) ?? stores[1]?.readTree(info) ?? [];
    for (const { hash } of tree) hashes.add(hash);
  }
  const current = sweep(repo, base, "md5", keep["md5"], options);
  const legacy = sweep(repo, base, "md5-dos2unix", keep["md5-dos2unix"], options);
  return { current: current.count, legacy: legacy.count, bytes: current.bytes + legacy.bytes };
}

/** Folder objects go first: while one is there, its files must be. */
function sweep(
  repo: Repo,
  base: string,
  algorithm: HashInfo["algorithm"],
  keep: ReadonlySet<string>,
  { dry = false, tell }: CollectOptions,
): { count: number; bytes: number } {
  const { fs, clock } = repo.host;
  const objects = new Objects(repo.host, base, { shared: false });
  const unused = [...objects.listAll(algorithm)].filter((hash) => !keep.has(hash))
    .sort((a, b) => Number(isDirHash(b)) - Number(isDirHash(a)));
  let bytes = 0;
  for (const [done, hash] of unused.entries()) {
    tell?.({ what: "removing", done, total: unused.length, unit: "files" });
    const path = objects.path({ algorithm, hash });
    bytes += fs.lstat(path)?.size ?? 0;
    if (!dry) removeObject(repo, path);
  }
  if (unused.length > 0) tell?.({ what: "removing", done: unused.length, total: unused.length, unit: "files" });
  if (!dry) removeStaleTemps(repo, shardRoot(base, algorithm), clock.now() - STALE_TEMP_MS);
  return { count: unused.length, bytes };
}

function removeObject(repo: Repo, path: string): void {
  try {
    repo.host.fs.remove(path);
  } catch (error) {
    throw ioFault(error, "remove", path);
  }
}

function removeStaleTemps(repo: Repo, root: string, beforeMs: number): void {
  const { fs } = repo.host;
  if (fs.stat(root)?.kind !== "dir") return;
  const shards = fs.list(root).filter(({ name, kind }) => kind === "dir" && /^[0-9a-f]{2}$/.test(name));
  for (const folder of [root, ...shards.map(({ name }) => joinPath(root, name))]) {
    for (const { name } of fs.list(folder)) {
      if (!name.startsWith(".") || !name.endsWith(".tmp")) continue;
      const stat = fs.lstat(joinPath(folder, name));
      if (stat !== undefined && Number(stat.mtimeNs / 1_000_000n) < beforeMs) {
        removeObject(repo, joinPath(folder, name));
      }
    }
  }
}
