/**
 * Params files that Git ignores, edited for a run in a checkout. They may hold secrets, so they are part of no
 * experiment: in an entry's stash commit they lie where nothing is committed from, and the checkout puts them in place.
 */
import { type Git, isTracked, openGitAt, unstageFiles } from "../git/mod.ts";
import { isGitIgnored } from "../pipeline/mod.ts";
import { parentOf, relativeInside, type Repo } from "../repo/mod.ts";

/** Below the folder that holds `.dvc`. */
const KEPT_OUT = ".dvc/tmp/exp/ignored";

/**
 * What Git tracks it does not ignore, whatever the patterns say. One process, for an ignored path only.
 *
 * @param path absolute
 */
export function isKeptOut(repo: Repo, path: string): boolean {
  const inRepo = relativeInside(repo.root, path);
  if (repo.git === undefined || inRepo === undefined || !isGitIgnored(repo, inRepo, false)) return false;
  return !isTracked(openGitAt(repo.host, repo.git), path);
}

/** @param path relative to the work tree's top */
export function keptOutPath(repo: Repo, path: string): string {
  const prefix = repo.git?.prefix ?? "";
  return `${prefix === "" ? "" : `${prefix}/`}${KEPT_OUT}/${path}`;
}

/** In a fresh checkout: puts such files in place, unknown to its index. No process where there are none. */
export function placeKeptOut(git: Git, host: Repo["host"], root: string): void {
  const { fs } = host;
  const folder = `${root}/${KEPT_OUT}`;
  if (!fs.exists(folder)) return;
  unstageFiles(git, folder);
  const place = (path: string) => {
    for (const { name, kind } of fs.list(path === "" ? folder : `${folder}/${path}`)) {
      const below = path === "" ? name : `${path}/${name}`;
      if (kind === "dir") place(below);
      else {
        fs.makeDir(parentOf(`${git.top}/${below}`));
        fs.rename(`${folder}/${below}`, `${git.top}/${below}`);
      }
    }
  };
  place("");
  fs.removeTree(folder);
}
