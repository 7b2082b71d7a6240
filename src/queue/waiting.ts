import type { WaitingTasks } from "../records/mod.ts";
import type { Git } from "../git/mod.ts";
import type { Repo } from "../repo/mod.ts";
import { readTasks } from "./store.ts";
import { removeTasks } from "./remove.ts";
import { refreshQueue } from "./refresh.ts";

/** What `exp remove` may do to tasks that wait or have failed: see and remove them. */
export function waitingTasks(repo: Repo, git: Git): WaitingTasks {
  const read = () => {
    refreshQueue(repo, git);
    return readTasks(repo).filter(({ state }) =>
      ["queued", "submitted", "failed", "killed", "pruned"].includes(state.kind)
    )
      .reverse();
  };
  return {
    list: () =>
      read().map(({ task, state }) => ({
        name: task.entry.name,
        rev: task.entry.stashRev,
        isWaiting: state.kind === "queued" || state.kind === "submitted",
      })),
    remove(revs) {
      const doomed = new Set(revs);
      removeTasks(repo, git, read().filter(({ task }) => doomed.has(task.entry.stashRev)).map(({ task }) => task));
    },
  };
}
