/** One look at everything that tells of tasks: folders, pins, stashes, messages. Changes nothing. */
import { experimentRefName, FAILED_STASH, QUEUE_STASH, readStashLines } from "../records/mod.ts";
import type { Git, Rev } from "../git/mod.ts";
import type { Repo } from "../repo/mod.ts";
import { parseTaskMessage } from "./dvc_message.ts";
import { listMessages, lookAtMessages, type MessagePlace, readMessage } from "./dvc_broker.ts";
import { dvcOutcome } from "./dvc_files.ts";
import { queueing, removing } from "./journal.ts";
import { pinOf } from "./layout.ts";
import { tasksElsewhere } from "./other_queues.ts";
import { type Pins, readPins } from "./pins.ts";
import { readTask, type Stored, taskIds } from "./store.ts";
import type { Evidence } from "./recover_decision.ts";
import { isOver, type Task, type TaskState } from "./task.ts";

export interface Survey {
  readonly stored: ReadonlyMap<string, Stored>;
  readonly pins: Pins;
  /** Entries in the stashes' reflogs → when they came there. */
  readonly queuedLines: ReadonlyMap<Rev, number>;
  readonly failedLines: ReadonlyMap<Rev, number>;
  /** Tasks whose queueing may not have ended, with whether any of those queued together got so far, and so all are to. */
  readonly queueing: ReadonlyMap<string, { readonly isBound: boolean }>;
  readonly removing: ReadonlySet<string>;
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
  const pins = ownPins(repo, git, stored);
  const queuedLines = lines(QUEUE_STASH);
  return {
    stored,
    pins,
    queuedLines,
    failedLines: lines(FAILED_STASH),
    queueing: new Map(
      queueing(repo).flatMap((tasks) => {
        // pins come first, but a disk may keep the second of two names and lose the first
        const isBound = tasks.some(({ id, entry }) => pins.has(id) || queuedLines.has(entry.stashRev));
        return tasks.map(({ id }) => [id, { isBound }] as const);
      }),
    ),
    removing: removing(repo),
    messageOf: lookAtMessages(repo),
  };
}

/** Without those of tasks that another queue of this Git repository has. */
function ownPins(repo: Repo, git: Git, stored: ReadonlyMap<string, Stored>): Pins {
  const pins = readPins(repo, git);
  const strange = [...pins.keys()].filter((id) => !stored.has(id));
  if (strange.length === 0) return pins;
  const isElsewhere = tasksElsewhere(repo, git);
  // a folder is there before its pin and after it: a pin without one is looked at again
  const isGone = (id: string) => pins.get(id) !== "damaged" && git.readRef(pinOf(id)) === undefined;
  const others = new Set(strange.filter((id) => isElsewhere(id) || isGone(id)));
  return new Map([...pins].filter(([id]) => !others.has(id)));
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
  const pinned = seen.pins.get(task.id);
  const pin = pinned === undefined ? "absent" : pinned === stashRev ? "good" : "damaged";
  return {
    pin,
    // only when it is asked for: a process for each of the many tasks that are over would be too much
    get hasCommit() {
      return pin === "good" || git.readObjects([stashRev])[0] !== undefined;
    },
    state,
    lease,
    hasResult: state.kind === "collecting"
      ? git.readRef(experimentRefName(baseline, name)) === state.rev
      : pin === "absent" && !isOver(state) && resultOf(git, task) !== undefined,
    message,
    isListed: seen.queuedLines.has(stashRev),
    isListedAsFailed: seen.failedLines.has(stashRev),
    hasMade: state.kind === "collecting" && pin === "absent" && git.readObjects([state.rev])[0]?.type === "commit",
    isUnannounced: isUnannounced(seen, task, state),
    isBound: seen.queueing.get(task.id)?.isBound ?? false,
    isRemoving: seen.removing.has(task.id),
    dvc: state.kind === "queued" && message === "processed" ? dvcOutcome(repo, task) : "none",
  };
}

/** Was the program that queued it (again) perhaps killed before DVC could know? */
export function isUnannounced(seen: Survey, task: Task, state: TaskState): boolean {
  return seen.queueing.has(task.id) || (state.kind === "queued" && state.isUnannounced === true);
}

/** The experiment that a task without a pin has made, as far as can be known: its name was free when it was queued. */
export function resultOf(git: Git, task: Task): Rev | undefined {
  const { baseline, name, branch, choices } = task.entry;
  const rev = git.readRef(experimentRefName(baseline, name));
  if (rev === undefined || (branch === undefined && !choices.force)) return rev;
  const madeAtMs = git.commitInfo([rev])[0]?.commitTimeMs ?? 0;
  return madeAtMs + 1000 > task.queuedAtMs ? rev : undefined;
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
