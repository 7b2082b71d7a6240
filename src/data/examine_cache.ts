import type { Repo } from "../repo/mod.ts";
import { cacheObjects } from "./own_objects.ts";

interface CacheReport {
  readonly objects: number;
  /** How many were read from end to end. */
  readonly read: number;
  /** What is not what its name says; relative to the cache. */
  readonly wrong: readonly string[];
}

/**
 * Reads cache objects and compares them with their names. Those that are write-protected are as they were stored, as far
 * as nobody has meant harm and the disk is sound: they are read only where all are asked for, or where one is empty. What
 * is no file is wrong.
 *
 * @param options.remove takes the wrong ones out: to everybody they count as missing then
 */
export function examineCache(
  repo: Repo,
  { all, remove }: { readonly all: boolean; readonly remove: boolean },
): CacheReport {
  const { fs } = repo.host;
  const cache = cacheObjects(repo);
  const wrong: string[] = [];
  let objects = 0, read = 0;
  for (const algorithm of ["md5", "md5-dos2unix"] as const) {
    for (const hash of cache.listAll(algorithm)) {
      const id = { algorithm, hash };
      const path = cache.path(id), stat = fs.glance(path);
      if (stat === undefined || stat.kind === "link") continue; // somebody has removed it meanwhile, or moved it away
      objects++;
      if (stat.kind === "file") {
        if (!all && (stat.mode & 0o222) === 0 && stat.size > 0) continue;
        read++;
        if (cache.isRight(path, id, stat.size)) continue;
      }
      wrong.push(path.slice(repo.cacheDir.length + 1));
      if (remove) fs.removeTree(path);
    }
  }
  return { objects, read, wrong };
}
