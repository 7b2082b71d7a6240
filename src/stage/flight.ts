/** Single flight: of several runs of the same work on this machine one goes ahead, the others wait. */
import { type FileLock, MachineError } from "../host/mod.ts";
import type { Repo, RepoLock } from "../repo/mod.ts";
import { fault } from "./faults.ts";

interface Flight {
  /** Somebody else was first: there may be a result now. */
  readonly hasWaited: boolean;
  release(): void;
}

const POLL_MS = 50;
const ALONE: Flight = { hasWaited: false, release: () => {} };

/**
 * Takes the lock of one piece of work, waiting for whoever has it. The kernel frees the locks of the dead, so a crash
 * only lets the next one go ahead.
 * @param file the lock, absolute, in a folder that exists; undefined where none can be: then nobody waits
 */
export async function holdFlight(
  repo: Repo,
  file: string | undefined,
  options: { pause: Pick<RepoLock, "pauseFor">; isStopped: () => boolean; onWait: () => void },
): Promise<Flight> {
  const { fs, clock } = repo.host;
  if (file === undefined) return ALONE;
  const take = (): FileLock | undefined => {
    const lock = fs.tryLock(file);
    if (lock && !fs.exists(file)) { // its holder has just ended and taken the file with it
      lock.release();
      return undefined;
    }
    return lock;
  };
  const release = (lock: FileLock) => () => {
    fs.remove(file);
    lock.release();
  };
  let first: FileLock | undefined;
  try {
    first = take();
  } catch (error) {
    // another user's, or a folder that only they may write: it says nothing that could be waited for
    if (error instanceof MachineError && error.refusal !== "full-disk") return ALONE;
    throw error;
  }
  if (first) return { hasWaited: false, release: release(first) };
  options.onWait();
  const lock = await options.pause.pauseFor(async () => {
    for (;;) {
      await clock.sleep(POLL_MS);
      if (options.isStopped()) throw fault("interrupted/waiting-for-run", {});
      const taken = take();
      if (taken) return taken;
    }
  });
  return { hasWaited: true, release: release(lock) };
}
