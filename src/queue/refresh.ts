/** Every queue command begins here: what the dead left is put in order, what DVC did is taken note of. */
import {
  experimentRefName,
  FAILED_STASH,
  isTorn,
  mendStash,
  QUEUE_STASH,
  removeLeft,
  TASK_PINS,
} from "../records/mod.ts";
import { breakDeadLocks, type Git } from "../git/mod.ts";
import { isInside, lookAfresh, type Repo } from "../repo/mod.ts";
import { adoptMessages, rebuildTask } from "./adopt.ts";
import { dvcOutcome, readInfo } from "./dvc_files.ts";
import { brokerFolder, expsFolder, tasksFolder } from "./layout.ts";
import { isFree, readGroup, withLease } from "./lease.ts";
import { endLeftovers } from "./machine.ts";
import { finishAll, hasBegun } from "./journal.ts";
import { restorePin } from "./pins.ts";
import { announceQueue } from "./other_queues.ts";
import { withAllQueuesLock, withQueueLock } from "./queue_lock.ts";
import { decideMending, decideRecovery, type Evidence, type Recovery } from "./recover_decision.ts";
import { hideFromDvc } from "./submission.ts";
import { addFailedLines, announceAgain, discardTasks, returnToQueue, settleFailure, settleSuccess } from "./settle.ts";
import { dropFolder, readTask, type Stored } from "./store.ts";
import { evidenceOf, resultOf, strangeMessages, type Survey, survey } from "./survey.ts";
import { type FailureCause, isUnderWay, NEW_STATE, requeued, type Task, type TaskState } from "./task.ts";
import { unreachable } from "../common/mod.ts";
import { isInTheWay, MachineError } from "../host/mod.ts";

const STASHES = [QUEUE_STASH, FAILED_STASH];

/** A task that cannot be put in order. The others are, all the same. */
export interface Damaged {
  readonly id: string;
  readonly name: string | undefined;
  readonly why: string;
}

/** What was put in order. */
export interface Refreshed {
  readonly recovered: readonly string[];
  readonly damaged: readonly Damaged[];
  /** Tasks that could not be saved: they are listed as failed. */
  readonly failed: readonly { readonly task: Task; readonly cause: FailureCause }[];
  /** Processes of dead runs that even KILL did not end. */
  readonly survivors: readonly number[];
}

const NOTHING: Refreshed = { recovered: [], damaged: [], failed: [], survivors: [] };

/** Repeating it changes nothing. Costs one git process when there is nothing to do, none when there is no queue. */
export function refreshQueue(repo: Repo, git: Git): Refreshed {
  const { fs } = repo.host;
  // the pins are the queue: they tell of tasks when all of our own and DVC's files are gone
  const folders = [tasksFolder(repo), `${expsFolder(repo)}/celery`, `${git.commonDir}/${TASK_PINS}`];
  if (!folders.some((folder) => fs.exists(folder)) && !hasBegun(repo)) return NOTHING;
  breakDeadLocks(repo.host, git.commonDir);
  const first = survey(repo, git);
  if (!needsWork(repo, git, first)) return NOTHING;
  const found = nobodysTasks(first).length === 0 ? NOTHING : takeOver(repo, git);
  const mended = putInOrder(repo, git, () => {}, (refresher, goOn) => {
    const { seen } = refresher;
    refresher.run(goOn);
    adoptMessages(repo, git, seen, strangeMessages(repo, seen));
    if (seen.queueing.size > 0 || seen.removing.size > 0) finishAll(repo);
  });
  return {
    recovered: [...found.recovered, ...mended.recovered],
    damaged: [...found.damaged, ...mended.damaged],
    failed: [...found.failed, ...mended.failed],
    survivors: [...found.survivors, ...mended.survivors],
  };
}

/** Makes ours what is nobody's. Of the queues that find it one gets it, so this takes the lock of all of them. */
function takeOver(repo: Repo, git: Git): Refreshed {
  return withAllQueuesLock(repo, git, (alive) =>
    putInOrder(repo, git, alive, (refresher, goOn) => {
      const found = nobodysTasks(refresher.seen);
      if (found.length > 0) announceQueue(repo, git);
      refresher.mend(found, goOn);
    }));
}

function putInOrder(
  repo: Repo,
  git: Git,
  alive: () => void,
  work: (refresher: Refresher, goOn: () => void) => void,
): Refreshed {
  return withQueueLock(repo, (goOn) => {
    const judgedBy = [`${git.commonDir}/${TASK_PINS}`, `${brokerFolder(repo)}/in`, `${brokerFolder(repo)}/processed`];
    for (const folder of judgedBy) lookAfresh(repo.host, folder);
    for (const stash of STASHES) mendStash(repo.host, git, stash);
    const refresher = new Refresher(repo, git, survey(repo, git)); // again: another process may have done it all
    work(refresher, () => {
      goOn();
      alive();
    });
    const { recovered, damaged, failed, survivors } = refresher;
    return { recovered, damaged, failed, survivors };
  });
}

/** Of a queue that is gone, or our own, and their folders are lost. */
function nobodysTasks({ pins, stored }: Survey): string[] {
  return [...pins.keys()].filter((id) => !stored.has(id));
}

/** Is there anything that {@link decideRecovery} would not leave as it is? Leases are taken to be free. */
function needsWork(repo: Repo, git: Git, seen: Survey): boolean {
  if (STASHES.some((stash) => isTorn(repo.host, git, stash))) return true;
  if (seen.queueing.size > 0 || seen.removing.size > 0 || strangeMessages(repo, seen).length > 0) return true;
  if (nobodysTasks(seen).length > 0) return true;
  for (const found of seen.stored.values()) {
    if (found.kind === "closed") continue;
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
  readonly damaged: Damaged[] = [];
  readonly failed: { readonly task: Task; readonly cause: FailureCause }[] = [];
  /** Tasks that DVC's list is to lose, all together: it is one file. */
  readonly #hidden: Task[] = [];

  constructor(readonly repo: Repo, readonly git: Git, readonly seen: Survey) {}

  /** Tasks that have no folder here. */
  mend(ids: readonly string[], goOn: () => void): void {
    for (const id of ids) {
      if (this.seen.stored.has(id)) continue;
      goOn();
      this.#attempt(id, () => this.#mend(id));
    }
    this.#hide();
  }

  run(goOn: () => void): void {
    this.mend([...this.seen.queueing].flatMap(([id, { isBound }]) => isBound ? [id] : []), goOn);
    for (const found of this.seen.stored.values()) {
      if (found.kind === "closed") continue;
      if (found.kind === "task" && this.#isInOrder(found)) continue;
      const id = found.kind === "task" ? found.task.id : found.id;
      goOn();
      this.#attempt(id, () => {
        withLease(this.repo, id, () => found.kind === "broken" ? this.#mend(id) : this.#recover(id));
      });
    }
    this.#hide();
  }

  #hide(): void {
    const tasks = this.#hidden.splice(0);
    if (tasks.length > 0) hideFromDvc(this.repo, this.git, tasks);
  }

  /** A lease takes some steps on the disk: not for those of which nothing is left to do. */
  #isInOrder({ task, state }: Extract<Stored, { kind: "task" }>): boolean {
    return !isUnderWay(state) && decideRecovery(this.#evidence(task, state, this.seen)).do === "leave";
  }

  /** What the machine refuses for one task is not to keep the others from being put in order. */
  #attempt(id: string, work: () => void): void {
    try {
      work();
    } catch (error) {
      if (!(error instanceof MachineError) || !isInTheWay(error)) throw error;
      this.#note(id, error.words);
    }
  }

  #note(id: string, why: string): void {
    const found = this.seen.stored.get(id);
    this.damaged.push({ id, name: found?.kind === "task" ? found.task.entry.name : undefined, why });
  }

  /** A task without a folder, or with files in it that cannot be understood. */
  #mend(id: string): void {
    const { repo, git } = this;
    // what we saw may be older than the lease
    if (["task", "closed"].includes(readTask(repo, id)?.kind ?? "")) return;
    const pinned = this.seen.pins.get(id);
    const task = rebuildTask(repo, git, this.seen, id, pinned === "damaged" ? undefined : pinned);
    if (task === undefined) {
      if (pinned === undefined) dropFolder(repo, id);
      else this.#note(id, `neither its pin (${pinned.slice(0, 10)}) nor anything else tells what it is`);
      return;
    }
    this.recovered.push(task.entry.name);
    this.#endLeftovers(id, false);
    const now = readTask(repo, id);
    if (now?.kind !== "task") return;
    // its own state is good: what it says goes on from here
    if (now.state.kind !== "queued") return this.#recover(id);
    const evidence = evidenceOf(repo, git, this.seen, task, now.state, "free");
    switch (decideMending({ ...evidence, dvc: dvcOutcome(repo, task) })) {
      case "finalise":
        return void settleSuccess(repo, git, task, NEW_STATE, resultOf(git, task));
      case "discard":
        return discardTasks(repo, git, [task]);
      case "fail":
        if (evidence.hasCommit && evidence.pin !== "good") restorePin(repo, git, id, task.entry.stashRev);
        return this.#fail(task, NEW_STATE, "it had failed; why is lost with its state file");
      case "queue":
        if (evidence.pin !== "good") restorePin(repo, git, id, task.entry.stashRev);
        return announceAgain(repo, git, task, now.state);
    }
  }

  #fail(task: Task, state: TaskState, message: string): void {
    const cause = { message, exitCode: 255 };
    settleFailure(this.repo, this.git, task, state, cause);
    this.failed.push({ task, cause });
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
    return evidenceOf(this.repo, this.git, seen, task, state, "free");
  }

  /** @param isForeign the number of its group is another machine's, and somebody else's here */
  #endLeftovers(id: string, isForeign: boolean): void {
    const group = isForeign ? undefined : readGroup(this.repo, id);
    this.survivors.push(...endLeftovers(this.repo.host, id, group).alive);
  }

  /** What a run has left, of which nobody has the lease any more. A folder outside of ours may be another machine's. */
  #cleanUp(task: Task, state: TaskState): void {
    const { repo } = this;
    const isForeign = isUnderWay(state) && state.by !== undefined && state.by.host !== repo.host.platform.hostname;
    this.#endLeftovers(task.id, isForeign);
    const checkout = "checkout" in state ? state.checkout : "";
    if (checkout !== "" && (!isForeign || isInside(checkout, expsFolder(repo)))) removeLeft(repo.host, checkout);
  }

  #act(task: Task, state: TaskState, recovery: Recovery): void {
    const { repo, git } = this;
    if (recovery.do === "leave") return;
    if (recovery.do === "hide") return void this.#hidden.push(task);
    if (!this.recovered.includes(task.entry.name)) this.recovered.push(task.entry.name);
    if (isUnderWay(state)) this.#cleanUp(task, state);
    switch (recovery.do) {
      case "repin":
        restorePin(repo, git, task.id, task.entry.stashRev);
        return this.#recover(task.id);
      case "finalise": {
        const rev = ("rev" in state ? state.rev : undefined) ?? resultOf(git, task);
        const from: TaskState = state.kind === "success" ? NEW_STATE : state;
        settleSuccess(repo, git, task, from, rev);
        return;
      }
      case "republish": {
        const { baseline, name } = task.entry;
        const rev = (state as Extract<TaskState, { kind: "collecting" }>).rev;
        git.updateRefs([{ ref: experimentRefName(baseline, name), to: rev, from: "absent" }]);
        return void settleSuccess(repo, git, task, state, rev);
      }
      case "requeue":
        return returnToQueue(repo, git, task, requeued(state, { after: "death" }));
      case "fail":
        return this.#fail(task, state, recovery.why);
      case "announce":
        if (state.kind === "queued") announceAgain(repo, git, task, state);
        return;
      case "relist":
        return addFailedLines(repo, git, [task]);
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
      addFailedLines(repo, git, [task]);
      settleFailure(repo, git, task, state, { message: "failed in DVC's queue", exitCode: 255 });
    }
  }
}
