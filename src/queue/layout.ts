/** Where the queue keeps its files. */
import { TASK_PINS } from "../records/mod.ts";
import type { Rev } from "../git/mod.ts";
import { ownFolder, type Repo } from "../repo/mod.ts";

export { ownFolder };

export function tasksFolder(repo: Repo): string {
  return `${ownFolder(repo)}/queue`;
}

export function taskFolder(repo: Repo, id: string): string {
  return `${tasksFolder(repo)}/${id}`;
}

export function drainsFolder(repo: Repo): string {
  return `${ownFolder(repo)}/drains`;
}

export function slotsFolder(repo: Repo): string {
  return `${ownFolder(repo)}/slots`;
}

/** DVC's folder for experiments; temporary checkouts are made here too. */
export function expsFolder(repo: Repo): string {
  return `${repo.tmpDir}/exps`;
}

/** Where DVC's workers look for work. */
export function brokerFolder(repo: Repo): string {
  return `${expsFolder(repo)}/celery/broker`;
}

/** DVC's file of a task's run: `.run`, `.json`, `.pid`, `.out`. */
export function runFile(repo: Repo, stashRev: Rev, suffix: "run" | "json" | "pid" | "out"): string {
  return `${expsFolder(repo)}/run/${stashRev}/${stashRev}.${suffix}`;
}

export function resultFile(repo: Repo, id: string): string {
  return `${expsFolder(repo)}/celery/result/celery-task-meta-${id}`;
}

/** The ref that keeps a task's commit, and that says that the task exists. */
export function pinOf(id: string): string {
  return `${TASK_PINS}/${id}`;
}
