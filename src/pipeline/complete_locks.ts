/** dvc.lock files as a run that was killed would have left them. */
import { ExpError } from "../common/mod.ts";
import { hasLockJournals, type Repo, withRepoLock } from "../repo/mod.ts";
import { LockFile } from "./lock_file.ts";
import { sweepJournals } from "./lock_journal.ts";

/**
 * Writes what is in journals only into its dvc.lock, for Git and DVC, who do not read journals. Where it cannot be done
 * (another process is at work, which does it itself; the disk may only be read) it is left: whoever reads a dvc.lock here
 * reads its journal.
 */
export async function completeLocks(repo: Repo): Promise<void> {
  if (!hasLockJournals(repo)) return;
  try {
    await withRepoLock(repo, { wait: "none" }, () => {
      sweepJournals(repo, (file) => LockFile.read(repo, file).catchUp());
      return Promise.resolve();
    });
  } catch (error) {
    if (!(error instanceof ExpError)) throw error;
  }
}
