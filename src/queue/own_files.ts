/**
 * Files that the queue writes and reads by itself. What stands in the place of one (a folder, a link that leads nowhere)
 * is never worth more than the queue: it counts as nothing when it is read, and is put aside when the file is written.
 */
import { type FileLock, isInTheWay, type WriteOptions } from "../host/mod.ts";
import type { Repo } from "../repo/mod.ts";

/** The text; undefined where there is no file that can be read. */
export function readOwn(repo: Repo, path: string): string | undefined {
  try {
    return repo.host.fs.readTextIfThere(path);
  } catch (error) {
    if (isInTheWay(error)) return undefined;
    throw error;
  }
}

/** Atomic, as `HostFs.writeAtomic`. */
export function writeOwn(repo: Repo, path: string, data: string, options?: WriteOptions): void {
  const { fs } = repo.host;
  try {
    fs.writeAtomic(path, data, options);
  } catch (error) {
    if (fs.lstat(path)?.kind !== "dir") throw error;
    putAside(repo, path);
    fs.writeAtomic(path, data, options);
  }
}

/** No error if there is none. */
export function removeOwn(repo: Repo, path: string): void {
  if (repo.host.fs.lstat(path)?.kind === "dir") putAside(repo, path);
  else repo.host.fs.remove(path);
}

/** A lock, as `HostFs.tryLock`; a folder in its place is put aside, for nobody can hold that. */
export function lockOwn(repo: Repo, path: string): FileLock | undefined {
  try {
    return repo.host.fs.tryLock(path);
  } catch (error) {
    if (repo.host.fs.lstat(path)?.kind !== "dir") throw error;
    putAside(repo, path);
    return repo.host.fs.tryLock(path);
  }
}

/** Makes room for a file that another program is to write. */
export function clearWay(repo: Repo, path: string): void {
  if (repo.host.fs.lstat(path)?.kind === "dir") putAside(repo, path);
}

/** A file that its owner alone may read (see `ONE_USER`), and that is not ours: of a group that shares the repository. */
export function isOfAnotherUser(repo: Repo, path: string): boolean {
  return repo.host.fs.glance(path)?.mode === ONE_USER && readOwn(repo, path) === undefined;
}

/** Permissions of what nobody else may read, in a repository that a group shares, too. */
export const ONE_USER = 0o600;

/** Renames something that cannot be understood, for people to look at. */
export function putAside(repo: Repo, path: string): void {
  const { fs, random } = repo.host;
  const aside = `${path}.broken`;
  fs.rename(path, fs.lstat(aside) === undefined ? aside : `${aside}-${random.hex(4)}`);
}
