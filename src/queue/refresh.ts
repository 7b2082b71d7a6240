/** Every queue command begins here: what the dead left is put in order, what DVC did is taken note of. */
import { experimentRefName, FAILED_STASH, QUEUE_STASH } from "../experiments/refs.ts";
import { isTorn, mendStash } from "../experiments/stash_log.ts";
import { breakDeadLocks, type Git } from "../git/mod.ts";
import type { Repo } from "../repo/types.ts";
import { adoptMessages, rebuildTask } from "./adopt.ts";
import { readInfo } from "./dvc_files.ts";
import { clearUnannounced } from "./enqueue.ts";
import { expsFolder, pinOf, tasksFolder } from "./layout.ts";
import { groupFile, isFree, readSignature, withLease } from "./lease.ts";
import { endLeftovers, parseGroup, type ProcessIdentity, whoAmI } from "./machine.ts";
import { withQueueLock } from "./queue_lock.ts";
import { decideRecovery, type Evidence, type Recovery } from "./recover_decision.ts";
import { addFailedLine, announceAgain, discardTasks, returnToQueue, settleFailure, settleSuccess } from "./settle.ts";
import { dropFolder, readTask } from "./store.ts";
import { evidenceOf, strangeMessages, type Survey, survey } from "./survey.ts";
import { isUnderWay, NEW_STATE, requeued, type Task, type TaskState } from "./task.ts";
import { unreachable } from "../common/errors.ts";

const STASHES = [QUEUE_STASH, FAILED_STASH];

/** What was put in order. */
export interface Refreshed {
  readonly recovered: readonly string[];
  /** Processes of dead runs that even KILL did not end. */
  readonly survivors: readonly number[];
}

const NOTHING: Refreshed = { recovered: [], survivors: [] };

/** Repeating it changes nothing. Costs one git process when there is nothing to do, none when there is no queue. */
export function refreshQueue(repo: Repo, git: Git): Refreshed {
  const { fs } = repo.host;
  if (!fs.exists(tasksFolder(repo)) && !fs.exists(`${expsFolder(repo)}/celery`)) return NOTHING;
  breakDeadLocks(repo.host, git.commonDir);
  const first = survey(repo, git);
  if (!needsWork(repo, git, first)) return NOTHING;
  return withQueueLock(repo, () => {
    for (const stash of STASHES) mendStash(repo.host, git, stash);
    const seen = survey(repo, git); // again: another process may have done it all
    const refresher = new Refresher(repo, git, seen);
    refresher.run();
    adoptMessages(repo, git, seen, strangeMessages(repo, seen));
    clearUnannounced(repo);
    return { recovered: refresher.recovered, survivors: refresher.survivors };
  });
}

/** Is there anything that {@link decideRecovery} would not leave as it is? Leases are taken to be free. */
function needsWork(repo: Repo, git: Git, seen: Survey): boolean {
  if (STASHES.some((stash) => isTorn(repo.host, git, stash))) return true;
  if (seen.unannounced.size > 0 || strangeMessages(repo, seen).length > 0) return true;
  for (const id of seen.pins.keys()) if (!seen.stored.has(id)) return true;
  for (const found of seen.stored.values()) {
    if (found.kind === "newer") continue;
    if (found.kind === "broken") return true;
    const { task, state } = found;
    if (isUnderWay(state)) {
      if (isFree(repo, task.id)) return true;
    } else if (decideRecovery(evidenceOf(repo, git, seen, task, state, "free")).do !== "leave") return true;
  }
  return false;
}

class Refresher {
  readonly recovered: string[] = [];
  readonly survivors: number[] = [];
  #me: ProcessIdentity | undefined;

  constructor(readonly repo: Repo, readonly git: Git, readonly seen: Survey) {}

  run(): void {
    for (const [id, rev] of this.seen.pins) if (!this.seen.stored.has(id)) this.#rebuild(id, rev);
    for (const found of this.seen.stored.values()) {
      if (found.kind === "newer") continue;
      const id = found.kind === "task" ? found.task.id : found.id;
      withLease(this.repo, id, () => found.kind === "broken" ? this.#mend(id) : this.#recover(id));
    }
  }

  #mend(id: string): void {
    const { repo, git } = this;
    // what we saw may be older than the lease
    if (readTask(repo, id)?.kind !== "broken") return;
    const rev = git.readRef(pinOf(id));
    if (rev !== undefined) return this.#rebuild(id, rev);
    // the pin went when the result came, or when somebody removed the task
    const task = rebuildTask(repo, git, this.seen, id, undefined);
    if (task === undefined) return dropFolder(repo, id);
    this.recovered.push(task.entry.name);
    this.#endLeftovers(id);
    const result = git.readRef(experimentRefName(task.entry.baseline, task.entry.name));
    if (result === undefined) discardTasks(repo, git, [task]);
    else settleSuccess(repo, git, task, NEW_STATE, result);
  }

  #recover(id: string): void {
    // what we saw may be older than the lease
    const now = readTask(this.repo, id);
    if (now?.kind !== "task") return;
    if (decideRecovery(this.#evidence(now.task, now.state, this.seen)).do === "leave") return;
    // the survey may be older than what the last owner did
    this.#act(now.task, now.state, decideRecovery(this.#evidence(now.task, now.state, survey(this.repo, this.git))));
  }

  #evidence(task: Task, state: TaskState, seen: Survey): Evidence {
    const signer = isUnderWay(state) ? readSignature(this.repo, task.id) : undefined;
    const isForeign = signer !== undefined && signer.host !== (this.#me ??= whoAmI(this.repo.host)).host;
    return evidenceOf(this.repo, this.git, seen, task, state, isForeign ? "foreign" : "free");
  }

  #rebuild(id: string, rev: string): void {
    const task = rebuildTask(this.repo, this.git, this.seen, id, rev);
    if (task === undefined) return;
    this.recovered.push(task.entry.name);
    this.#endLeftovers(id);
    const now = readTask(this.repo, id);
    if (now?.kind === "task" && now.state.kind === "queued") announceAgain(this.repo, this.git, task, now.state);
  }

  #endLeftovers(id: string): void {
    const group = parseGroup(this.repo.host.fs.readTextIfThere(groupFile(this.repo, id)) ?? "");
    this.survivors.push(...endLeftovers(this.repo.host, id, group));
  }

  #act(task: Task, state: TaskState, recovery: Recovery): void {
    const { repo, git } = this;
    if (recovery.do === "leave") return;
    this.recovered.push(task.entry.name);
    if (isUnderWay(state)) {
      this.#endLeftovers(task.id);
      if ("checkout" in state && state.checkout !== "") repo.host.fs.removeTree(state.checkout);
    }
    switch (recovery.do) {
      case "finalise": {
        const rev = "rev" in state ? state.rev : undefined;
        const from: TaskState = state.kind === "success" ? { kind: "queued", attempts: 0 } : state;
        settleSuccess(repo, git, task, from, rev);
        return;
      }
      case "requeue":
        return returnToQueue(repo, git, task, requeued(state, { countsAsAttempt: true }));
      case "fail":
        settleFailure(repo, git, task, state, { message: recovery.why, exitCode: 255 });
        return;
      case "announce":
        if (state.kind === "queued") announceAgain(repo, git, task, state);
        return;
      case "relist":
        return addFailedLine(repo, git, task);
      case "follow":
        return this.#follow(task, state, recovery.outcome);
      case "discard":
        return discardTasks(repo, git, [task]);
      default:
        return unreachable(recovery);
    }
  }

  #follow(task: Task, state: TaskState, outcome: "success" | "failed"): void {
    const { repo, git } = this;
    if (outcome === "success") {
      const ref = readInfo(repo, task.entry.stashRev)?.resultRef ??
        experimentRefName(task.entry.baseline, task.entry.name);
      settleSuccess(repo, git, task, state, git.readRef(ref));
    } else {
      addFailedLine(repo, git, task);
      settleFailure(repo, git, task, state, { message: "failed in DVC's queue", exitCode: 255 });
    }
  }
}
