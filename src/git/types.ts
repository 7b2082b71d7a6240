/** Typed Git. Every call is at most one git process; count them. */

export type Rev = string; // 40 hex digits

export interface RefUpdate {
  readonly ref: string;
  /** The new value; null deletes. */
  readonly to: Rev | null;
  /** The value it must have now: `"absent"`, a rev, or undefined for any. */
  readonly from?: Rev | "absent";
  /** Reflog line; with it a reflog is made even where git would make none. */
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

/** A change to put on top of a tree: a file's new content, or its removal. Paths relative to the work tree's top. */
export interface TreeChange {
  readonly path: string;
  readonly content: { readonly bytes: Uint8Array; readonly mode: "100644" | "100755" | "120000" } | {
    readonly oid: string;
    readonly mode: string;
  } | null;
}

/** One repository's git, opened lazily. Holds at most one long-lived `cat-file --batch`. */
export interface Git extends Disposable {
  /** Resolves any rev expression to a commit; undefined if there is none. */
  resolve(expression: string): Rev | undefined;
  head(): { readonly rev: Rev | undefined; readonly branch: string | undefined };
  refs(prefix: string): Ref[];
  /** One transaction: all or none. @throws {ExpError} `conflict` when an old value does not match; retries lock contention */
  updateRefs(updates: readonly RefUpdate[]): void;
  /** File content at a rev; undefined if it is not there. */
  readFile(rev: Rev, path: string): Uint8Array | undefined;
  readFiles(requests: readonly { rev: Rev; path: string }[]): (Uint8Array | undefined)[];
  commitInfo(revs: readonly Rev[]): CommitInfo[];
  listTree(rev: Rev, path?: string): { path: string; mode: string; oid: string }[];
  /** A tree made from `base` with changes, through an index of its own; the user's index is never touched. */
  writeTree(base: Rev | undefined, changes: readonly TreeChange[]): string;
  /**
   * The tree of the work tree as it is: tracked files with their present content (deleted ones absent), what the user
   * staged, and `extra` paths added by force. The user's index file is copied, not touched.
   */
  snapshotTree(options: { extra?: readonly string[] }): { workTree: string; indexTree: string };
  commitTree(tree: string, parents: readonly Rev[], message: string): Rev;
  /** Runs any git command; for what has no method. */
  run(args: readonly string[], options?: { input?: string | Uint8Array; env?: Record<string, string>; cwd?: string }): {
    code: number;
    stdout: string;
    stderr: string;
  };
}
