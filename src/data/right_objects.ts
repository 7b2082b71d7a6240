/** Are objects of the cache what their names say? Before they are sent each is read from end to end. */
import type { CopyNews } from "../host/mod.ts";
import { isDirHash } from "./object_path.ts";
import { type ObjectId, type Objects, SMALL_BYTES } from "./objects.ts";
import { hashBySystem, WORTH_A_PROGRAM } from "./system_copy.ts";

/** So many are hashed at once; in between signals are let in. */
const BATCH_FILES = 4096;

/** Those that are there, and right. A wrong one is removed. */
export async function rightObjects(
  cache: Objects,
  ids: readonly ObjectId[],
  news: CopyNews,
): Promise<ReadonlySet<ObjectId>> {
  const right = await rightSmallOnes(cache, ids, news);
  for (const id of ids) if (!right.has(id) && await cache.proveRight(id, news)) right.add(id);
  return right;
}

/** By the system's program, as far as it goes: one that is missing from a batch leaves it to be read one by one. */
async function rightSmallOnes(cache: Objects, ids: readonly ObjectId[], news: CopyNews): Promise<Set<ObjectId>> {
  const { host } = cache;
  const sizes = new Map<ObjectId, number>();
  for (const id of ids) {
    const stat = id.algorithm === "md5" && !isDirHash(id.hash) ? host.fs.glance(cache.path(id)) : undefined;
    if (stat?.kind === "file" && stat.size <= SMALL_BYTES) sizes.set(id, stat.size);
  }
  const right = new Set<ObjectId>();
  const small = [...sizes.keys()];
  for (let at = 0; small.length - at >= WORTH_A_PROGRAM; at += BATCH_FILES) {
    const batch = small.slice(at, at + BATCH_FILES);
    const paths = batch.map((id) => cache.path(id).slice(cache.base.length + 1));
    const hashes = hashBySystem(host, cache.base, paths) ?? [];
    for (const id of batch.filter(({ hash }, i) => hash === hashes[i])) {
      right.add(id);
      news.onBytes?.(sizes.get(id)!);
    }
    await host.clock.sleep(0);
    news.signal?.throwIfAborted();
  }
  return right;
}
