/** Typed Git. Every call says how many git processes it costs; most cost one, some none. */

export type Rev = string; // 40 hex digits (64 in a SHA-256 repository)

/** Where a work tree and its git folders are. */
export interface GitPlace {
  /** The work tree's top folder; absolute. */
  readonly top: string;
  /** This work tree's git folder (`.git`, or where a `.git` file points to). */
  readonly gitDir: string;
  /** The folder with `refs`, `objects` and `logs`, shared by all work trees. */
  readonly commonDir: string;
  /** `root` relative to `top` with `/`; `""` when they are the same. */
  readonly prefix: string;
}

export interface RefUpdate {
  readonly ref: string;
  /** The new value; null deletes. */
  readonly to: Rev | null;
  /** The value it must have now: `"absent"`, a rev, or undefined for any. */
  readonly from?: Rev | "absent";
  /** Reflog line; with it a reflog is made even where git would make none. At most one text per transaction. */
  readonly log?: string;
}

export interface CommitInfo {
  readonly rev: Rev;
  readonly tree: string;
  readonly parents: readonly Rev[];
  readonly message: string;
  readonly authorTimeMs: number;
  readonly commitTimeMs: number;
}

export interface Ref {
  readonly name: string;
  readonly rev: Rev;
}

/** A ref with the commit that it stands for, where it is an annotated tag. */
export interface PeeledRef extends Ref {
  readonly isSymbolic: boolean;
}

/** A change to put on top of a tree: a file's new content, or its removal. Paths relative to the work tree's top. */
export interface TreeChange {
  readonly path: string;
  readonly content: { readonly bytes: Uint8Array; readonly mode: "100644" | "100755" | "120000" } | {
    readonly oid: string;
    readonly mode: string;
  } | null;
}

/** A commit to be made by `createCommits`. */
export interface CommitSpec {
  /** Tree to start from (a tree's id). */
  readonly tree: string;
  readonly changes: readonly TreeChange[];
  /** Ids, or the positions of earlier commits in the same call. */
  readonly parents: readonly (Rev | number)[];
  readonly message: string;
}

/** `Name <address> seconds zone`, as git writes it into commits and reflogs. */
export interface Identity {
  readonly author: string;
  readonly committer: string;
}

export interface GitObject {
  readonly oid: string;
  readonly type: "commit" | "tree" | "blob" | "tag";
  readonly bytes: Uint8Array;
}

export interface GitTreeEntry {
  readonly path: string;
  readonly mode: string;
  readonly oid: string;
}

export interface GitResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly input?: string | Uint8Array;
  readonly env?: Record<string, string | undefined>;
  readonly cwd?: string;
  /** See host/process.ts. */
  readonly durable?: string;
  /** Writes what counts only from a later sync on: objects that a synced ref is going to lead to; see command.ts. */
  readonly unflushed?: boolean;
  /** Forces the index to the disk, too: it is the user's. */
  readonly syncsIndex?: boolean;
}

export interface TalkOptions {
  readonly input?: string;
  /** Ends git, and what it has started. */
  readonly signal?: AbortSignal | undefined;
}

export interface CommitOptions {
  /** The committer's time; default: now. */
  readonly timeMs?: number | undefined;
  /** The store of a repository that this one, a checkout of our own, borrows objects from; default: its own. */
  readonly objectDir?: string | undefined;
}

/** A commit, and whether there was none such before; false where that cannot be told. */
export interface MadeCommit {
  readonly rev: Rev;
  readonly isNew: boolean;
}

/** What `snapshotTree` saw. */
export interface Snapshot {
  /** The tree of the work tree. */
  readonly workTree: string;
  /** The tree of the index as the user left it; only when asked for, else the same as `workTree`. */
  readonly indexTree: string;
}

/** One repository's git, opened lazily. */
export interface Git extends Disposable {
  /** The work tree's top folder; absolute. */
  readonly top: string;
  readonly gitDir: string;
  /** The folder with `refs`, `objects` and `logs`. */
  readonly commonDir: string;
  /** Resolves any rev expression to a commit; undefined if there is none. One process (none for HEAD and full refs). */
  resolve(expression: string): Rev | undefined;
  /** No process, where refs are files. */
  head(): { readonly rev: Rev | undefined; readonly branch: string | undefined };
  /** A full ref's value (symbolic ones followed); undefined if there is none. No process, where refs are files. */
  readRef(name: string): Rev | undefined;
  /** Refs at or below prefixes, by name. Symbolic refs are left out. One process; none for few refs that are files. */
  refs(...prefixes: readonly string[]): Ref[];
  /** As `refs`, without those of some names: where few others are left, no process is needed. */
  refsBut(names: ReadonlySet<string> | undefined, prefixes: readonly string[]): Ref[];
  /** The same, symbolic ones too, and tags by their commits. */
  peeledRefs(...prefixes: readonly string[]): PeeledRef[];
  /**
   * One transaction: all or none; retries lock contention. With `isSyncedLater` what is in the refs is on its way to the
   * disk, and there after `syncRefs` of any of them: for many, one flush in place of one each.
   *
   * @throws {ExpError} `conflict` when an old value does not match
   */
  updateRefs(updates: readonly RefUpdate[], options?: { readonly isSyncedLater?: boolean }): void;
  /** Forces the names of refs, or their absence, to the disk; git does so for what is in them. */
  syncRefs(names: readonly string[]): void;
  /** Objects by any name git understands, in order, in one process; undefined for what is not there. */
  readObjects(names: readonly string[]): (GitObject | undefined)[];
  /** File content at a rev; undefined if it is not there. */
  readFile(rev: Rev, path: string): Uint8Array | undefined;
  readFiles(requests: readonly { rev: Rev; path: string }[]): (Uint8Array | undefined)[];
  commitInfo(revs: readonly Rev[]): CommitInfo[];
  /** Files of a tree, recursively; paths relative to the work tree's top. */
  listTree(rev: Rev, path?: string): GitTreeEntry[];
  /** Paths in the index that an unfinished merge left in conflict. One process. */
  unmergedPaths(): string[];
  /**
   * Untracked files that no ignore rule names. One process.
   * @param options.repositories other repositories that lie inside, too: as folders, with a slash at the end
   */
  untrackedPaths(options?: { readonly repositories?: boolean }): string[];
  /** A tree made from `base` with changes; the user's index is never touched. */
  writeTree(base: Rev, changes: readonly TreeChange[]): string;
  /**
   * The tree of the work tree as it is: tracked files with their present content (deleted ones absent), what the user
   * staged, untracked files named in `extra` unless git ignores them, and those in `force` in any case. The user's
   * index file is copied, not touched.
   * @param objectDir write new objects there (another repository's `objects` folder)
   * @param index a private index that is kept between snapshots: paths that were added once need not be named again
   */
  snapshotTree(
    options: {
      extra?: readonly string[];
      force?: readonly string[];
      withIndex?: boolean;
      objectDir?: string;
      index?: string;
    },
  ): Snapshot;
  /** One process. */
  commitTree(tree: string, parents: readonly Rev[], message: string, options?: CommitOptions): MadeCommit;
  /** See commit_tree.ts. */
  commitCheckout(
    objectDir: string,
    commit: { readonly extra: readonly string[]; readonly parent: Rev; readonly message: string },
  ): MadeCommit | undefined;
  /** One process, the first time. */
  identity(): Identity;
  /** Makes many commits in one pass (one process, and one for the identity), durable on return. No ref points at them yet. */
  createCommits(specs: readonly CommitSpec[]): Rev[];
  /** Runs any git command: for this room alone, whose functions say what is asked. */
  run(args: readonly string[], options?: RunOptions): GitResult;
  /** The same of one that talks to another machine, and so may take long. @throws {ExpError} `interrupted` */
  talk(args: readonly string[], options?: TalkOptions): Promise<GitResult>;
}
