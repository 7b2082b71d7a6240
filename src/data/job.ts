import type { Host } from "../host/mod.ts";
import type { HashInfo } from "../stage/types.ts";
import { hashFile } from "./hash.ts";
import { Linker, type LinkType } from "./links.ts";
import { Objects } from "./objects.ts";

/** The same small thing to do for each of many files. Plain data, so that Workers can take part. */
export type Job =
  /** Hash files. */
  | { readonly kind: "hash"; readonly algorithm: HashInfo["algorithm"]; readonly items: readonly JobItem[] }
  /** Store files (`path`) as objects (`hash`). */
  | {
    readonly kind: "store";
    readonly algorithm: HashInfo["algorithm"];
    readonly base: string;
    readonly shared: boolean;
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

/** Path (absolute), size in bytes, and hash (`""` where it is to be found). */
export type JobItem = readonly [path: string, size: number, hash: string];

/** Does one item. A hash goes to `result` as 16 bytes. */
export type ItemRunner = (item: JobItem, result: Uint8Array) => void;

export function createRunner(host: Host, job: Job): ItemRunner {
  const { algorithm } = job;
  switch (job.kind) {
    case "hash":
      return ([path, size], result) => writeHex(hashFile(host, path, algorithm, size), result);
    case "store": {
      const objects = new Objects(host, job.base, { shared: job.shared });
      return ([path, size, hash]) => objects.putFile({ algorithm, hash }, path, size);
    }
    case "place": {
      const objects = new Objects(host, job.base, { shared: false });
      const linker = new Linker(host, job.types, job.tmpDir);
      return ([path, size, hash]) => linker.place(objects.path({ algorithm, hash }), path, { isexec: false, size });
    }
  }
}

function writeHex(hex: string, bytes: Uint8Array): void {
  for (let i = 0; i < 16; i++) bytes[i] = parseInt(hex.slice(2 * i, 2 * i + 2), 16);
}

/** What {@link ItemRunner} left in its 16 bytes, as text. */
export function readHex(bytes: Uint8Array): string {
  let hex = "";
  for (const byte of bytes) hex += byte.toString(16).padStart(2, "0");
  return hex;
}
