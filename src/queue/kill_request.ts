import { MachineError } from "../host/mod.ts";
import type { Repo } from "../repo/mod.ts";
import { taskFolder } from "./layout.ts";
import { readOwn, removeOwn, writeOwn } from "./own_files.ts";

/** A word left in a running task's folder, for the drain that runs it. */
type Kill = "gentle" | "force";

export function requestKill(repo: Repo, id: string, kill: Kill): void {
  writeOwn(repo, `${taskFolder(repo, id)}/kill`, kill);
}

/**
 * Makes the file that will be looked at: over a network a machine believes for up to a minute that a name is not there,
 * while a file that is there is opened as it is now.
 */
export function expectKillRequest(repo: Repo, id: string): void {
  try {
    repo.host.fs.createNew(`${taskFolder(repo, id)}/kill`, "");
  } catch (error) {
    if (!(error instanceof MachineError)) throw error; // a full disk: then a request is seen later
  }
}

export function readKillRequest(repo: Repo, id: string): Kill | undefined {
  const text = readOwn(repo, `${taskFolder(repo, id)}/kill`) ?? "";
  return text === "" ? undefined : text === "force" ? "force" : "gentle";
}

export function clearKillRequest(repo: Repo, id: string): void {
  removeOwn(repo, `${taskFolder(repo, id)}/kill`);
}
