import type { EmitEvent } from "../common/mod.ts";
import { queueExperiments } from "../executors/mod.ts";
import type { ExperimentRequest } from "../entries/mod.ts";
import type { Git } from "../git/mod.ts";
import type { Repo } from "../repo/mod.ts";
import { enqueueEntries } from "./enqueue.ts";
import { readTasks } from "./store.ts";
import { isOver, type Task, type TaskOptions } from "./task.ts";

/** `exp run --queue`: one task, or one for each point of a sweep; all or none. */
export async function submitExperiments(
  repo: Repo,
  git: Git,
  request: ExperimentRequest,
  options: TaskOptions,
  emit: EmitEvent,
): Promise<Task[]> {
  return await queueExperiments(repo, git, request, {
    reserved: (baseline) => namesUnder(repo, baseline),
    put: (entries) => enqueueEntries(repo, git, entries, options),
  }, emit);
}

/** Names that tasks under a baseline, waiting or running, have reserved. */
function namesUnder(repo: Repo, baseline: string): Set<string> {
  const open = readTasks(repo).filter(({ task, state }) => task.entry.baseline === baseline && !isOver(state));
  return new Set(open.map(({ task }) => task.entry.name));
}
