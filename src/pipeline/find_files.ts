/** Which files of a project are pipeline files, and which may not be. */
import type { ExpError } from "../common/mod.ts";
import { createGitIgnored, nameOf, type Repo } from "../repo/mod.ts";
import { absolutePath, displayPath, type RepoPath } from "../stage/mod.ts";
import { fault } from "./faults.ts";

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
 *
 * @throws {MachineError} `in-the-way` where a pipe stands for a `.gitattributes`
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
    const entries = repo.host.fs.listIfThere(absolutePath(repo, folder));
    if (folder !== "" && entries.some((entry) => entry.name === ".dvc" && entry.kind === "dir")) return;
    const files: RepoPath[] = [];
    const folders: RepoPath[] = [];
    for (const entry of entries) {
      const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
      if (entry.kind === "dir") {
        if (entry.name !== ".git" && entry.name !== ".dvc") folders.push(path);
      } else if ((isPipelineFileName(path) || isDataFileName(path)) && !isPassedOver(path, false)) {
        files.push(path);
      } else if (entry.kind === "other" && entry.name === ".gitattributes" && repo.git) {
        repo.host.fs.readTextIfThere(absolutePath(repo, path)); // says what it is; git would open it, and wait
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
  if (repo.ignore.isIgnored(file, false)) throw fault("invalid-file/dvcignored", { file, path });
  if (!isPipelineFileName(file) && !isDataFileName(file)) {
    throw fault("invalid-target/no-pipeline-file", { shown: displayPath(repo, file), name: nameOf(file) });
  }
  if (isGitIgnored(repo, file, false)) throw ignoredByGit(repo, file, false);
}

/** @throws {ExpError} when Git ignores a dvc.lock, there or not: no commit could hold what its stages have made */
export function checkLockIsUsable(repo: Repo, file: RepoPath): void {
  if (isGitIgnored(repo, file, false)) throw ignoredByGit(repo, file, true);
}

function ignoredByGit(repo: Repo, file: RepoPath, isLock: boolean): ExpError {
  return fault("invalid-file/git-ignored", {
    file,
    shown: displayPath(repo, file),
    path: absolutePath(repo, file),
    isLock,
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
