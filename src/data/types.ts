/** What the data room promises to the rooms above it. */
/**
 * What dvc.lock or a `.dvc` file says of a file or folder. `algorithm` is `md5` (3.x, `hash: md5` in the file) or
 * `md5-dos2unix` (2.x, no `hash` key). `hash` has the suffix `.dir` for folders. Sizes in bytes.
 */
export interface HashInfo {
  readonly algorithm: "md5" | "md5-dos2unix";
  readonly hash: string;
  readonly size?: number;
  readonly nfiles?: number;
  readonly isexec?: boolean;
}

/** A path as it is on the disk now. */
export type Observed =
  | { readonly kind: "missing" }
  | { readonly kind: "file"; readonly info: HashInfo }
  | {
    readonly kind: "dir";
    readonly info: HashInfo;
    readonly tree: readonly TreeEntry[];
    /** The folder's object, where it was just made for a commit. */
    readonly text?: string;
    /** How it came to be so, where that is known. */
    readonly changes?: FolderChanges;
    /** Are some of its files links, or have other names? Undefined: not known. */
    readonly holdsLinks?: boolean;
    /** Symlinks to nowhere, pipes and their like, below the folder; only where the caller can live with them. */
    readonly noData?: readonly string[];
  };

/** What has become of a folder since it was observed last. */
export interface FolderChanges {
  /** What it was. */
  readonly since: HashInfo;
  /** The files that are new or changed. */
  readonly entries: readonly TreeEntry[];
  /** The folder's object. */
  readonly text: string;
}

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
  /** How many files it has made, changed and removed. */
  readonly files: FileCounts;
}

interface FileCounts {
  readonly added: number;
  readonly modified: number;
  readonly deleted: number;
}

export interface CheckoutChoice {
  readonly relink?: boolean;
  readonly force?: boolean;
  readonly inside?: readonly string[];
  /** Only say what would be done. */
  readonly dry?: boolean;
}

/** Files and folders on one side, cache objects on the other. One instance a command; hashes are remembered. */
export interface DataStore extends Disposable {
  /**
   * Hashes a file or folder (what `.dvcignore` excludes left out). Unchanged files are not read again: the hash index
   * knows them.
   * @param path absolute
   * @param options.toStore the caller will `commit` it: a large file is copied to the cache while it is hashed
   * @param options.toRecord it will be written down what the path holds, so nothing of it may be left out unseen
   * @param options.noData tell of symlinks to nowhere, pipes and their like in a folder instead of refusing them
   * @throws {ExpError} `invalid-file` for a broken symlink or a `.dvcignore` inside; `io`
   */
  observe(
    path: string,
    algorithm?: HashInfo["algorithm"],
    options?: { toStore?: boolean; noData?: boolean; toRecord?: boolean },
  ): Observed;
  /**
   * Hashes a file that is large, or a folder with few such files, so that it can be ended; the next {@link observe}
   * knows it.
   *
   * @param options.makes `checkout` for what is there before anything is made of it (default: `commit`)
   * @param options.toStore it is stored at the same time, where nobody watches
   */
  hashAhead(
    path: string,
    options?: { makes?: "checkout" | "commit"; toStore?: boolean; toRecord?: boolean },
  ): Promise<void>;
  /**
   * Copies a file that is large, or such files of a folder that were hashed ahead, to the cache, so that it can be ended:
   * for the {@link commit} that comes next.
   */
  storeAhead(path: string, observed: Observed): Promise<void>;
  /**
   * Copies a file that is large, or such files of a folder with few, from the cache, so that it can be ended: for the
   * {@link checkout} that comes next.
   */
  copyAhead(path: string, info: HashInfo, inside?: readonly string[]): Promise<void>;
  /** The same for many paths at once, hashed side by side where that is faster. */
  observeAll(paths: readonly string[], algorithm?: HashInfo["algorithm"]): Promise<Map<string, Observed>>;
  /** Forgets what was observed at or below a path (absolute): call it after a command has run. */
  forget(path?: string): void;
  /** What a folder object holds that is written down elsewhere (`files:` of a `.dvc` file), and may not be in the cache. */
  knowTree(info: HashInfo, tree: readonly TreeEntry[]): void;
  /** Is the object there (for a folder: it and all its files)? Unprotected objects are verified, bad ones removed. */
  has(info: HashInfo): boolean;
  /** The entries of a folder object; undefined if the object is missing. */
  readTree(info: HashInfo): readonly TreeEntry[] | undefined;
  /**
   * Stores a path's content in the cache and links it back as `cache.type` says. Free and safe when it is there
   * already, also from two processes at once. To be durable it waits for whoever syncs {@link committed}.
   * @param options.link false: store only, the workspace's file stays as it is (uncached metrics)
   * @param options.inside of a folder, store (and link) only what is there, and the folder object
   * @throws {ExpError} `full-disk`, `io`; `failed` when a file changed while it was hashed
   */
  commit(path: string, observed: Observed, options?: { link?: boolean; inside?: readonly string[] }): void;
  /** Objects that commits have named so far; absolute paths. */
  committed(): readonly string[];
  /**
   * Makes a path equal to a cache object: only what differs is touched.
   * @param options.inside of a folder, only what is at or below these paths in it
   * @throws {ExpError} `missing-data` naming the path when objects are missing (nothing is changed then)
   */
  checkout(path: string, info: HashInfo, options?: CheckoutChoice): CheckoutChange[];
  /**
   * Files below a path that are neither as wanted nor in the cache (absolute): a checkout would lose them. Without
   * `info` the path itself is to be removed.
   */
  unsavedFiles(path: string, info: HashInfo | undefined, inside?: readonly string[]): string[];
  /**
   * Removes outs that were put in place once, are as they were then, saved, and no outs any more. What was changed since,
   * or what Git tracks now, stays.
   * @param current absolute paths of all outs there are
   * @param options.force what is not in the cache (any more), too
   * @param options.dry only say what would be removed
   */
  removeDropped(
    current: ReadonlySet<string>,
    options?: { readonly force?: boolean; readonly dry?: boolean },
  ): CheckoutChange[];
  /** Replaces links by own writable copies. @throws {ExpError} `missing-data` for a symlink to nowhere */
  unprotect(path: string): void;
  /** A path (absolute) has been renamed: what is known of it is known of the new one. */
  relocate(from: string, to: string): void;
  /** The path belongs to the user now: it will not be removed as a dropped out. */
  disown(path: string): void;
  /**
   * Removes an out from the workspace.
   * @throws {ExpError} `invalid-file` for what lies outside of the repository, or holds what must not be lost
   */
  remove(path: string): void;
}

/** What is to be known of an out to keep it out of Git. */
export interface IgnoredOut {
  readonly path: string;
  readonly cache: boolean;
  readonly isUrl: boolean;
}

/** `/name` lines of cached outs in the `.gitignore` beside them. */
export interface GitIgnoreKeeper {
  /** Asks git about many outs at once, so that `add` need not ask for each. */
  prefetch(outs: readonly IgnoredOut[]): void;
  /** Adds lines for these outs unless git ignores them already; returns the `.gitignore` files touched (absolute). */
  add(outs: readonly IgnoredOut[]): string[];
  /** Takes a line away; an empty file is deleted. */
  remove(outs: readonly IgnoredOut[]): string[];
  /** Takes back what `add` did in this run. */
  rollBack(): void;
}
