/**
 * Lists of tasks that a change of several files has been begun for: whoever finds an id in one knows that its owner may
 * have died half-way. Written and cleared under the queue's lock.
 */
import type { Repo } from "../repo/mod.ts";
import { ownFolder } from "./layout.ts";
import { readOwn, removeOwn, writeOwn } from "./own_files.ts";

/** `unannounced`: pinned, and perhaps not yet told to DVC. `removing`: its pin goes first, the rest follows. */
export type Mark = "unannounced" | "removing";

export function readMarks(repo: Repo, mark: Mark): ReadonlySet<string> {
  return new Set((readOwn(repo, fileOf(repo, mark)) ?? "").split("\n").filter(Boolean));
}

/** @param sync whether a power cut must not undo it */
export function addMarks(repo: Repo, mark: Mark, ids: readonly string[], sync = false): void {
  const all = new Set([...readMarks(repo, mark), ...ids]);
  writeOwn(repo, fileOf(repo, mark), `${[...all].join("\n")}\n`, { sync });
}

export function clearMarks(repo: Repo, mark: Mark): void {
  removeOwn(repo, fileOf(repo, mark));
}

function fileOf(repo: Repo, mark: Mark): string {
  return `${ownFolder(repo)}/${mark}`;
}
