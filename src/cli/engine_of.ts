/** Tasks that a batch engine has, as commands over tasks meet them. */
import { openEngine } from "../engines/mod.ts";
import type { Git } from "../git/mod.ts";
import { killGiven, type Task, type TaskState, withdrawTasks } from "../queue/mod.ts";
import type { Repo } from "../repo/mod.ts";

interface Found {
  readonly task: Task;
  readonly taskState: TaskState;
}

/** Takes back what has not been begun, so that it can be changed, held or moved: it is submitted again in its turn. */
export async function withdraw(repo: Repo, git: Git, found: readonly Found[]): Promise<void> {
  for (const [name, tasks] of byEngine(found)) await withdrawTasks(repo, git, openEngine(repo, name).engine, tasks);
}

/** Ends tasks of engines. @returns those that were one's */
export async function killByEngine(
  repo: Repo,
  git: Git,
  found: readonly Found[],
  force: boolean,
): Promise<Set<string>> {
  const ids = new Set<string>();
  for (const [name, tasks] of byEngine(found)) {
    await killGiven(repo, git, openEngine(repo, name).engine, tasks, force);
    for (const { id } of tasks) ids.add(id);
  }
  return ids;
}

function byEngine(found: readonly Found[]): Map<string, Task[]> {
  const given = new Map<string, Task[]>();
  for (const { task, taskState } of found) {
    const engine = "job" in taskState ? taskState.job?.engine : undefined;
    if (engine !== undefined) given.set(engine, [...given.get(engine) ?? [], task]);
  }
  return given;
}
