import type { Host } from "../host/mod.ts";
import { gitFailed } from "./command.ts";
import { withIndexCopy } from "./snapshot.ts";
import { namesIn } from "./tracked.ts";
import type { Git, Rev } from "./types.ts";

interface WorkTreeState {
  /** Is anything staged, changed or (where asked for) untracked? */
  readonly isDirty: boolean;
  /** Files that Git neither has nor ignores, one by one; relative to the top. */
  readonly untracked: readonly string[];
}

/** Would `git switch` refuse to go to a commit, as it would overwrite what is changed or untracked here? Two processes. */
export function isInWayOf(host: Host, git: Git, rev: Rev): boolean {
  return withIndexCopy(host, git.gitDir, (index) => {
    const env = { GIT_INDEX_FILE: index };
    git.run(["update-index", "-q", "--refresh"], { env }); // what was only touched is in nobody's way
    return git.run(["read-tree", "--dry-run", "-m", "-u", "HEAD", rev], { env }).code !== 0;
  });
}

/** What `git status` says. The user's index is not refreshed. One process. */
export function workTreeState(git: Git, options: { readonly untracked: boolean }): WorkTreeState {
  const files = options.untracked ? "all" : "no";
  const args = ["status", "--porcelain=v1", "-z", "--no-renames", `--untracked-files=${files}`];
  const result = git.run(args, { env: { GIT_OPTIONAL_LOCKS: "0" } });
  if (result.code !== 0) throw gitFailed(args, result);
  const lines = namesIn(result.stdout);
  const untracked = lines.filter((line) => line.startsWith("?? ")).map((line) => line.slice(3));
  return { isDirty: lines.length > 0, untracked };
}
