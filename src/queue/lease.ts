import { isInTheWay } from "../host/mod.ts";
import { dropOwner, isStillOwner, type Owner, readOwner, type Repo } from "../repo/mod.ts";
import { taskFolder } from "./layout.ts";
import { parseGroup } from "./machine.ts";
import { readOwn, removeOwn } from "./own_files.ts";
import { isTakeable, lockFile, ownerElsewhere, ownerFolder, takeSharedLock } from "./shared_lock.ts";
import type { JobRef } from "./task.ts";

/** The right to work on a task. It ends with the process; on a machine that died, when somebody who knows breaks it. */
export interface Lease extends Disposable {
  readonly id: string;
  readonly owner: Owner;
}

/** The job that a lease is held in. */
interface LeaseJob extends JobRef {
  /** The engine's number of it. */
  readonly id?: string;
  /** How often its engine has started it again. */
  readonly life: number;
}

/** Who has a lease, as far as the shared folder tells. */
interface LeaseOwner extends Owner {
  readonly job: LeaseJob | undefined;
}

const GROUP = "stage.group";

/**
 * @param job that this process is part of: for whoever finds the lease when the machine is gone
 * @returns undefined when another process has it, on whichever machine, or the task is gone
 */
export function takeLease(repo: Repo, id: string, job?: LeaseJob): Lease | undefined {
  if (!repo.host.fs.exists(taskFolder(repo, id))) return undefined;
  const lock = takeSharedLock(repo, leaseOf(repo, id), job === undefined ? "" : JSON.stringify(job));
  return lock === undefined ? undefined : { id, owner: lock.owner, [Symbol.dispose]: () => lock.release() };
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
    return repo.host.fs.exists(taskFolder(repo, id)) && isTakeable(repo, leaseOf(repo, id));
  } catch (error) {
    if (isInTheWay(error)) return true;
    throw error;
  }
}

/** Who has the lease, or had it when it died; undefined when nobody has. */
export function leaseOwner(repo: Repo, id: string): LeaseOwner | undefined {
  const owner = readOwner(repo.host, ownerFolder(leaseOf(repo, id)));
  return owner === undefined ? undefined : { ...owner, job: parseJob(owner.note) };
}

/** The owner, when it is on another machine: whether that still works on the task, cannot be seen from here. */
export function foreignOwner(repo: Repo, id: string): Owner | undefined {
  return ownerElsewhere(repo, leaseOf(repo, id));
}

/** Takes the lease away from an owner that is known to be gone: from this one, and not from who has it by now. */
export function breakLease(repo: Repo, id: string, owner: Owner): void {
  dropOwner(repo.host, ownerFolder(leaseOf(repo, id)), owner);
}

/**
 * Lets a lock that a file server keeps for a machine that is gone be a lock on nothing: the next one is on another file. To
 * be called when the lease is broken.
 */
export function dropLock(repo: Repo, id: string): void {
  removeOwn(repo, lockFile(leaseOf(repo, id)));
}

/** Has nobody taken the lease away? To be asked before anything is published. */
export function isStillMine(repo: Repo, lease: Pick<Lease, "id" | "owner">): boolean {
  return isStillOwner(repo.host, ownerFolder(leaseOf(repo, lease.id)), lease.owner);
}

function leaseOf(repo: Repo, id: string): string {
  return `${taskFolder(repo, id)}/lease`;
}

/** Only what a job wrote, and wrote whole. */
function parseJob(text: string): LeaseJob | undefined {
  try {
    const { engine, name, element, id, life } = JSON.parse(text);
    if (typeof engine !== "string" || typeof name !== "string" || !Number.isInteger(element)) return undefined;
    return {
      engine,
      name,
      element,
      ...(typeof id === "string" ? { id } : {}),
      life: Number.isInteger(life) ? life : 0,
    };
  } catch {
    return undefined;
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
