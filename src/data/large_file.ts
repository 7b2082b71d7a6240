/**
 * Work on one large file that is done before the rest, which does not pause: piece by piece, so that it is told how far it
 * is, and who wants to end it is heard. What is left then finds it done.
 */
import { type Host, LARGE_COPY_BYTES } from "../host/mod.ts";
import { BIG_FILE_BYTES, hashAside, hashInParts } from "./hash.ts";
import type { HashIndex } from "./hash_index.ts";
import type { Linker } from "./links.ts";
import { isDirHash } from "./object_path.ts";
import type { ObjectId, Objects } from "./objects.ts";
import { nowNs, waitUntilSettled } from "./observing.ts";
import type { BeginWork } from "./progress.ts";
import { entriesInside } from "./tree.ts";
import type { HashInfo, Observed } from "./types.ts";
import type { FileStat } from "../host/mod.ts";

/** Does work that can be ended. What it `makes` is a part of what was asked for: nothing of it stays. */
export type Endable = (makes: "checkout" | "commit", work: (signal: AbortSignal) => Promise<void>) => Promise<void>;

interface LargeFilesOf {
  readonly host: Host;
  readonly objects: Objects;
  readonly linker: Linker;
  readonly index: HashIndex;
  readonly begin: BeginWork;
  /** Without it nobody could end the work, and it is left to the others. */
  readonly endable: Endable | undefined;
}

interface HashAhead {
  readonly makes: Parameters<Endable>[0];
  /** It is told how far it is. */
  readonly isWatched: boolean;
  /** It is to be stored, too. */
  readonly toStore: boolean;
}

/** Of a folder with more files than this it takes longer to look for those that are large than to copy them. */
const FEW_FILES = 10_000;

export class LargeFiles {
  constructor(private readonly of: LargeFilesOf) {}

  /** Is there somebody who could end it? */
  get canBeEnded(): boolean {
    return this.of.endable !== undefined;
  }

  /** @returns what a large file holds; undefined where it is not large, or known, or could not be hashed */
  async hash(path: string, stat: FileStat | undefined, how: HashAhead): Promise<string | undefined> {
    const { host, index, endable } = this.of;
    const least = how.isWatched ? LARGE_COPY_BYTES : BIG_FILE_BYTES;
    if (endable === undefined || stat?.kind !== "file" || stat.size <= least) return undefined;
    if (index.findFile(path, "md5", stat) !== undefined) return undefined;
    waitUntilSettled(host, stat.mtimeNs);
    const startedNs = nowNs(host);
    let hash: string | undefined;
    await endable(how.makes, async (signal) => {
      hash = await this.#hash(path, stat, how, signal);
    });
    if (hash !== undefined) index.recordFile(path, "md5", stat, hash, startedNs);
    return hash;
  }

  /** Where nobody is told how far it is the system's programs do it, which are faster. */
  #hash(path: string, stat: FileStat, how: HashAhead, signal: AbortSignal): Promise<string | undefined> {
    const { host, objects, begin } = this.of;
    if (how.isWatched) return hashInParts(host, path, stat.size, { onBytes: begin("hashing", stat.size), signal });
    return how.toStore ? objects.putWhileHashingAside(path, stat, signal) : hashAside(host, path, { signal });
  }

  /** Puts it into the cache, if it is not there. @param before what it looked like before it was hashed */
  async store(path: string, observed: Observed, before: FileStat | undefined): Promise<void> {
    const { objects, begin, endable } = this.of;
    if (endable === undefined || observed.kind !== "file") return;
    const { info, info: { size = 0 } } = observed;
    if (size <= LARGE_COPY_BYTES || objects.hasOne(info, size)) return;
    const onBytes = begin("storing", size);
    onBytes(0);
    await endable("commit", (signal) => objects.putLargeFile(info, path, size, { before, onBytes, signal }));
  }

  /** May a checkout have to copy what is large? */
  mayCopyOut(info: HashInfo): boolean {
    return this.canBeEnded && this.of.linker.copies && (info.size ?? Infinity) > LARGE_COPY_BYTES;
  }

  /**
   * Makes the copies that a checkout then puts in place; of a folder with many files none.
   *
   * @param now what lies there
   * @param inside of a folder, only what is at or below these paths
   */
  async copyOut(info: HashInfo, now: Observed, inside?: readonly string[]): Promise<void> {
    if (!this.mayCopyOut(info) || (now.kind !== "missing" && now.info.hash === info.hash)) return;
    if (!isDirHash(info.hash)) return await this.#copyOne(info);
    const wanted = entriesInside(this.of.objects.readTree(info) ?? [], inside);
    if (wanted.length > FEW_FILES) return;
    const present = new Map(now.kind === "dir" ? now.tree.map(({ relpath, hash }) => [relpath, hash]) : []);
    for (const { relpath, hash, size } of wanted) {
      if (present.get(relpath) !== hash) await this.#copyOne({ algorithm: info.algorithm, hash, size });
    }
  }

  async #copyOne(info: ObjectId & { readonly size?: number | undefined }): Promise<void> {
    const { objects, linker, begin, endable } = this.of;
    if (endable === undefined || linker.isAhead(objects.path(info))) return;
    if ((info.size ?? Infinity) <= LARGE_COPY_BYTES) return;
    const size = objects.sizeOf(info, info.size);
    if (size === undefined || size <= LARGE_COPY_BYTES) return;
    const onBytes = begin("checking out", size);
    onBytes(0);
    await endable("checkout", (signal) => linker.copyAhead(objects.path(info), { onBytes, signal }));
  }
}
