/** One look at everything that tells of tasks: folders, pins, stashes, messages. Changes nothing. */
import { experimentRefName, FAILED_STASH, QUEUE_STASH, TASK_PINS } from "../experiments/refs.ts";
import { readStashLines } from "../experiments/stash_log.ts";
import { parseTaskMessage } from "../experiments/task_message.ts";
import type { Git, Rev } from "../git/mod.ts";
import type { Repo } from "../repo/types.ts";
import { listMessages, lookAtMessages, type MessagePlace, readMessage } from "./broker.ts";
import { dvcOutcome } from "./dvc_files.ts";
import { readUnannounced } from "./enqueue.ts";
import { readTask, type Stored, taskIds } from "./store.ts";
import type { Evidence } from "./recover_decision.ts";
import type { Task, TaskState } from "./task.ts";

export interface Survey {
  readonly stored: ReadonlyMap<string, Stored>;
  /** Task id → its stash commit. */
  readonly pins: ReadonlyMap<string, Rev>;
  /** Entries in the stashes' reflogs → when they came there. */
  readonly queuedLines: ReadonlyMap<Rev, number>;
  readonly failedLines: ReadonlyMap<Rev, number>;
  readonly unannounced: ReadonlySet<string>;
  messageOf(task: Task): MessagePlace;
}

export function survey(repo: Repo, git: Git): Survey {
  const stored = new Map<string, Stored>();
  for (const id of taskIds(repo)) {
    const found = readTask(repo, id);
    if (found !== undefined) stored.set(id, found);
  }
  const lines = (stash: string) =>
    new Map(readStashLines(repo.host, git, stash).map(({ rev, timeMs }) => [rev, timeMs]));
  return {
    stored,
    pins: readPins(git),
    queuedLines: lines(QUEUE_STASH),
    failedLines: lines(FAILED_STASH),
    unannounced: readUnannounced(repo),
    messageOf: lookAtMessages(repo),
  };
}

function readPins(git: Git): Map<string, Rev> {
  return new Map(git.refs(TASK_PINS).map(({ name, rev }) => [name.slice(TASK_PINS.length + 1), rev]));
}

/** What is known of a task. The lease is for the caller to try. */
export function evidenceOf(
  repo: Repo,
  git: Git,
  seen: Survey,
  task: Task,
  state: TaskState,
  lease: Evidence["lease"],
): Evidence {
  const { stashRev, baseline, name } = task.entry;
  const message = seen.messageOf(task);
  return {
    pin: seen.pins.has(task.id),
    state,
    lease,
    hasResult: hasResult(git, state, baseline, name),
    message,
    isListed: seen.queuedLines.has(stashRev),
    isListedAsFailed: seen.failedLines.has(stashRev),
    isUnannounced: isUnannounced(seen, task, state),
    dvc: state.kind === "queued" && message === "processed" ? dvcOutcome(repo, task) : "none",
  };
}

/** Was the program that queued it (again) perhaps killed before DVC could know? */
export function isUnannounced(seen: Survey, task: Task, state: TaskState): boolean {
  return seen.unannounced.has(task.id) || (state.kind === "queued" && state.isUnannounced === true);
}

function hasResult(git: Git, state: TaskState, baseline: Rev, name: string): boolean {
  return state.kind === "collecting" && git.readRef(experimentRefName(baseline, name)) === state.rev;
}

/** Messages of tasks that have no folder of ours: queued by DVC. */
export interface StrangeMessage {
  readonly part: "in" | "processed";
  readonly file: string;
  readonly taskId: string;
  readonly entry: NonNullable<ReturnType<typeof parseTaskMessage>>["entry"];
}

export function strangeMessages(repo: Repo, seen: Survey): StrangeMessage[] {
  const known = new Set<string>();
  for (const found of seen.stored.values()) if (found.kind === "task") known.add(found.task.messageFile);
  const strange: StrangeMessage[] = [];
  for (const part of ["in", "processed"] as const) {
    for (const file of listMessages(repo, part)) {
      if (known.has(file)) continue;
      const text = readMessage(repo, part, file);
      const parsed = text === undefined ? undefined : parseTaskMessage(text);
      // a broken folder of ours is rebuilt from its pin, which needs the message too
      if (parsed !== undefined && !seen.stored.has(parsed.taskId)) strange.push({ part, file, ...parsed });
    }
  }
  return strange;
}
