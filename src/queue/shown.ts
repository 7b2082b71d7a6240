import type { ShownTask } from "../revisions/mod.ts";
import { experimentRefName } from "../records/mod.ts";
import type { Git } from "../git/mod.ts";
import type { Repo } from "../repo/mod.ts";
import { readInfo, readProcess } from "./dvc_files.ts";
import { runFile } from "./layout.ts";
import { refreshQueue } from "./refresh.ts";
import { readTasks } from "./store.ts";
import type { Task, TaskState } from "./task.ts";

/** The queue's tasks as `exp show` lists them, in the order in which they were queued. */
export function shownTasks(repo: Repo, git: Git): ShownTask[] {
  refreshQueue(repo, git);
  return readTasks(repo).map(({ task, state }) => describe(repo, task, state));
}

function stateWord(state: TaskState): ShownTask["state"] {
  switch (state.kind) {
    case "queued":
    case "success":
      return state.kind;
    case "submitted":
      return "queued";
    case "failed":
    case "killed":
    case "pruned":
      return "failed";
    default:
      return "running";
  }
}

/** `task_id` is what DVC puts there: the entry's commit. */
function describe(repo: Repo, task: Task, taskState: TaskState): ShownTask {
  const state = stateWord(taskState);
  const { stashRev, baseline, name } = task.entry;
  const started = state !== "queued";
  const facts = started ? readProcess(repo, stashRev) : { pid: null, returncode: null };
  const root = state === "running" ? readInfo(repo, stashRev)?.rootDir ?? null : null;
  return {
    stashRev,
    baseline,
    name,
    state,
    executor: {
      state,
      name: state === "failed" ? null : "dvc-task",
      local: { root, log: started ? runFile(repo, stashRev, "out") : null, ...facts, task_id: stashRev },
    },
    ...(taskState.kind === "pruned" ? { pruned: taskState.last, checkpoint: taskState.checkpoint } : {}),
    ...(task.options.resumed && (state === "queued" || state === "running") ? { goesOn: true as const } : {}),
    ...(state === "success" ? { resultRef: experimentRefName(baseline, name) } : {}),
  };
}
