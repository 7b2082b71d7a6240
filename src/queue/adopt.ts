import { type Entry, readEntries } from "../entries/mod.ts";
import { parseTaskMessage } from "./dvc_message.ts";
import type { Git, Rev } from "../git/mod.ts";
import type { Repo } from "../repo/mod.ts";
import { listMessages, readMessage } from "./dvc_broker.ts";
import { dvcOutcome, readInfo } from "./dvc_files.ts";
import { pinOf } from "./layout.ts";
import { findQueued } from "./journal.ts";
import { announceQueue } from "./other_queues.ts";
import { backUpBroken, readTask, writeState, writeTask } from "./store.ts";
import type { StrangeMessage, Survey } from "./survey.ts";
import { DEFAULT_TASK_OPTIONS, NEW_STATE, type Task, type TaskState } from "./task.ts";

/** Makes tasks of what DVC has queued: pinned like ours, done ones without a pin. Needs the queue's lock. */
export function adoptMessages(repo: Repo, git: Git, seen: Survey, messages: readonly StrangeMessage[]): number {
  const known = new Map(messages.map(({ entry }) => [entry.stashRev, entry]));
  const entries = readEntries(repo, git, messages.map(({ entry }) => entry.stashRev), known);
  if (messages.length > 0) announceQueue(repo, git);
  let seq = lastSeq(seen);
  let adopted = 0;
  messages.forEach(({ file, part, taskId }, i) => {
    const entry = entries[i];
    if (entry === undefined) return; // its commit is gone: nothing can be done with it
    const queuedAtMs = seen.queuedLines.get(entry.stashRev) ?? repo.host.clock.now();
    const task: Task = { ...newTask(taskId, ++seq, entry, queuedAtMs), messageFile: file };
    const state = part === "in" ? NEW_STATE : stateOfDone(repo, git, task);
    writeTask(repo, task);
    if (state.kind !== "queued") writeState(repo, taskId, state);
    if (state.kind !== "success") git.updateRefs([{ ref: pinOf(taskId), to: entry.stashRev }]);
    adopted++;
  });
  return adopted;
}

function stateOfDone(repo: Repo, git: Git, task: Task): TaskState {
  const endedAtMs = repo.host.clock.now();
  switch (dvcOutcome(repo, task)) {
    case "success": {
      const ref = readInfo(repo, task.entry.stashRev)?.resultRef;
      return { kind: "success", rev: ref ? git.readRef(ref) : undefined, endedAtMs };
    }
    case "failed":
      return { kind: "failed", attempts: 1, cause: { message: "failed in DVC's queue", exitCode: 255 }, endedAtMs };
    default:
      return NEW_STATE;
  }
}

/**
 * Makes a task's folder again, for it is gone or cannot be understood. What is broken is kept beside it.
 *
 * @returns undefined when nothing tells of the task any more
 */
export function rebuildTask(repo: Repo, git: Git, seen: Survey, id: string, rev: Rev | undefined): Task | undefined {
  backUpBroken(repo, id);
  const kept = readTask(repo, id);
  if (kept?.kind === "task") return kept.task;
  const task = findQueued(repo, id) ?? recallTask(repo, git, seen, id, rev);
  if (task !== undefined) writeTask(repo, task);
  return task;
}

/** From its commit and DVC's message; its priority, limits and variables are lost. */
function recallTask(repo: Repo, git: Git, seen: Survey, id: string, rev: Rev | undefined): Task | undefined {
  const message = findMessage(repo, id);
  const isThere = rev !== undefined && git.readObjects([rev])[0] !== undefined;
  const stashRev = isThere ? rev : message?.entry.stashRev;
  if (stashRev === undefined) return undefined;
  const known = new Map(message === undefined ? [] : [[stashRev, message.entry]]);
  const [entry] = readEntries(repo, git, [stashRev], known);
  if (entry === undefined) return undefined;
  const queuedAtMs = seen.queuedLines.get(stashRev) ?? repo.host.clock.now();
  const messageFile = message?.file ?? `${repo.host.clock.now()}_${id}.celery.msg`;
  return { ...newTask(id, lastSeq(seen) + 1, entry, queuedAtMs), messageFile };
}

function findMessage(repo: Repo, id: string): { file: string; entry: Omit<Entry, "choices"> } | undefined {
  for (const part of ["in", "processed"] as const) {
    for (const file of listMessages(repo, part)) {
      const parsed = parseTaskMessage(readMessage(repo, part, file) ?? "");
      if (parsed?.taskId === id) return { file, entry: parsed.entry };
    }
  }
  return undefined;
}

function newTask(id: string, seq: number, entry: Entry, queuedAtMs: number): Task {
  return { id, seq, entry, options: DEFAULT_TASK_OPTIONS, queuedAtMs, messageFile: "" };
}

function lastSeq(seen: Survey): number {
  let last = 0;
  for (const found of seen.stored.values()) if (found.kind === "task") last = Math.max(last, found.task.seq);
  return last;
}
