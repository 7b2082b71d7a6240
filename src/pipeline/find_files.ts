/** Which files of a project are pipeline files, and which may not be. */
import { ExpError } from "../common/errors.ts";
import { createGitIgnored } from "../repo/git_ignored.ts";
import { nameOf } from "../repo/paths.ts";
import type { Repo } from "../repo/types.ts";
import { absolutePath, displayPath } from "../stage/paths.ts";
import type { RepoPath } from "../stage/types.ts";

export function isPipelineFileName(path: string): boolean {
  return nameOf(path) === "dvc.yaml";
}

/** `data.csv.dvc`; the folder `.dvc` is none. */
export function isDataFileName(path: string): boolean {
  const name = nameOf(path);
  return name.endsWith(".dvc") && name.length > 4;
}

/**
 * Walks a folder for dvc.yaml and `.dvc` files, root first, in the order in which the file system lists them (as DVC
 * does: its graphs show that order), calling `visit` with those of one folder at a time; it answers with the outs in
 * them, whose folders are not entered. What is ignored (by `.dvcignore` or by Git), `.git`, `.dvc` and other projects
 * inside this one are skipped.
 */
export async function walkPipelineFiles(
  repo: Repo,
  start: RepoPath,
  visit: (files: readonly RepoPath[]) => Promise<readonly string[]>,
): Promise<void> {
  const outs = new Set<string>();
  const isPassedOver = (path: RepoPath, isDir: boolean) =>
    repo.ignore.isIgnored(path, isDir) || isGitIgnored(repo, path, isDir);
  const walk = async (folder: RepoPath): Promise<void> => {
    const entries = repo.host.fs.list(absolutePath(repo, folder));
    if (folder !== "" && entries.some((entry) => entry.name === ".dvc" && entry.kind === "dir")) return;
    const files: RepoPath[] = [];
    const folders: RepoPath[] = [];
    for (const entry of entries) {
      const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
      if (entry.kind === "dir") {
        if (entry.name !== ".git" && entry.name !== ".dvc") folders.push(path);
      } else if ((isPipelineFileName(path) || isDataFileName(path)) && !isPassedOver(path, false)) {
        files.push(path);
      }
    }
    for (const out of await visit(files)) outs.add(out);
    for (const path of folders) {
      if (!outs.has(path) && !isPassedOver(path, true)) await walk(path);
    }
  };
  await walk(start);
}

/** @throws {ExpError} when a file that was asked for is not there, or is hidden by an ignore file */
export function checkFileIsUsable(repo: Repo, file: RepoPath): void {
  const path = absolutePath(repo, file);
  if (repo.ignore.isIgnored(file, false)) {
    throw new ExpError("invalid-file", `${file} is ignored by .dvcignore`, { dvcMessage: `'${path}' is dvc-ignored` });
  }
  if (!isPipelineFileName(file) && !isDataFileName(file)) {
    throw new ExpError("invalid-target", `${displayPath(repo, file)} is no pipeline file`, {
      hint: "pipelines are in files called dvc.yaml",
      dvcMessage: `bad DVC file name '${displayPath(repo, file)}'. DVC files should be named 'dvc.yaml' ` +
        `or have a '.dvc' suffix (e.g. '${nameOf(file)}.dvc').`,
    });
  }
  if (isGitIgnored(repo, file, false)) throw ignoredByGit(file, `bad DVC file name '${displayPath(repo, file)}'`);
}

/** @throws {ExpError} when Git ignores a dvc.lock, there or not: no commit could hold what its stages have made */
export function checkLockIsUsable(repo: Repo, file: RepoPath): void {
  if (isGitIgnored(repo, file, false)) throw ignoredByGit(file, `'${absolutePath(repo, file)}'`);
}

function ignoredByGit(file: RepoPath, asDvc: string): ExpError {
  return new ExpError("invalid-file", `${file} is ignored by Git`, {
    hint: "take the pattern out of .gitignore: a pipeline that Git does not keep cannot be reproduced",
    dvcMessage: `${asDvc} is git-ignored.`,
  });
}

/** One reader of ignore files a repository: what it has read stays as it was. */
const readers = new WeakMap<Repo, (path: string, isDir: boolean) => boolean>();

/** Does Git ignore a path, or a folder above it? Outside of Git nothing is ignored. */
export function isGitIgnored(repo: Repo, path: RepoPath, isDir: boolean): boolean {
  const { git } = repo;
  if (git === undefined) return false;
  let reader = readers.get(repo);
  if (reader === undefined) {
    reader = createGitIgnored(repo.host, git);
    readers.set(repo, reader);
  }
  return reader(git.prefix === "" ? path : `${git.prefix}/${path}`, isDir);
}
