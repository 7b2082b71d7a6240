import { fault } from "./faults.ts";
import type { HostFs } from "../host/mod.ts";
import { globPattern } from "../pipeline/mod.ts";
import { joinPath, type Repo } from "../repo/mod.ts";

/**
 * The paths that a `--glob` target stands for, sorted, spelled as the pattern is (relative to the current folder unless it
 * is absolute). As a shell has it: `*` and `?` stay within a part of the path and pass over hidden names, `**` is any
 * number of folders, and a slash at the end means folders only. Without such signs it is the path itself.
 *
 * @throws {ExpError} `not-found` when nothing matches
 */
export function pathsMatching(repo: Repo, target: string): string[] {
  const parts = target.split("/");
  const isFolderOnly = parts.length > 1 && parts.at(-1) === "";
  const wanted = parts.filter((part, i) => part !== "" || i === 0);
  let found = wanted[0] === "" ? ["/"] : [""];
  for (const [i, part] of wanted.entries()) {
    if (part === "") continue;
    const isLast = i === wanted.length - 1;
    found = found.flatMap((folder) => matchPart(repo, folder, part, isLast && !isFolderOnly));
  }
  if (isFolderOnly) found = found.filter((path) => isFolder(repo, path)).map((path) => path.replace(/\/*$/, "/"));
  const paths = [...new Set(found.filter((path) => path !== ""))].sort();
  if (paths.length === 0) throw fault("not-found/glob", { pattern: target });
  return paths;
}

/** @param files are files asked for, too (in the last part of the pattern)? */
function matchPart(repo: Repo, folder: string, part: string, files: boolean): string[] {
  const { fs } = repo.host;
  const join = (name: string) => folder === "" || folder.endsWith("/") ? folder + name : `${folder}/${name}`;
  if (part === "**") return isFolder(repo, folder) ? [folder, ...below(repo, folder, files)] : [];
  if (!/[*?[]/.test(part)) return fs.lstat(joinPath(repo.cwd, join(part))) === undefined ? [] : [join(part)];
  const matcher = globPattern(part);
  return namesIn(fs, joinPath(repo.cwd, folder))
    .filter((name) => matcher.test(name) && (part.startsWith(".") || !name.startsWith("."))).map(join)
    .filter((path) => files || isFolder(repo, path));
}

/** All folders below one, hidden ones and links left out; with `files` the files, too. */
function below(repo: Repo, folder: string, files: boolean): string[] {
  return namesIn(repo.host.fs, joinPath(repo.cwd, folder)).filter((name) => !name.startsWith(".")).flatMap((name) => {
    const path = folder === "" || folder.endsWith("/") ? folder + name : `${folder}/${name}`;
    const kind = repo.host.fs.lstat(joinPath(repo.cwd, path))?.kind;
    if (kind === "dir") return [path, ...below(repo, path, files)];
    return files || (kind === "link" && isFolder(repo, path)) ? [path] : [];
  });
}

function isFolder(repo: Repo, path: string): boolean {
  return repo.host.fs.stat(joinPath(repo.cwd, path))?.kind === "dir";
}

function namesIn(fs: HostFs, folder: string): string[] {
  return fs.listIfThere(folder).map(({ name }) => name);
}
