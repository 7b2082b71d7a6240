/**
 * What a machine in memory writes down while commands run on it: each change of its disk in the order in which the
 * system calls came, what was forced to the disk, and what the user was told.
 */

/** Names in folders that change together or not at all: one link, one removal, the two names of a rename. */
export interface EntryStep {
  readonly kind: "entries";
  readonly what: "create" | "mkdir" | "link" | "symlink" | "rename" | "unlink" | "rmdir";
  readonly path: string;
  /** The folder whose sync makes it durable. */
  readonly home: number;
  readonly changes: readonly { readonly folder: number; readonly name: string; readonly ino: number | undefined }[];
  /** Durable with the next sync of anything: Git counts on that for its objects (`core.fsyncMethod` in `git help config`). */
  readonly withAnySync: boolean;
}

export type Step =
  | EntryStep
  /** A file has this content now. */
  | { readonly kind: "content"; readonly ino: number; readonly path: string; readonly content: Content }
  /** `fsync` of a file or a folder. */
  | { readonly kind: "sync"; readonly ino: number; readonly path: string }
  /** `sync_file_range`: the content is on its way, and durable with the next sync of anything. */
  | { readonly kind: "handover"; readonly ino: number; readonly path: string }
  /** What was printed: from here on the user may count on it. */
  | { readonly kind: "said"; readonly text: string }
  /** A program was started. */
  | { readonly kind: "ran"; readonly text: string };

/** A file's bytes, never changed in place, with a name by which equal ones are known. */
export interface Content {
  readonly id: string;
  readonly bytes: Uint8Array;
}

export const EMPTY: Content = { id: "empty", bytes: new Uint8Array() };

export interface Inode {
  readonly ino: number;
  readonly kind: "file" | "dir" | "link";
  mode: number;
  content: Content;
  /** Of a link. */
  readonly target: string;
  /** Of a folder. */
  readonly entries: Map<string, number>;
  mtimeNs: bigint;
  ctimeNs: bigint;
  nlink: number;
}

/** All inodes by number; the root folder is number 1. */
export type Disk = ReadonlyMap<number, Inode>;

export const ROOT = 1;

export function newInode(facts: Pick<Inode, "ino" | "kind" | "mode"> & Partial<Inode>): Inode {
  return { content: EMPTY, target: "", entries: new Map(), mtimeNs: 0n, ctimeNs: 0n, nlink: 1, ...facts };
}

/** The same disk, changes of which do not reach the original. */
export function copyDisk(disk: Disk): Map<number, Inode> {
  const copy = new Map<number, Inode>();
  for (const [ino, inode] of disk) {
    copy.set(ino, inode.kind === "dir" ? { ...inode, entries: new Map(inode.entries) } : { ...inode });
  }
  return copy;
}
