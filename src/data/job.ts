import type { FileStat, Host } from "../host/mod.ts";
import type { HashInfo } from "./types.ts";
import { hashFile } from "./hash.ts";
import { Linker, type LinkType } from "./links.ts";
import { Objects, SMALL_BYTES } from "./objects.ts";

/** The same small thing to do for each of many files. Plain data, so that Workers can take part. */
export type FileJob =
  /** Hash files; with `storeIn`, those up to SMALL_BYTES become objects there in the same pass. */
  | {
    readonly kind: "hash";
    readonly algorithm: HashInfo["algorithm"];
    readonly storeIn?: ObjectsPlace | undefined;
    readonly items: readonly JobItem[];
  }
  /** Store files (`path`) as objects (`hash`). */
  | {
    readonly kind: "store";
    readonly algorithm: HashInfo["algorithm"];
    readonly storeIn: ObjectsPlace;
    readonly items: readonly JobItem[];
  }
  /** Put objects (`hash`) into the workspace (`path`). */
  | {
    readonly kind: "place";
    readonly algorithm: HashInfo["algorithm"];
    readonly base: string;
    readonly types: readonly LinkType[];
    readonly tmpDir: string;
    readonly items: readonly JobItem[];
  };

/** Where objects go. */
export interface ObjectsPlace {
  readonly base: string;
  readonly shared: boolean;
}

/** Path (absolute), size in bytes, and hash (`""` where it is to be found). */
export type JobItem = readonly [path: string, size: number, hash: string];

export function totalBytes(items: readonly JobItem[]): number {
  return items.reduce((sum, [, size]) => sum + size, 0);
}

/** Does one item. A hash goes to `result` as 16 bytes; of a large file that was placed, its inode and mtime. */
export type ItemRunner = (item: JobItem, result: Uint8Array) => void;

export function createRunner(host: Host, job: FileJob): ItemRunner {
  const { algorithm } = job;
  switch (job.kind) {
    case "hash": {
      const objects = job.storeIn && openObjects(host, job.storeIn);
      return ([path, size], result) => {
        const hash = objects !== undefined && size <= SMALL_BYTES
          ? objects.putSmall(path, algorithm)
          : hashFile(host, path, algorithm, size);
        writeHex(hash, result);
      };
    }
    case "store": {
      const objects = openObjects(host, job.storeIn);
      return ([path, size, hash]) => objects.putFile({ algorithm, hash }, path, size);
    }
    case "place": {
      const objects = new Objects(host, job.base, { shared: false });
      const linker = new Linker(host, job.types, job.tmpDir);
      return ([path, size, hash], result) => {
        const id = { algorithm, hash };
        const { stat } = linker.place(objects.path(id), path, { id, isexec: false, size });
        if (stat !== undefined) writeSeen(stat, result);
      };
    }
  }
}

function openObjects(host: Host, { base, shared }: ObjectsPlace): Objects {
  return new Objects(host, base, { shared });
}

function writeHex(hex: string, bytes: Uint8Array): void {
  for (let i = 0; i < 16; i++) bytes[i] = parseInt(hex.slice(2 * i, 2 * i + 2), 16);
}

function writeSeen({ ino, mtimeNs }: Look, bytes: Uint8Array): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  view.setBigUint64(0, ino);
  view.setBigInt64(8, mtimeNs);
}

/** What tells a file from what it may become. */
export type Look = Pick<FileStat, "ino" | "mtimeNs">;

/** What a `place` job leaves of a file that looks so. */
export function formatSeen(stat: Look): string {
  const bytes = new Uint8Array(16);
  writeSeen(stat, bytes);
  return readHex(bytes);
}

/** What it leaves of a small file that may yet be changed unseen. */
export const NOTHING_SEEN = "0".repeat(32);

/** @param hex of a `place` job's item @returns undefined where nothing is known */
export function readSeen(hex: string): Look | undefined {
  if (hex === NOTHING_SEEN) return undefined;
  const ino = BigInt(`0x${hex.slice(0, 16)}`);
  return { ino, mtimeNs: BigInt.asIntN(64, BigInt(`0x${hex.slice(16)}`)) };
}

/** What {@link ItemRunner} left in its 16 bytes, as text. */
export function readHex(bytes: Uint8Array): string {
  let hex = "";
  for (let i = 0; i < bytes.length; i++) hex += HEX[bytes[i]! >> 4]! + HEX[bytes[i]! & 15]!;
  return hex;
}

const HEX = "0123456789abcdef";
