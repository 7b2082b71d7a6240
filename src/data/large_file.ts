/**
 * Work on one large file that is done before the rest, which does not pause: piece by piece, so that it is told how far it
 * is, and who wants to end it is heard. What is left then finds it done.
 */
import { type Host, LARGE_COPY_BYTES } from "../host/mod.ts";
import { hashInParts } from "./hash.ts";
import type { HashIndex } from "./hash_index.ts";
import type { Linker } from "./links.ts";
import { isDirHash } from "./object_path.ts";
import type { Objects } from "./objects.ts";
import { nowNs, waitUntilSettled } from "./observing.ts";
import type { BeginWork } from "./progress.ts";
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

export class LargeFiles {
  constructor(private readonly of: LargeFilesOf) {}

  /** @returns what a large file holds; undefined where it is not large, or known */
  async hash(path: string, stat: FileStat | undefined): Promise<string | undefined> {
    const { host, index, begin, endable } = this.of;
    if (endable === undefined || stat?.kind !== "file" || stat.size <= LARGE_COPY_BYTES) return undefined;
    if (index.findFile(path, "md5", stat) !== undefined) return undefined;
    waitUntilSettled(host, stat.mtimeNs);
    const startedNs = nowNs(host);
    const onBytes = begin("hashing", stat.size);
    let hash: string | undefined;
    await endable("commit", async (signal) => {
      hash = await hashInParts(host, path, stat.size, { onBytes, signal });
    });
    if (hash !== undefined) index.recordFile(path, "md5", stat, hash, startedNs);
    return hash;
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

  /** Makes the copy that a checkout then puts in place. @param now what lies there */
  async copyOut(info: HashInfo, now: Observed): Promise<void> {
    const { objects, linker, begin, endable } = this.of;
    if (endable === undefined || isDirHash(info.hash) || !linker.copies) return;
    if (now.kind !== "missing" && now.info.hash === info.hash) return;
    if ((info.size ?? Infinity) <= LARGE_COPY_BYTES) return;
    const size = objects.sizeOf(info, info.size);
    if (size === undefined || size <= LARGE_COPY_BYTES) return;
    const onBytes = begin("checking out", size);
    onBytes(0);
    await endable("checkout", (signal) => linker.copyAhead(objects.path(info), { onBytes, signal }));
  }
}
