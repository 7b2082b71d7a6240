import { gitFailed } from "./command.ts";
import { namesIn } from "./tracked.ts";
import type { Git, Rev } from "./types.ts";

interface WorkTreeState {
  /** Is anything staged, changed or (where asked for) untracked? */
  readonly isDirty: boolean;
  /** Files that Git neither has nor ignores, one by one; relative to the top. */
  readonly untracked: readonly string[];
}

/** Would `git switch` refuse to go to a commit, as it would overwrite what is changed or untracked here? One process. */
export function isInWayOf(git: Git, rev: Rev): boolean {
  return git.run(["read-tree", "--dry-run", "-m", "-u", "HEAD", rev], { env: { GIT_OPTIONAL_LOCKS: "0" } }).code !== 0;
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
