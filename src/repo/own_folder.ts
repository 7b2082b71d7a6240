import type { Repo } from "./types.ts";

/** Where `exp` keeps what is its own (queue, locks, samples): `.dvc/tmp/exp`, which Git ignores. */
export function ownFolder(repo: Pick<Repo, "tmpDir">): string {
  return `${repo.tmpDir}/exp`;
}

/** Makes it, readable by this user only (where a group shares the repository, by that): a task's variables may be secrets. */
export function makeOwnFolder(repo: Pick<Repo, "host" | "tmpDir">): void {
  const { fs } = repo.host;
  if (fs.exists(ownFolder(repo))) return;
  fs.makeDir(repo.tmpDir); // this one is DVC's, and may be shared
  fs.makeDir(ownFolder(repo), 0o700);
}

/** Where what follows a big dvc.lock is kept (see `LockJournal` of the pipeline). */
export function lockJournals(repo: Pick<Repo, "tmpDir">): string {
  return `${ownFolder(repo)}/locks`;
}

/** Is there a journal, or what is left of one? Every command asks, and many load no pipeline. */
export function hasLockJournals(repo: Pick<Repo, "host" | "tmpDir">): boolean {
  const { fs } = repo.host;
  return fs.listIfThere(lockJournals(repo)).length > 0;
}
