import type { Repo } from "../repo/mod.ts";
import { brokerFolder, drainsFolder, taskFolder, tasksFolder } from "./layout.ts";
import type { ListedTask } from "./list.ts";
import { readGeneration } from "./store.ts";
import { isOver } from "./task.ts";

/**
 * A text that is another one after whatever the queue's files tell: tasks that come and go, their states and options, drains.
 * Made to be asked for every second: it reads one small file, and the times of the folders of tasks that are not over.
 * That somebody dies it does not tell.
 */
export function queueMark(repo: Repo, known: readonly ListedTask[]): string {
  const open = known.filter(({ taskState }) => !isOver(taskState)).map(({ task }) => taskFolder(repo, task.id));
  const folders = [tasksFolder(repo), drainsFolder(repo), `${brokerFolder(repo)}/in`, ...open];
  const times = folders.map((folder) => repo.host.fs.stat(folder)?.mtimeNs ?? "");
  return [readGeneration(repo) ?? "", ...times].join(" ");
}
