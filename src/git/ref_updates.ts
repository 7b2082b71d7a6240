import type { ExpError } from "../common/mod.ts";
import type { Host } from "../host/mod.ts";
import { type GitCommand, gitFailed, heldLock } from "./command.ts";
import { fault } from "./faults.ts";
import { inRefFolder } from "./ref_folder.ts";
import { breakDeadLocks, guardRefs } from "./ref_guard.ts";
import type { GitResult, RefUpdate, Rev } from "./types.ts";

/** The exit code of a program that SIGKILL ended. */
const KILLED = 128 + 9;

/** Some seconds, as each round waits for some time, and git itself for two seconds. */
const ROUNDS_BETWEEN_LOOKS = 2;

/** How long another process's lock on a ref is waited for, in all. */
const PATIENCE_MS = 20_000;

/** Where refs are changed. */
interface RefPlace {
  readonly commonDir: string;
  /** Not in git's newer binary format. */
  readonly areFiles: boolean;
  /** Who asks forces them to the disk later. */
  readonly unflushed: boolean;
  read(name: string): string | undefined;
  /** The error for a commit that is not there. */
  commitGone(rev: Rev): ExpError;
  /** Told once of a lock of another process that is waited for. */
  readonly onWait?: TellLock | undefined;
}

/** @param lock its file */
export type TellLock = (lock: string) => void;

/**
 * Applies updates as one transaction; waits for locks of other processes and breaks those of the dead only. A git that
 * is killed in the middle has done a part of it: the rest is done by another one.
 */
export function updateRefs(host: Host, git: GitCommand, place: RefPlace, updates: readonly RefUpdate[]): void {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const left = attempt === 0 ? updates : updates.filter(({ ref, to }) => place.read(ref) !== (to ?? undefined));
    if (left.length === 0) return;
    const wasKilled = guardRefs(host, place.commonDir, (breakLocks) => {
      const killed = applyUpdates(host, git, place, left);
      if (killed) breakLocks();
      return killed;
    });
    if (!wasKilled) return;
  }
  throw fault("git-failed/killed", {});
}

const ATTEMPTS = 3;

/** @returns whether git was killed meanwhile */
function applyUpdates(host: Host, git: GitCommand, place: RefPlace, updates: readonly RefUpdate[]): boolean {
  const { commonDir, unflushed } = place;
  const zero = "0".repeat((updates.find((u) => u.to !== null)?.to ?? updates[0]?.from ?? "").length === 64 ? 64 : 40);
  const logged = updates.filter((update) => update.log !== undefined);
  const args = ["update-ref"];
  if (logged.length > 0) {
    args.push("-m", logged[0]?.log ?? "");
    // --create-reflog would give every ref of the transaction a reflog; an empty one that is there already is used
    if (place.areFiles) { for (const update of logged) makeEmptyLog(host, `${commonDir}/logs/${update.ref}`); }
    else args.push("--create-reflog");
  }
  const single = singleUpdate(updates, zero);
  const [changes, input] = single === undefined
    ? [["--stdin"], { input: updates.map((update) => line(update, zero)).join("") }]
    : [single, {}];
  const result = pastLocks(
    host,
    place,
    () => git.text([...args, ...changes], { ...input, durable: "refs", unflushed }),
  );
  if (result.code === 0) return false;
  if (result.code === KILLED) return true;
  const ref = /cannot lock ref '([^']+)'/.exec(result.stderr)?.[1];
  if (
    ref !== undefined &&
    /but expected|already exists|unable to resolve reference|reference is missing/.test(result.stderr)
  ) {
    throw fault("conflict/ref", { ref });
  }
  const gone = /nonexistent object ([0-9a-f]{40,64})/.exec(result.stderr)?.[1];
  throw gone === undefined ? gitFailed(args, result) : place.commitGone(gone);
}

/**
 * Runs a git that changes refs until no lock of another process is in its way, for a while; locks of the dead are broken.
 */
export function pastLocks(
  host: Host,
  { commonDir, onWait }: Pick<RefPlace, "commonDir" | "onWait">,
  run: () => GitResult,
): GitResult {
  const deadline = host.clock.monotonic() + PATIENCE_MS;
  for (let round = 1;; round++) {
    const result = run();
    const lock = heldLock(result.stderr);
    if (lock === undefined || host.clock.monotonic() >= deadline) return result;
    if (round === 1) onWait?.(lock);
    host.clock.sleepSync(20 + Math.floor(host.random.next() * 80));
    if (round % ROUNDS_BETWEEN_LOOKS === 0) breakDeadLocks(host, commonDir);
  }
}

/** One ref's new value as arguments, which spares the process that feeds a standard input. (`-d` has other errors.) */
function singleUpdate([update, ...more]: readonly RefUpdate[], zero: string): string[] | undefined {
  if (update === undefined || update.to === null || more.length > 0) return undefined;
  return line(update, zero).trimEnd().split(" ").slice(1);
}

function line(update: RefUpdate, zero: string): string {
  const old = update.from === undefined ? "" : ` ${update.from === "absent" ? zero : update.from}`;
  return update.to === null ? `delete ${update.ref}${old}\n` : `update ${update.ref} ${update.to}${old}\n`;
}

function makeEmptyLog(host: Host, path: string): void {
  if (host.fs.exists(path)) return;
  inRefFolder(host.fs, path, () => host.fs.createNew(path, ""));
}
