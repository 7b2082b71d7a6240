/**
 * A lock that one process of one machine has, of all that share the folder. Two things make it: a lock of the kernel, which
 * ends with the process; and an owner's turn (owners.ts of the repository's room), which all machines see, and which stays
 * when a machine dies. Of an owner on this machine the kernel tells whether it lives, of another one nobody here can. Where
 * a file server passes the kernels' locks on, they hold off also whoever believes that a living owner is gone.
 */
import { becomeOwner, dropOwner, isHere, type Owner, readOwner, type Repo } from "../repo/mod.ts";
import { lockOwn } from "./own_files.ts";

interface SharedLock {
  readonly owner: Owner;
  release(): void;
}

/**
 * @param path of which `.lock` and `.owner` are made; its folder is there
 * @param note what the owner tells of itself
 * @returns undefined when another process has it, on whichever machine
 */
export function takeSharedLock(repo: Repo, path: string, note = ""): SharedLock | undefined {
  const { host } = repo;
  const folder = ownerFolder(path);
  const lock = lockOwn(repo, lockFile(path));
  if (lock === undefined) return undefined;
  let owner: Owner | undefined;
  try {
    owner = becomeOwner(host, folder, note);
  } finally {
    if (owner === undefined) lock.release();
  }
  if (owner === undefined) return undefined;
  const mine = owner;
  return {
    owner: mine,
    release() {
      dropOwner(host, folder, mine);
      lock.release();
    },
  };
}

/** Could it be taken? Not, for certain, while it is held; what is seen of another machine may be some seconds old. */
export function isTakeable(repo: Repo, path: string): boolean {
  if (ownerElsewhere(repo, path) !== undefined) return false;
  const lock = lockOwn(repo, lockFile(path));
  lock?.release();
  return lock !== undefined;
}

/** The owner, when it is on another machine. */
export function ownerElsewhere(repo: Repo, path: string): Owner | undefined {
  const owner = readOwner(repo.host, ownerFolder(path));
  return owner === undefined || isHere(repo.host, owner) ? undefined : owner;
}

/** What the kernel's lock is on. */
export function lockFile(path: string): string {
  return `${path}.lock`;
}

/** Where the owner's file is. */
export function ownerFolder(path: string): string {
  return `${path}.owner`;
}
