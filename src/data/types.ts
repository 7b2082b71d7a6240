/** What the data room promises to the rooms above it. */
import type { HashInfo, Out } from "../stage/types.ts";

/** A path as it is on the disk now. */
export type Observed =
  | { readonly kind: "missing" }
  | { readonly kind: "file"; readonly info: HashInfo }
  | { readonly kind: "dir"; readonly info: HashInfo; readonly tree: readonly TreeEntry[] };

/** A file of a tracked folder: its hash and its path below the folder, joined with `/`. */
export interface TreeEntry {
  readonly hash: string;
  readonly relpath: string;
  readonly size?: number;
}

/** A change that a checkout made. Paths relative to the root; folders end in `/`. */
export interface CheckoutChange {
  readonly kind: "added" | "modified" | "deleted";
  readonly path: string;
}

/** Files and folders on one side, cache objects on the other. One instance a command; hashes are remembered. */
export interface DataStore extends Disposable {
  /**
   * Hashes a file or folder (what `.dvcignore` excludes left out). Unchanged files are not read again: the hash index
   * knows them.
   * @param path absolute
   * @param options.toStore the caller will `commit` it: a large file is copied to the cache while it is hashed
   * @throws {ExpError} `invalid-file` for a broken symlink or a `.dvcignore` inside; `io`
   */
  observe(path: string, algorithm?: HashInfo["algorithm"], options?: { toStore?: boolean }): Observed;
  /** The same for many paths at once, hashed side by side where that is faster. */
  observeAll(paths: readonly string[], algorithm?: HashInfo["algorithm"]): Promise<Map<string, Observed>>;
  /** Forgets what was observed at or below a path (absolute): call it after a command has run. */
  forget(path?: string): void;
  /** Is the object there (for a folder: it and all its files)? Unprotected objects are verified, bad ones removed. */
  has(info: HashInfo): boolean;
  /** The entries of a folder object; undefined if the object is missing. */
  readTree(info: HashInfo): readonly TreeEntry[] | undefined;
  /**
   * Stores a path's content in the cache and links it back as `cache.type` says. Free and safe when it is there
   * already, also from two processes at once. Durable before it returns.
   * @param options.link false: store only, the workspace's file stays as it is (uncached metrics)
   * @throws {ExpError} `full-disk`, `io`; `failed` when a file changed while it was hashed
   */
  commit(path: string, observed: Observed, options?: { link?: boolean }): void;
  /**
   * Makes a path equal to a cache object: only what differs is touched.
   * @throws {ExpError} `missing-data` naming the path when objects are missing (nothing is changed then)
   */
  checkout(path: string, info: HashInfo, options?: { relink?: boolean; force?: boolean }): CheckoutChange[];
  /**
   * Files below a path that are neither as wanted nor in the cache (absolute): a checkout would lose them. Without
   * `info` the path itself is to be removed.
   */
  unsavedFiles(path: string, info: HashInfo | undefined): string[];
  /** Replaces links by own writable copies. */
  unprotect(path: string): void;
  /**
   * Removes an out from the workspace.
   * @throws {ExpError} `invalid-file` for what lies outside of the repository, or holds what must not be lost
   */
  remove(path: string): void;
}

/** `/name` lines of cached outs in the `.gitignore` beside them (A11 of the formats). */
export interface GitIgnoreKeeper {
  /** Asks git about many outs at once, so that `add` need not ask for each. */
  prefetch(outs: readonly Out[]): void;
  /** Adds lines for these outs unless git ignores them already; returns the `.gitignore` files touched (absolute). */
  add(outs: readonly Out[]): string[];
  /** Takes a line away; an empty file is deleted. */
  remove(outs: readonly Out[]): string[];
  /** Takes back what `add` did in this run. */
  rollBack(): void;
}
