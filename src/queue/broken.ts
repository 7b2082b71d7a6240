import type { Repo } from "../repo/mod.ts";
import { readTask, taskIds } from "./store.ts";

/** Ids of tasks whose files cannot be understood. The next command of the queue makes them anew from their pins. */
export function brokenTasks(repo: Repo): string[] {
  return taskIds(repo).filter((id) => readTask(repo, id)?.kind === "broken");
}
