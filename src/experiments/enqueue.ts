import type { Git, Rev } from "../git/mod.ts";
import type { Repo } from "../repo/types.ts";
import type { Entry } from "./options.ts";
import { QUEUE_STASH, TASK_PINS } from "./refs.ts";
import { pushStash, stashMessage } from "./stash_log.ts";
import { formatTaskMessage, newId, queueClock } from "./task_message.ts";

/** An entry that waits in the queue. */
export interface QueuedTask {
  readonly taskId: string;
  readonly entry: Entry;
}

export function pinOf(taskId: string): string {
  return `${TASK_PINS}/${taskId}`;
}

/** Where DVC's workers look for work. */
export function brokerFolder(repo: Repo): string {
  return `${repo.tmpDir}/exps/celery/broker`;
}

/**
 * Puts entries into the queue: one pin a task in one transaction (from then on they exist, also after a power cut),
 * then the stash's reflog as DVC and `git reflog` show it, then the messages that DVC's workers read. The last two
 * can be made again from the pins.
 */
export function enqueue(repo: Repo, git: Git, entries: readonly Entry[]): QueuedTask[] {
  const tasks = entries.map((entry): QueuedTask => ({ taskId: newId(repo.host), entry }));
  git.updateRefs(tasks.map(({ taskId, entry }) => ({ ref: pinOf(taskId), to: entry.stashRev, from: "absent" })));
  announce(repo, git, tasks);
  return tasks;
}

/** Reflog lines and messages for tasks that are pinned already. */
export function announce(repo: Repo, git: Git, tasks: readonly QueuedTask[]): void {
  if (tasks.length === 0) return;
  pushStash(repo.host, git, QUEUE_STASH, tasks.map(({ entry }) => ({ rev: entry.stashRev, text: stashLine(entry) })));
  const folder = brokerFolder(repo);
  for (const part of ["in", "processed", "control"]) repo.host.fs.makeDir(`${folder}/${part}`);
  const clock = queueClock(repo.host);
  tasks.forEach(({ taskId, entry }, i) => {
    const message = formatTaskMessage(repo, entry, taskId, clock + i);
    repo.host.fs.writeAtomic(`${folder}/in/${message.fileName}`, message.text);
  });
}

function stashLine(entry: Entry): string {
  return `commit: ${stashMessage(entry.head, entry.baseline, entry.name, entry.branch)}`;
}

/** All pinned tasks: id → stash commit. One process. */
export function pinnedTasks(git: Git): Map<string, Rev> {
  return new Map(git.refs(TASK_PINS).map(({ name, rev }) => [name.slice(TASK_PINS.length + 1), rev]));
}
