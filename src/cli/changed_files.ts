import { openGitAt, stageFiles } from "../git/mod.ts";
import { joinPath, type Repo } from "../repo/mod.ts";
import type { Context } from "./command.ts";
import { createReporter } from "./reporter.ts";

/** Stages changed files in Git (`core.autostage`), or tells the user how to. Paths relative to the current folder. */
export function tellGit(context: Context, repo: Repo, paths: readonly string[]): void {
  if (repo.git === undefined || paths.length === 0) return;
  if (repo.config.getBool("core", "autostage", false)) {
    stageFiles(openGitAt(repo.host, repo.git), paths.map((path) => joinPath(repo.cwd, path)));
    return;
  }
  createReporter(context)({ kind: "git-track-hint", paths });
}
