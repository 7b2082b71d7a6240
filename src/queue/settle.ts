/** A task's end, for us and for DVC. Each step can be repeated; the state, which says "done", comes last. */
import { dropFromStash, experimentRefName, FAILED_STASH, QUEUE_STASH, readStashLines } from "../records/mod.ts";
import type { Git, Rev } from "../git/mod.ts";
import type { Repo } from "../repo/mod.ts";
import { removeMessage, returnMessage, takeMessage } from "./dvc_broker.ts";
import { addStashLines } from "./enqueue.ts";
import { markFailed, removeRun, writeResult } from "./dvc_files.ts";
import { runFile, taskFolder } from "./layout.ts";
import { forgetGroup, withLease } from "./lease.ts";
import { beginRemoving } from "./journal.ts";
import { dropPins, syncPins } from "./pins.ts";
import { bumpGeneration, dropFolder, readTask, writeState } from "./store.ts";
import {
  type FailureCause,
  move,
  type Queued,
  type Task,
  type TaskEvent,
  type TaskReport,
  type TaskState,
} from "./task.ts";

/** The experiment's ref exists, the pin is gone. */
export function settleSuccess(repo: Repo, git: Git, task: Task, state: TaskState, rev: Rev | undefined): TaskState {
  // git makes refs before it deletes others, so a crash between leaves both
  dropPins(repo, git, [task.id]);
  leaveQueue(repo, git, task);
  dropFromStash(repo.host, git, FAILED_STASH, [task.entry.stashRev]);
  writeResult(repo, task.id);
  git.syncRefs([experimentRefName(task.entry.baseline, task.entry.name)]); // the state below says that it is there
  const ended = move(state, { kind: "succeed", rev, atMs: repo.host.clock.now() });
  writeState(repo, task.id, ended);
  forgetGroup(repo, task.id);
  return ended;
}

/**
 * The pin stays, so that the task can be tried again; the entry moves to DVC's stash of failed ones.
 *
 * @param cause a report: it was pruned, which DVC takes for a failure
 * @param isListed it is there already: {@link addFailedLines}
 */
export function settleFailure(
  repo: Repo,
  git: Git,
  task: Task,
  state: TaskState,
  cause: FailureCause | "killed" | TaskReport,
  isListed = false,
): TaskState {
  if (!isListed) {
    leaveQueue(repo, git, task);
    addFailedLines(repo, git, [task]);
  }
  markFailed(repo, task);
  writeResult(repo, task.id);
  const atMs = repo.host.clock.now();
  const checkpoint = git.readRef(experimentRefName(task.entry.baseline, task.entry.name));
  const end = { atMs, ...(checkpoint === undefined ? {} : { checkpoint }) };
  const ended = move(state, endOf(cause, end));
  writeState(repo, task.id, ended);
  forgetGroup(repo, task.id);
  return ended;
}

function endOf(
  cause: FailureCause | "killed" | TaskReport,
  end: { readonly atMs: number; readonly checkpoint?: Rev },
): TaskEvent {
  if (cause === "killed") return { kind: "kill", ...end };
  return "step" in cause ? { kind: "prune", last: cause, ...end } : { kind: "fail", cause, ...end };
}

/** Back into the queue: for us at once, for DVC then. */
export function returnToQueue(repo: Repo, git: Git, task: Task, next: Queued): void {
  reopen(repo, task, next);
  announceAgain(repo, git, task, next);
}

/** Back into the queue, where nobody takes it yet: DVC has not been told. */
export function reopen(repo: Repo, task: Task, next: Queued): void {
  keepLog(repo, task);
  removeRun(repo, task);
  forgetGroup(repo, task.id);
  writeState(repo, task.id, { ...next, isUnannounced: true });
}

/** Tells DVC of a task that waits: message and reflog line, whatever there is of them already. */
export function announceAgain(repo: Repo, git: Git, task: Task, state: Queued): void {
  listAsWaiting(repo, git, [task]);
  announce(repo, task, state);
}

/** Tells DVC of tasks that have been reopened, as far as they still are: its list is one file, and written once. */
export function announceAll(repo: Repo, git: Git, tasks: readonly Task[]): void {
  if (tasks.length === 0) return;
  listAsWaiting(repo, git, tasks);
  for (const { id } of tasks) {
    withLease(repo, id, () => {
      const now = readTask(repo, id);
      if (now?.kind !== "task" || now.state.kind !== "queued" || now.state.isUnannounced !== true) return;
      announce(repo, now.task, now.state);
    });
  }
}

/** From here on drains may take it. */
function announce(repo: Repo, task: Task, state: Queued): void {
  returnMessage(repo, task);
  const { isUnannounced: _done, ...announced } = state;
  writeState(repo, task.id, announced);
  bumpGeneration(repo);
}

function listAsWaiting(repo: Repo, git: Git, tasks: readonly Task[]): void {
  dropFromStash(repo.host, git, FAILED_STASH, tasks.map(({ entry }) => entry.stashRev));
  addStashLines(repo, git, QUEUE_STASH, unlisted(repo, git, QUEUE_STASH, tasks));
}

/** The log of a run that is to be repeated stays in the task's folder: `attempt-1.out`, `attempt-2.out`, … */
function keepLog(repo: Repo, task: Task): void {
  const { fs } = repo.host;
  const log = runFile(repo, task.entry.stashRev, "out");
  if (!fs.exists(log)) return;
  for (let n = 1;; n++) {
    const kept = `${taskFolder(repo, task.id)}/attempt-${n}.out`;
    if (!fs.exists(kept)) return fs.move(log, kept);
  }
}

/** Takes tasks away altogether; their pins go first and together. */
export function discardTasks(repo: Repo, git: Git, tasks: readonly Task[]): void {
  if (tasks.length === 0) return;
  const ids = tasks.map(({ id }) => id);
  const removing = beginRemoving(repo, ids);
  dropPins(repo, git, ids);
  syncPins(git); // a task that was removed must not be run after a power cut
  const revs = tasks.map((task) => task.entry.stashRev);
  for (const stash of [QUEUE_STASH, FAILED_STASH]) dropFromStash(repo.host, git, stash, revs);
  for (const task of tasks) {
    removeMessage(repo, task);
    removeRun(repo, task);
    dropFolder(repo, task.id);
  }
  removing.finish();
  bumpGeneration(repo);
}

function leaveQueue(repo: Repo, git: Git, task: Task): void {
  takeMessage(repo, task);
  dropFromStash(repo.host, git, QUEUE_STASH, [task.entry.stashRev]);
}

/** Lists tasks as failed, for DVC. Each call writes the whole list: many tasks go together. */
export function addFailedLines(repo: Repo, git: Git, tasks: readonly Task[]): void {
  addStashLines(repo, git, FAILED_STASH, unlisted(repo, git, FAILED_STASH, tasks));
}

function unlisted(repo: Repo, git: Git, stash: string, tasks: readonly Task[]): Task[] {
  const listed = new Set(readStashLines(repo.host, git, stash).map(({ rev }) => rev));
  return tasks.filter(({ entry }) => !listed.has(entry.stashRev));
}
