import { joinPath, makeCacheFolder, parentOf, type Repo } from "../repo/mod.ts";
import { ioFault } from "./fault.ts";
import { listObjects } from "./gc.ts";
import type { JobItem } from "./job.ts";
import { isDirHash, objectPath, shardRoot } from "./object_path.ts";
import type { TellProgress } from "./progress.ts";
import { runJob } from "./run_job.ts";

/** How many objects the cache has in the layout of DVC 2. */
export function countOldObjects({ host, cacheDir }: Repo): number {
  return listObjects(host, shardRoot(cacheDir, "md5-dos2unix"), "md5-dos2unix").objects.length;
}

/**
 * Gives each object of DVC 2's layout a second name in that of DVC 3, by the MD5 of its content as it is. Both names are
 * one file where the disk can do that. Nothing goes away.
 *
 * @returns how many there were not yet
 */
export function migrateCache(repo: Repo, tell?: TellProgress): number {
  const { host, cacheDir } = repo;
  const root = shardRoot(cacheDir, "md5-dos2unix");
  const olds = listObjects(host, root, "md5-dos2unix").objects;
  const items = olds.map((hash): JobItem => {
    const path = objectPath(cacheDir, { algorithm: "md5-dos2unix", hash });
    return [path, host.fs.stat(path)?.size ?? 0, ""];
  });
  let hashed = 0;
  const count = () => tell?.({ what: "hashing", done: ++hashed, total: items.length, unit: "files" });
  const hashes = runJob(host, { kind: "hash", algorithm: "md5", items }, count);
  let added = 0;
  for (const [i, [path]] of items.entries()) {
    const hash = hashes[i]! + (isDirHash(olds[i]!) ? ".dir" : "");
    if (addName(repo, path, objectPath(cacheDir, { algorithm: "md5", hash }))) added++;
  }
  return added;
}

function addName({ host, config }: Repo, from: string, to: string): boolean {
  const { fs } = host;
  if (fs.exists(to)) return false;
  try {
    makeCacheFolder(host, parentOf(to), config.get("cache", "shared") === "group");
    linkOrCopy(host.fs, from, to, joinPath(parentOf(to), `.${host.random.hex(8)}.tmp`));
  } catch (error) {
    throw ioFault(error, "write the cache object", to);
  }
  return true;
}

function linkOrCopy(fs: Repo["host"]["fs"], from: string, to: string, temp: string): void {
  try {
    fs.hardLink(from, to);
  } catch {
    fs.copyFile(from, temp); // a disk without links, or with no more of them for this file
    fs.chmod(temp, 0o444);
    fs.rename(temp, to);
  }
}
