import type { Git } from "../git/mod.ts";
import type { Repo } from "../repo/mod.ts";
import { takeLease } from "./lease.ts";
import { withQueueLock } from "./queue_lock.ts";
import { discardTasks } from "./settle.ts";
import { readTask } from "./store.ts";
import { isUnderWay, type Task } from "./task.ts";

/** Takes tasks out of the queue, with all that DVC knows of them; one that a drain has just begun stays. */
export function removeTasks(repo: Repo, git: Git, tasks: readonly Task[]): Task[] {
  if (tasks.length === 0) return [];
  return withQueueLock(repo, (goOn) => {
    const leases = [];
    const free: Task[] = [];
    try {
      for (const task of tasks) {
        goOn();
        const lease = takeLease(repo, task.id);
        if (lease === undefined) continue;
        leases.push(lease);
        const now = readTask(repo, task.id);
        if (now?.kind === "task" && !isUnderWay(now.state)) free.push(now.task);
      }
      discardTasks(repo, git, free);
    } finally {
      for (const lease of leases) lease[Symbol.dispose]();
    }
    return free;
  });
}
