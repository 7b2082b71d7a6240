import type { Repo } from "../repo/mod.ts";
import { taskFolder } from "./layout.ts";
import { readOwn, removeOwn, writeOwn } from "./own_files.ts";

/** A word left in a running task's folder, for the drain that runs it. */
type Kill = "gentle" | "force";

export function requestKill(repo: Repo, id: string, kill: Kill): void {
  writeOwn(repo, `${taskFolder(repo, id)}/kill`, kill);
}

export function readKillRequest(repo: Repo, id: string): Kill | undefined {
  const text = readOwn(repo, `${taskFolder(repo, id)}/kill`);
  return text === undefined ? undefined : text === "force" ? "force" : "gentle";
}

export function clearKillRequest(repo: Repo, id: string): void {
  removeOwn(repo, `${taskFolder(repo, id)}/kill`);
}
