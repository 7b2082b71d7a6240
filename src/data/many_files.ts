/** Jobs over many small files, as far as the system's own programs can do them. */
import type { Host } from "../host/mod.ts";
import { joinPath, makeCacheFolder, parentOf } from "../repo/mod.ts";
import { isSettled } from "./hash_index.ts";
import { type FileJob, formatSeen, type JobItem, type Look, NOTHING_SEEN } from "./job.ts";
import { shardRoot } from "./object_path.ts";
import { nowNs, waitUntilSettled } from "./observing.ts";
import { Objects, SMALL_BYTES } from "./objects.ts";
import { copyBySystem, hashBySystem, lookBySystem } from "./system_copy.ts";

/** With fewer files starting the programs costs more than it saves. */
const MANY_FILES = 1000;
/** So many are taken at once; progress is told, and memory and disk are given back, in between. */
const BATCH_FILES = 16_384;
const BATCH_BYTES = 256 << 20;
const PROTECTED_MASK = 0o222;

/**
 * Does what it can of a job.
 *
 * @param onBytes told how much is done, now and then
 * @returns by index, what a done item leaves (see `runJob`); all else, errors included, is for whoever asks
 */
export function doManyFiles(host: Host, job: FileJob, onBytes?: (bytes: number) => void): string[] {
  const done: string[] = [];
  const isCopy = job.kind !== "place" || job.types[0] === "copy";
  if (job.algorithm !== "md5" || !isCopy || job.items.length < MANY_FILES) return done;
  const small = [...job.items.keys()].filter((i) => job.items[i]![1] <= SMALL_BYTES);
  if (small.length < MANY_FILES) return done;
  const take = takerOf(host, job);
  for (const batch of batchesOf(small, job.items)) {
    let bytes = 0, count = 0;
    take(batch.map((i) => job.items[i]!), (at, result) => {
      done[batch[at]!] = result;
      count++;
      bytes += job.items[batch[at]!]![1];
    });
    onBytes?.(bytes);
    if (count === 0) break; // no such programs, or nothing to be done with these: it will not get better
  }
  return done;
}

function* batchesOf(indices: readonly number[], items: readonly JobItem[]): Generator<number[]> {
  let batch: number[] = [], bytes = 0;
  for (const i of indices) {
    batch.push(i);
    bytes += items[i]![1];
    if (batch.length < BATCH_FILES && bytes < BATCH_BYTES) continue;
    yield batch;
    [batch, bytes] = [[], 0];
  }
  if (batch.length > 0) yield batch;
}

type Taker = (items: readonly JobItem[], onDone: (at: number, result: string) => void) => void;

function takerOf(host: Host, job: FileJob): Taker {
  switch (job.kind) {
    case "hash":
      return job.storeIn === undefined ? hashing(host) : storing(host, job.storeIn);
    case "store":
      return storing(host, job.storeIn);
    case "place":
      return placing(host, job.base, job.tmpDir);
  }
}

function hashing(host: Host): Taker {
  return (items, onDone) => {
    const { top, relpaths } = commonTop(items);
    hashBySystem(host, top, relpaths)?.forEach((hash, i) => onDone(i, hash));
  };
}

/** Copies beside the cache; each is renamed to the object that it is. */
function storing(host: Host, { base, shared }: { readonly base: string; readonly shared: boolean }): Taker {
  const objects = new Objects(host, base, { shared });
  return (items, onDone) => {
    const { top, relpaths } = commonTop(items);
    if (!host.fs.exists(base)) makeCacheFolder(host, base, shared);
    using copies = copyBySystem(host, top, relpaths, { folder: base, prefix: ".storing-", mask: PROTECTED_MASK });
    copies?.hashes.forEach((hash, i) => {
      const [, size, wanted] = items[i]!;
      if (wanted !== "" && wanted !== hash) return;
      objects.takeCopy(copies.at(relpaths[i]!), { algorithm: "md5", hash }, size);
      onDone(i, hash);
    });
  };
}

/** Copies of objects; what is not as its name says is left to whoever tells of it, and so is what lies on another disk. */
function placing(host: Host, base: string, tmpDir: string): Taker {
  const { fs } = host;
  const top = shardRoot(base, "md5");
  return (items, onDone) => {
    const first = new Map(items.map(([, , hash], i) => [hash, i] as const).reverse());
    const relpaths = [...first.keys()].map((hash) => `${hash.slice(0, 2)}/${hash.slice(2)}`);
    const into = { folder: joinPath(tmpDir, "exp"), prefix: "placing-", mask: fs.umask() };
    using copies = copyBySystem(host, top, relpaths, into);
    if (copies === undefined) return;
    const looks = lookBySystem(host, copies.top, relpaths); // nobody else can reach them yet
    waitUntilSettled(host, latestOf(looks ?? []));
    const placedNs = nowNs(host);
    let at = -1;
    for (const [hash, i] of first) {
      const from = copies.at(relpaths[++at]!);
      if (copies.hashes[at] !== hash) continue;
      try {
        fs.rename(from, items[i]![0]);
      } catch {
        continue;
      }
      const seen = looks?.[at];
      // whoever changes it from now on cannot help moving its mtime
      onDone(i, seen !== undefined && isSettled(seen.mtimeNs, placedNs) ? formatSeen(seen) : NOTHING_SEEN);
    }
  };
}

function latestOf(looks: readonly Look[]): bigint {
  return looks.reduce((latest, { mtimeNs }) => mtimeNs > latest ? mtimeNs : latest, 0n);
}

/** The folder that holds all items, and where they lie below it. */
function commonTop(items: readonly JobItem[]): { top: string; relpaths: string[] } {
  let top = parentOf(items[0]![0]);
  for (const [path] of items) while (!path.startsWith(`${top}/`)) top = parentOf(top);
  return { top: top === "" ? "/" : top, relpaths: items.map(([path]) => path.slice(top.length + 1)) };
}
