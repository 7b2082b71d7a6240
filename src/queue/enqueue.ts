import { ExpError } from "../common/mod.ts";
import type { Git } from "../git/mod.ts";
import type { Repo } from "../repo/mod.ts";
import { nameTaken, pushStash, QUEUE_STASH, stashMessage, takenNames } from "../records/mod.ts";
import type { Entry } from "../entries/mod.ts";
import { newId } from "./dvc_message.ts";
import { makeBroker, messageClock, writeMessage } from "./dvc_broker.ts";
import { pinOf } from "./layout.ts";
import { beginQueueing } from "./journal.ts";
import { announceQueue } from "./other_queues.ts";
import { syncPins } from "./pins.ts";
import { withQueueLock } from "./queue_lock.ts";
import { bumpGeneration, type KnownTask, TaskReader, writeNewTask } from "./store.ts";
import { isOver, type Task, type TaskOptions } from "./task.ts";

/**
 * Puts entries into the queue, all or none.
 *
 * The moment in which they are in it is the first pin of the one transaction that pins their commits. Before it there are
 * folders that nobody's pin names (recovery removes them), after it the other pins and DVC's half (reflog, messages) can
 * be made again from the journal. What is acknowledged is on the disk: the journal, the pins, the reflog.
 *
 * @param isWanted asked once nobody else can change the queue: are they to be queued beside what is there?
 * @param reader of whoever has read the tasks before
 * @throws {ExpError} `exists` when a name is reserved by another task or belongs to an experiment
 */
export function enqueueEntries(
  repo: Repo,
  git: Git,
  entries: readonly Entry[],
  options: TaskOptions,
  isWanted: (known: readonly KnownTask[]) => boolean = () => true,
  reader = new TaskReader(repo),
): Task[] {
  if (entries.length === 0) return [];
  const clockMs = messageClock(repo);
  return withQueueLock(repo, (goOn) => {
    const known = reader.read();
    if (!isWanted(known)) return [];
    refuseTakenNames(git, entries, known.filter(({ state }) => !isOver(state)).map(({ task }) => task));
    const firstSeq = known.reduce((most, { task }) => Math.max(most, task.seq), 0) + 1;
    const tasks = entries.map((entry, i): Task => ({
      id: newId(repo.host),
      seq: firstSeq + i,
      entry,
      options,
      queuedAtMs: repo.host.clock.now(),
      messageFile: `${clockMs + i}_${newId(repo.host)}.celery.msg`,
    }));
    announceQueue(repo, git);
    const queueing = beginQueueing(repo, tasks);
    for (const task of tasks) {
      writeNewTask(repo, task);
      goOn();
    }
    const pins = tasks.map((task) => ({ ref: pinOf(task.id), to: task.entry.stashRev, from: "absent" as const }));
    git.updateRefs(pins, { isSyncedLater: true });
    const isAnnounced = tryToAnnounce(repo, git, tasks);
    syncPins(git); // and with them the stash's ref, which lies beside
    if (isAnnounced) queueing.finish();
    bumpGeneration(repo);
    return tasks;
  });
}

/** They are in the queue: where another git's lock or the machine refuses DVC's half, the next command makes it. */
function tryToAnnounce(repo: Repo, git: Git, tasks: readonly Task[]): boolean {
  try {
    announce(repo, git, tasks);
    return true;
  } catch (error) {
    if (error instanceof ExpError) return false;
    throw error;
  }
}

/** Reflog lines, as `git reflog` and DVC show the queue, and messages for DVC's workers. */
function announce(repo: Repo, git: Git, tasks: readonly Task[]): void {
  if (tasks.length === 0) return;
  makeBroker(repo);
  addStashLines(repo, git, QUEUE_STASH, tasks);
  for (const task of tasks) writeMessage(repo, task);
}

export function addStashLines(repo: Repo, git: Git, stash: string, tasks: readonly Task[]): void {
  pushStash(repo.host, git, stash, tasks.map(({ entry }) => ({ rev: entry.stashRev, text: stashLine(entry) })));
}

function stashLine(entry: Entry): string {
  return `commit: ${stashMessage(entry.head, entry.baseline, entry.name, entry.branch)}`;
}

function refuseTakenNames(git: Git, entries: readonly Entry[], waiting: readonly Task[]): void {
  const key = (entry: Entry) => `${entry.baseline}/${entry.name}`;
  const reserved = new Set(waiting.map(({ entry }) => key(entry)));
  const taken = new Map(entries.map(({ baseline }) => [baseline, takenNames(git, baseline)]));
  for (const entry of entries) {
    if (entry.choices.force) continue;
    const isTaken = reserved.has(key(entry)) ||
      (entry.branch === undefined && taken.get(entry.baseline)!(entry.name));
    if (isTaken) throw nameTaken(entry.name);
  }
}
