import type { GitPlace } from "../git/mod.ts";
import type { HostFs } from "../host/mod.ts";
import { joinPath, parentOf, relativeInside } from "./paths.ts";

/**
 * Finds the Git work tree around a folder by looking at files alone: no git process. Knows `.git` folders, `.git`
 * files (`gitdir: PATH`, of submodules and work trees) and work trees' `commondir`.
 *
 * @param root absolute, without symlinks
 */
export function findGit(fs: HostFs, root: string): GitPlace | undefined {
  for (let top = root;; top = parentOf(top)) {
    const gitDir = gitDirOf(fs, top);
    if (gitDir !== undefined) {
      const prefix = relativeInside(top, root) ?? "";
      return { top, gitDir, commonDir: commonDirOf(fs, gitDir), prefix };
    }
    if (top === "/") return undefined;
  }
}

function gitDirOf(fs: HostFs, top: string): string | undefined {
  const dotGit = joinPath(top, ".git");
  const stat = fs.stat(dotGit);
  if (stat === undefined) return undefined;
  if (stat.kind === "dir") return isGitDir(fs, dotGit) ? dotGit : undefined;
  const target = /^gitdir: (.*?)\r?\n?$/s.exec(fs.readText(dotGit))?.[1];
  if (target === undefined) return undefined;
  const gitDir = joinPath(top, target);
  return isGitDir(fs, gitDir) ? gitDir : undefined;
}

/** An empty `.git` folder is not a repository; Git itself looks for `HEAD` too. */
function isGitDir(fs: HostFs, gitDir: string): boolean {
  return fs.lstat(joinPath(gitDir, "HEAD")) !== undefined;
}

function commonDirOf(fs: HostFs, gitDir: string): string {
  const common = fs.readTextIfThere(joinPath(gitDir, "commondir"))?.trim();
  return common ? joinPath(gitDir, common) : gitDir;
}
