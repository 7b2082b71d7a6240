import type { FileStat, Host } from "../host/mod.ts";
import { relativeInside } from "../repo/mod.ts";
import type { HashIndex } from "./hash_index.ts";
import type { ObjectsPlace } from "./job.ts";
import type { BeginWork } from "./progress.ts";
import { hashText } from "./tree.ts";
import type { HashInfo } from "./types.ts";
import type { WalkFilter } from "./walk.ts";

/** From here on waiting one tick of the file system's clock pays: the result can then be remembered. */
export const WORTH_WAITING_BYTES = 4 << 20;
export const WORTH_WAITING_FILES = 200;
const WAIT_MS = 25;

/** What hashing needs. */
export interface Observing {
  readonly host: Host;
  readonly filter: WalkFilter;
  readonly index: HashIndex;
  /** Hashes a large file and stores it in one pass; undefined when that did not work. */
  readonly hashAndStore: (path: string, stat: FileStat) => string | undefined;
  /** Where so many small files that are to be stored go in the pass that hashes them; undefined: most may be there. */
  readonly storeFor: (files: number) => ObjectsPlace | undefined;
  /** Told the hashes of files that were stored so. */
  readonly onStored: (algorithm: HashInfo["algorithm"], hashes: readonly string[]) => void;
  readonly begin: BeginWork;
  /** Does somebody watch? Then a large file is read here, piece by piece, to tell how far it is. */
  readonly isWatched: boolean;
}

export function nowNs(host: Host): bigint {
  return BigInt(Math.floor(host.clock.now())) * 1_000_000n;
}

/** A file written a moment ago could change again within one tick of its clock; so wait the tick out. */
export function waitUntilSettled(host: Host, mtimeNs: bigint): void {
  const age = nowNs(host) - mtimeNs;
  if (age >= 0n && age < BigInt(WAIT_MS) * 1_000_000n) host.clock.sleepSync(WAIT_MS);
}

/** Lines and ignore rules in one hash. */
export function stampOf(ctx: Observing, path: string, lines: Uint8Array): string {
  return hashText(lines) + rulesStamp(ctx, path);
}

/** Were the same files left out when a stamp was made as are now? */
export function hasSameRules(ctx: Observing, path: string, stamp: string): boolean {
  return stamp.endsWith(rulesStamp(ctx, path));
}

function rulesStamp({ filter }: Observing, path: string): string {
  const within = relativeInside(filter.root, path);
  return hashText(within === undefined ? "" : filter.ignore.fingerprint(within));
}
