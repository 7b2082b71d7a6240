/** Trees put into the work tree, and what differs there. Each writes through an index that it is told of. */
import type { Host } from "../host/mod.ts";
import { gitFailed } from "./command.ts";
import { withIndexCopy } from "./snapshot.ts";
import { namesIn } from "./tracked.ts";
import type { Git, Rev, RunOptions } from "./types.ts";

/**
 * Turns the work tree from one tree into another, through an index of its own that knows all present files, so that only
 * files that differ are written.
 *
 * @param present the work tree as it is
 * @param forget paths that stay as they are, though `target` lacks them
 */
export function checkOutTree(host: Host, git: Git, present: Rev, target: Rev, forget: readonly string[] = []): void {
  withIndexCopy(host, git.gitDir, (index) => {
    const env = { GIT_INDEX_FILE: index };
    readIntoIndex(git, present, { env });
    if (forget.length > 0) {
      must(git, ["update-index", "--force-remove", "-z", "--stdin"], { env, input: `${forget.join("\0")}\0` });
    }
    must(git, ["read-tree", "--reset", "-u", target], { env });
  });
}

/** The user's index becomes a commit's; the work tree stays. */
export function resetIndex(git: Git, rev: Rev): void {
  readIntoIndex(git, rev, { syncsIndex: true });
}

function readIntoIndex(git: Git, rev: Rev, options: RunOptions): void {
  must(git, ["read-tree", "--reset", rev], options);
  const args = ["update-index", "-q", "--refresh"];
  const result = git.run(args, options);
  if (result.code > 1) throw gitFailed(args, result); // 1: files differ
}

/** Makes index and work tree of a fresh checkout equal to a commit, but for paths that are left out. */
export function fillWorkTree(git: Git, rev: Rev, without: readonly string[]): void {
  must(git, ["read-tree", "--reset", "-u", rev]);
  if (without.length === 0) return;
  // from the index too, so that it is in nobody's status and in no experiment
  const args = ["rm", "-q", "-f", "--ignore-unmatch", "--", ...without];
  must(git, args, { env: { GIT_LITERAL_PATHSPECS: "1" } });
}

/** Paths that are staged and that a commit does not have. */
export function stagedAdditions(git: Git, rev: Rev): string[] {
  return namesIn(must(git, ["diff-index", "--cached", "--name-only", "-z", "--diff-filter=A", rev]));
}

/** Files of a commit that differ in the work tree, and those staged anew that it does not have. */
export function changedSince(host: Host, git: Git, rev: Rev): string[] {
  const added = stagedAdditions(git, "HEAD");
  const known = new Set(git.listTree(rev).map((entry) => entry.path));
  const changed = withIndexCopy(host, git.gitDir, (index) => {
    const env = { GIT_INDEX_FILE: index };
    must(git, ["read-tree", "--reset", rev], { env });
    must(git, ["add", "-u"], { env });
    return namesIn(must(git, ["diff-index", "--cached", "--name-only", "-z", rev], { env }));
  });
  return [...changed, ...added.filter((path) => !known.has(path))];
}

function must(git: Git, args: readonly string[], options?: RunOptions): string {
  const result = git.run(args, options);
  if (result.code !== 0) throw gitFailed(args, result);
  return result.stdout;
}
