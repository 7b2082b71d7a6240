import { openGitAt, stageFiles, unstageFiles } from "../git/mod.ts";
import { joinPath, type Repo } from "../repo/mod.ts";
import type { Context } from "./command.ts";
import { createReporter } from "./reporter.ts";

/**
 * Stages changed files in Git (`core.autostage`), or tells the user how to. Paths relative to the current folder.
 *
 * @param removed files that are gone
 */
export function tellGit(
  context: Context,
  repo: Repo,
  paths: readonly string[],
  removed: readonly string[] = [],
): void {
  if (repo.git === undefined || paths.length + removed.length === 0) return;
  if (repo.config.getBool("core", "autostage", false)) {
    const git = openGitAt(repo.host, repo.git);
    stageFiles(git, paths.map((path) => joinPath(repo.cwd, path)));
    for (const path of removed) unstageFiles(git, joinPath(repo.cwd, path));
    return;
  }
  createReporter(context)({ kind: "git-track-hint", paths: [...paths, ...removed].sort() });
}
