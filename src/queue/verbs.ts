/** What a user does to tasks: find, remove, kill, try again, move, hold, release. */
import { nearestWord } from "../common/mod.ts";
import type { Git } from "../git/mod.ts";
import type { Repo } from "../repo/mod.ts";
import type { ListedTask } from "./list.ts";
import { clearKillRequest, requestKill } from "./kill_request.ts";
import { breakLease, dropLock, foreignOwner, isFree, withLease } from "./lease.ts";
import { withQueueLock } from "./queue_lock.ts";
import { announceAll, reopen, settleFailure } from "./settle.ts";
import { bumpGeneration, readTask, readTasks, writeTask } from "./store.ts";
import { canMove, isUnderWay, NEW_STATE, type Task, type TaskOptions, type TaskState } from "./task.ts";
import { fault } from "./faults.ts";

/** A task with the word for its state that is shown. */
type Named = Pick<ListedTask, "task" | "state">;

/**
 * The tasks that words mean: a name (the latest of that name), or the beginning of an entry's or a task's id.
 *
 * @param what how DVC's error message calls them
 * @throws {ExpError} `not-found` naming all unknown words
 */
export function findTasks<T extends Named>(known: readonly T[], words: readonly string[], what: string): T[] {
  const unknown: string[] = [];
  const found = words.flatMap((word): T[] => {
    const match = findTask(known, word);
    if (match === undefined) unknown.push(word);
    return match === undefined ? [] : [match];
  });
  if (unknown.length === 0) return [...new Set(found)];
  const nearest = nearestWord(unknown[0] as string, known.map(({ task }) => task.entry.name));
  throw fault("not-found/tasks", { words: unknown, what, nearest });
}

/** @throws {ExpError} `not-found` when the beginning of an id fits several */
export function findTask<T extends Named>(known: readonly T[], word: string): T | undefined {
  const named = known.filter(({ task }) => task.entry.name === word);
  // of several with one name, what is not over yet, else the latest
  const byName = named.findLast(({ state }) => state === "queued" || state === "running") ?? named.at(-1);
  if (byName !== undefined || !/^[0-9a-f-]{4,64}$/.test(word)) return byName;
  const byId = known.filter(({ task }) => task.entry.stashRev.startsWith(word) || task.id.startsWith(word));
  if (byId.length <= 1) return byId[0];
  throw fault("not-found/short-id", {
    word,
    fits: byId.map(({ task }) => `${task.entry.stashRev.slice(0, 10)} ${task.entry.name}`),
  });
}

/** Asks the drains to end running tasks. */
export function killTasks(repo: Repo, tasks: readonly Task[], force: boolean): void {
  for (const task of tasks) requestKill(repo, task.id, force ? "force" : "gentle");
}

/** Ends tasks that another machine ran, on the user's word that it does no longer. @returns those that were */
export function giveUpTasks(repo: Repo, git: Git, tasks: readonly Task[]): Task[] {
  for (const { id } of tasks) {
    const owner = foreignOwner(repo, id);
    if (owner !== undefined) breakLease(repo, id, owner);
    if (owner !== undefined && !isFree(repo, id)) dropLock(repo, id);
  }
  return eachFree(repo, tasks, (task, state) => {
    if (!isUnderWay(state)) return false;
    settleFailure(repo, git, task, state, "killed");
    return true;
  });
}

/** Puts failed, killed and pruned tasks back into the queue. @returns those that were */
export function retryTasks(
  repo: Repo,
  git: Git,
  tasks: readonly Task[],
  change?: Partial<TaskOptions>,
): Task[] {
  const again = eachFree(repo, tasks, (task, state) => {
    if (!canMove(state, "retry")) return false;
    clearKillRequest(repo, task.id); // one that came too late for the run before
    if (change !== undefined) writeTask(repo, { ...task, options: { ...task.options, ...change } });
    reopen(repo, task, NEW_STATE);
    return true;
  });
  announceAll(repo, git, again);
  return again;
}

export function changeOptions(repo: Repo, tasks: readonly Task[], change: Partial<TaskOptions>): Task[] {
  return eachFree(repo, tasks, (task, state) => {
    if (state.kind !== "queued") return false;
    writeTask(repo, { ...task, options: { ...task.options, ...change } });
    return true;
  });
}

export type QueuePosition = { readonly kind: "first" } | { readonly kind: "last" } | {
  readonly kind: "before";
  readonly task: Task;
};

/**
 * Changes the order of waiting tasks. Moved tasks also take the priority of the place that they move to, for order
 * counts among equal priorities only.
 */
export function moveTasks(repo: Repo, tasks: readonly Task[], place: QueuePosition): Task[] {
  return withQueueLock(repo, (goOn) => {
    const waiting = readTasks(repo).filter(({ state }) => state.kind === "queued").map(({ task }) => task)
      .filter((task) => !tasks.some(({ id }) => id === task.id));
    const priorities = waiting.map((task) => task.options.priority);
    const [priority, position] = positionOf(place, waiting, priorities);
    const order = [...waiting.slice(0, position), ...tasks, ...waiting.slice(position)];
    const all = readTasks(repo);
    const base = all.reduce((most, { task }) => Math.max(most, task.seq), 0);
    const moved: Task[] = [];
    order.forEach((task, i) => {
      goOn();
      withLease(repo, task.id, () => {
        const isMoved = tasks.some(({ id }) => id === task.id);
        const now = readTask(repo, task.id);
        if (now?.kind !== "task" || now.state.kind !== "queued") return;
        const options = isMoved && priority !== undefined ? { ...now.task.options, priority } : now.task.options;
        writeTask(repo, { ...now.task, seq: base + 1 + i, options });
        if (isMoved) moved.push(now.task);
      });
    });
    bumpGeneration(repo);
    return moved;
  });
}

function positionOf(
  place: QueuePosition,
  waiting: readonly Task[],
  priorities: readonly number[],
): readonly [priority: number | undefined, position: number] {
  if (waiting.length === 0) return [undefined, 0];
  switch (place.kind) {
    case "first":
      return [Math.max(...priorities), 0];
    case "last":
      return [Math.min(...priorities), waiting.length];
    case "before": {
      const at = waiting.findIndex(({ id }) => id === place.task.id);
      if (at < 0) throw fault("not-found/waiting-task", { name: place.task.entry.name });
      return [place.task.options.priority, at];
    }
  }
}

/** Does something to each task that nobody works on, as it is now. @returns those for which it did */
function eachFree(repo: Repo, tasks: readonly Task[], act: (task: Task, state: TaskState) => boolean): Task[] {
  if (tasks.length === 0) return [];
  return withQueueLock(repo, () => {
    const done = tasks.filter(({ id }) =>
      withLease(repo, id, () => {
        const now = readTask(repo, id);
        return now?.kind === "task" && act(now.task, now.state);
      }) === true
    );
    bumpGeneration(repo);
    return done;
  });
}
