import { fault } from "./faults.ts";
import type { HashInfo } from "./types.ts";

/** What a lock file, `.dvc` file or folder object may give as a hash. Anything else could name any path. */
const HASH = /^[0-9a-f]{32}(\.dir)?$/;

export function isHash(text: string): boolean {
  return HASH.test(text);
}

export function isDirHash(hash: string): boolean {
  return hash.endsWith(".dir");
}

/** The folder that holds the 256 shard folders of an algorithm: 3.x layout for `md5`, 2.x for `md5-dos2unix`. */
export function shardRoot(base: string, algorithm: HashInfo["algorithm"]): string {
  return algorithm === "md5" ? `${base}/files/md5` : base;
}

/**
 * Where an object lies below a cache or a remote.
 *
 * @throws {ExpError} `invalid-file` when the hash is none
 */
export function objectPath(base: string, info: Pick<HashInfo, "algorithm" | "hash">): string {
  if (!isHash(info.hash)) throw fault("invalid-file/hash", { hash: info.hash });
  return `${shardRoot(base, info.algorithm)}/${info.hash.slice(0, 2)}/${info.hash.slice(2)}`;
}

/** Does a path look like an object's, in whatever cache? */
export function isObjectPath(path: string): boolean {
  return /\/[0-9a-f]{2}\/[0-9a-f]{30}$/.test(path);
}
