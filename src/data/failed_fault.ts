import type { ExpError } from "../common/mod.ts";
import type { MoveFailure } from "../storage/mod.ts";
import { fault } from "./faults.ts";
import type { FailedObject } from "./remote.ts";

type FailedMove = Omit<FailedObject, "id">;

/**
 * The error for data that did not get through; undefined when all did. Where nothing was lacking but rights, it says so:
 * the same command would do no better.
 *
 * @param copied how many others did
 */
export function failedFault(
  { failed, copied }: { readonly failed: readonly FailedMove[]; readonly copied: number },
): ExpError | undefined {
  const [first] = failed;
  if (first === undefined) return undefined;
  const facts = { shown: first.shown, paths: failed.map(({ path }) => path), says: first.says, copied };
  return failed.every(({ isRefused }) => isRefused)
    ? fault("remote-refused/objects", facts)
    : fault("remote-failed/objects", facts);
}

/** The error for objects that nobody can look for; undefined when there are none. */
export function unseenFault(unseen: readonly FailedMove[]): ExpError | undefined {
  const [first] = unseen;
  if (first === undefined) return undefined;
  const facts = { shown: first.shown, paths: unseen.map(({ path }) => path), says: first.says };
  return unseen.every(({ isRefused }) => isRefused)
    ? fault("remote-refused/unseen", facts)
    : fault("remote-failed/unseen", facts);
}

export function failedMove({ path, kind, says }: MoveFailure, shown: string): FailedMove {
  return { path, says, isRefused: kind === "refused", shown };
}
