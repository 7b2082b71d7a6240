import { isInTheWay } from "../host/mod.ts";
import type { Repo } from "../repo/mod.ts";
import { taskFolder } from "./layout.ts";
import { parseGroup } from "./machine.ts";
import { lockOwn, readOwn, removeOwn } from "./own_files.ts";

/** The right to work on a task. The kernel takes it away when the process dies. */
export interface Lease extends Disposable {
  readonly id: string;
}

const LOCK = "lease.lock";
const GROUP = "stage.group";

/** @returns undefined when another process has it, or the task is gone */
export function takeLease(repo: Repo, id: string): Lease | undefined {
  const folder = taskFolder(repo, id);
  if (!repo.host.fs.exists(folder)) return undefined;
  const lock = lockOwn(repo, `${folder}/${LOCK}`);
  return lock === undefined ? undefined : { id, [Symbol.dispose]: () => lock.release() };
}

/** Does something while nobody else can work on the task. @returns undefined, undone, when somebody does or it is gone */
export function withLease<T>(repo: Repo, id: string, work: () => T): T | undefined {
  const lease = takeLease(repo, id);
  if (lease === undefined) return undefined;
  try {
    return work();
  } finally {
    lease[Symbol.dispose]();
  }
}

/** Does nobody work on the task, at this moment? A lease that cannot be taken for what is in its place is nobody's. */
export function isFree(repo: Repo, id: string): boolean {
  try {
    return withLease(repo, id, () => true) === true;
  } catch (error) {
    if (isInTheWay(error)) return true;
    throw error;
  }
}

/** Where a stage's shell writes its process id and start time. */
export function groupFile(repo: Repo, id: string): string {
  return `${taskFolder(repo, id)}/${GROUP}`;
}

/** What is left of a task's stage may still be in it. */
export function readGroup(repo: Repo, id: string): ReturnType<typeof parseGroup> {
  return parseGroup(readOwn(repo, groupFile(repo, id)) ?? "");
}

/** Nothing of the stage is left. */
export function forgetGroup(repo: Repo, id: string): void {
  removeOwn(repo, groupFile(repo, id));
}
