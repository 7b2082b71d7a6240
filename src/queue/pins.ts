/** The refs that keep tasks' commits, also those that a power cut or a hand has damaged: git itself passes over them. */
import { TASK_PINS } from "../records/mod.ts";
import type { Git, Rev } from "../git/mod.ts";
import type { Repo } from "../repo/mod.ts";
import { pinOf } from "./layout.ts";

/** Task id → its commit; `damaged` where something is in the ref's place that names none. */
export type Pins = ReadonlyMap<string, Rev | "damaged">;

export function readPins(repo: Repo, git: Git): Pins {
  const names = namesInPlace(repo, git); // before the refs: one that goes meanwhile is looked at again, a new one is in both
  const pins = new Map<string, Rev | "damaged">();
  for (const { name, rev } of git.refs(TASK_PINS)) pins.set(name.slice(TASK_PINS.length + 1), rev);
  for (const id of names) if (!pins.has(id) && isDamaged(repo, git, id)) pins.set(id, "damaged");
  return pins;
}

/** Makes a pin as it was, whatever is in its place. Needs the queue's lock or the task's lease. */
export function restorePin(repo: Repo, git: Git, id: string, rev: Rev): void {
  if (git.readRef(pinOf(id)) === undefined) repo.host.fs.removeTree(placeOf(git, id));
  git.updateRefs([{ ref: pinOf(id), to: rev }]);
  syncPins(git);
}

/** Removes pins in one transaction, and what damage left of them. */
export function dropPins(repo: Repo, git: Git, ids: readonly string[]): void {
  const whole = ids.filter((id) => git.readRef(pinOf(id)) !== undefined);
  if (whole.length > 0) git.updateRefs(whole.map((id) => ({ ref: pinOf(id), to: null })));
  for (const id of ids) if (!whole.includes(id)) repo.host.fs.removeTree(placeOf(git, id));
}

/** Forces the pins' names, and the stash's beside them, to the disk. */
export function syncPins(git: Git): void {
  git.syncRefs([`${TASK_PINS}/any`, TASK_PINS]);
}

function isDamaged(repo: Repo, git: Git, id: string): boolean {
  return repo.host.fs.lstat(placeOf(git, id)) !== undefined && git.readRef(pinOf(id)) === undefined;
}

function namesInPlace(repo: Repo, git: Git): string[] {
  const folder = `${git.commonDir}/${TASK_PINS}`;
  return repo.host.fs.listIfThere(folder).flatMap(({ name }) => /\.lock$|^\./.test(name) ? [] : [name]);
}

function placeOf(git: Git, id: string): string {
  return `${git.commonDir}/${pinOf(id)}`;
}
