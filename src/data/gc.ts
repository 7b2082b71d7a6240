import type { Host } from "../host/mod.ts";
import { joinPath, type Repo } from "../repo/mod.ts";
import type { HashInfo } from "./types.ts";
import { ioFault } from "./fault.ts";
import { isDirHash, shardRoot } from "./object_path.ts";
import { type ObjectId, Objects } from "./objects.ts";
import type { TellProgress } from "./progress.ts";
import type { TreeEntry } from "./types.ts";

export interface Garbage {
  /** Removed objects in the 3.x layout (DVC's "repo cache"). */
  readonly current: number;
  /** Removed objects in the 2.x layout (DVC's "legacy cache"). */
  readonly legacy: number;
  readonly bytes: number;
}

interface CollectOptions {
  /** Only count. */
  readonly dry?: boolean;
  readonly tell?: TellProgress;
  /** Told the path of each object that goes (or would go), before it does. */
  readonly onRemove?: (path: string) => void;
}

interface UsedObjectsOptions<T> {
  /** Further caches. */
  readonly bases?: readonly string[];
  /** What is known of folders from elsewhere, by hash. */
  readonly trees?: ReadonlyMap<string, readonly TreeEntry[]>;
  /** Told of a folder of which nobody knows what it holds. */
  readonly onLost?: (info: T) => void;
}

/** A temporary file that a crash left behind is rubbish after this time. */
const STALE_TEMP_MS = 24 * 60 * 60 * 1000;

/**
 * All objects that outs use, those of the files in folders included. What a folder holds is read from the first of
 * `bases` that knows it, or from the cache.
 */
export function usedObjects<T extends ObjectId>(
  repo: Repo,
  used: Iterable<T>,
  { bases = [], trees, onLost = () => {} }: UsedObjectsOptions<T> = {},
): ObjectId[] {
  const places = [...new Set([...bases, repo.cacheDir])].map((base) => new Objects(repo.host, base, { shared: false }));
  const found = new Map<string, ObjectId>();
  const note = (id: ObjectId) => found.set(`${id.algorithm} ${id.hash}`, id);
  for (const info of used) {
    if (found.has(`${info.algorithm} ${info.hash}`)) continue;
    note(info);
    if (!isDirHash(info.hash)) continue;
    let tree = trees?.get(info.hash);
    for (const place of places) tree ??= place.readTree(info);
    if (tree === undefined) onLost(info);
    for (const { hash } of tree ?? []) note({ algorithm: info.algorithm, hash });
  }
  return [...found.values()];
}

/**
 * Removes all objects of the cache that nobody uses. A used folder uses its files.
 *
 * @param used hashes of all outs (and deps) at all revisions that count
 */
export function collectGarbage(repo: Repo, used: Iterable<ObjectId>, options: CollectOptions = {}): Garbage {
  const base = repo.cacheDir;
  const keep = { "md5": new Set<string>(), "md5-dos2unix": new Set<string>() };
  for (const { algorithm, hash } of usedObjects(repo, used)) keep[algorithm].add(hash);
  const current = sweep(repo, base, "md5", keep["md5"], options);
  const legacy = sweep(repo, base, "md5-dos2unix", keep["md5-dos2unix"], options);
  if (!options.dry) removeStaleTemps(repo, runFolders(repo, joinPath(base, "runs")));
  return { current: current.count, legacy: legacy.count, bytes: current.bytes + legacy.bytes };
}

/** Folder objects go first: while one is there, its files must be. */
function sweep(
  repo: Repo,
  base: string,
  algorithm: HashInfo["algorithm"],
  keep: ReadonlySet<string>,
  { dry = false, tell, onRemove }: CollectOptions,
): { count: number; bytes: number } {
  const { fs } = repo.host;
  const root = shardRoot(base, algorithm);
  const { objects, unpacked } = listObjects(repo.host, root, algorithm);
  const unused = objects.filter((hash) => !keep.has(hash)).sort((a, b) => Number(isDirHash(b)) - Number(isDirHash(a)));
  let bytes = 0;
  for (const [done, hash] of unused.entries()) {
    tell?.({ what: "removing", done, total: unused.length, unit: "files" });
    const path = `${root}/${hash.slice(0, 2)}/${hash.slice(2)}`;
    bytes += fs.lstat(path)?.size ?? 0;
    onRemove?.(path);
    if (!dry) removeObject(repo, path);
  }
  if (unused.length > 0) tell?.({ what: "removing", done: unused.length, total: unused.length, unit: "files" });
  if (!dry) {
    for (const hash of unused) {
      if (unpacked.has(hash)) fs.removeTree(`${root}/${hash.slice(0, 2)}/${hash.slice(2)}${UNPACKED}`);
    }
    removeStaleTemps(repo, [root, ...foldersIn(repo, root)]);
  }
  return { count: unused.length, bytes };
}

/** Beside a folder's object DVC before 1.0 kept the folder itself. */
const UNPACKED = ".unpacked";

/**
 * What lies in the 256 shard folders. The 3.x layout has a folder of its own, so all that is in there are objects; in the
 * 2.x layout, beside which anything may lie, it is what has an object's name.
 */
export function listObjects(
  { fs }: Pick<Host, "fs">,
  root: string,
  algorithm: HashInfo["algorithm"],
): { objects: string[]; unpacked: Set<string> } {
  const objects: string[] = [];
  const unpacked = new Set<string>();
  const [shardName, objectName] = algorithm === "md5"
    ? [/^[^.].$/, /^[^.]/]
    : [/^[0-9a-f]{2}$/, /^[0-9a-f]{30}(\.dir)?$/];
  if (fs.stat(root)?.kind !== "dir") return { objects, unpacked };
  for (const shard of fs.list(root)) {
    if (shard.kind !== "dir" || !shardName.test(shard.name)) continue;
    for (const { name, kind } of fs.listIfThere(`${root}/${shard.name}`)) {
      if (kind === "dir" && name.endsWith(`.dir${UNPACKED}`)) {
        unpacked.add(shard.name + name.slice(0, -UNPACKED.length));
      } else if (kind !== "dir" && objectName.test(name)) objects.push(shard.name + name);
    }
  }
  return { objects, unpacked };
}

function removeObject(repo: Repo, path: string): void {
  try {
    repo.host.fs.remove(path);
  } catch (error) {
    throw ioFault(error, "remove", path);
  }
}

/** Of the run-cache: `runs/KK/KEY`. */
function runFolders(repo: Repo, runs: string): string[] {
  return foldersIn(repo, runs).flatMap((shard) => foldersIn(repo, shard, /^[0-9a-f]{64}$/));
}

function foldersIn({ host: { fs } }: Repo, folder: string, names = /^[0-9a-f]{2}$/): string[] {
  if (fs.stat(folder)?.kind !== "dir") return [];
  return fs.listIfThere(folder).flatMap(({ name, kind }) =>
    kind === "dir" && names.test(name) ? [joinPath(folder, name)] : []
  );
}

/** What somebody began to write there long ago, and died. */
function removeStaleTemps(repo: Repo, folders: readonly string[]): void {
  const { fs, clock } = repo.host;
  const beforeMs = clock.now() - STALE_TEMP_MS;
  for (const folder of folders) {
    for (const { name } of fs.listIfThere(folder)) {
      if (!name.startsWith(".") || !name.endsWith(".tmp")) continue;
      const stat = fs.lstat(joinPath(folder, name));
      if (stat !== undefined && Number(stat.mtimeNs / 1_000_000n) < beforeMs) {
        removeObject(repo, joinPath(folder, name));
      }
    }
  }
}
