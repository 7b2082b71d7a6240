import type { Repo } from "../repo/mod.ts";
import { hashBytes } from "./hash.ts";
import { Objects } from "./objects.ts";
import { formatTree } from "./tree.ts";
import type { HashInfo, TreeEntry } from "./types.ts";

type CachePlace = Pick<Repo, "host" | "cacheDir" | "config">;

/** Stores a content that is at hand as an object. */
export function storeBytes(repo: CachePlace, bytes: Uint8Array): HashInfo {
  const info: HashInfo = { algorithm: "md5", hash: hashBytes(bytes, "md5"), size: bytes.length };
  const objects = cacheObjects(repo);
  if (!objects.hasOne(info, bytes.length)) objects.putBytes(info, bytes);
  return info;
}

/** Stores the list of a folder whose files are objects already. */
export function storeTree(repo: CachePlace, entries: readonly TreeEntry[]): HashInfo {
  const { hash, text } = formatTree(entries);
  const info: HashInfo = {
    algorithm: "md5",
    hash,
    size: entries.reduce((sum, { size = 0 }) => sum + size, 0),
    nfiles: entries.length,
  };
  const objects = cacheObjects(repo);
  if (!objects.hasOne(info)) objects.putBytes(info, text);
  return info;
}

/** The list of a folder; undefined where the cache does not have it. */
export function readStoredTree(repo: CachePlace, info: HashInfo): readonly TreeEntry[] | undefined {
  return repo.host.fs.exists(repo.cacheDir) ? cacheObjects(repo).readTree(info) : undefined;
}

/** The objects of a repository's cache. */
export function cacheObjects({ host, cacheDir, config }: CachePlace): Objects {
  return new Objects(host, cacheDir, { shared: config.get("cache", "shared") === "group" });
}
