import { experimentRefName } from "../records/mod.ts";
import type { Git, Rev } from "../git/mod.ts";
import type { Repo } from "../repo/mod.ts";
import { pinOf } from "./layout.ts";
import { settleSuccess } from "./settle.ts";
import type { Task, TaskState } from "./task.ts";

/**
 * Makes the ref of an experiment whose run made its commit and died before anybody could see it. The commit's data is on
 * the disk by then: that comes first.
 *
 * @returns its commit; undefined when that is gone, or the name has been given to something else
 */
export function publish(
  repo: Repo,
  git: Git,
  task: Task,
  state: Extract<TaskState, { kind: "collecting" }>,
): Rev | undefined {
  const { rev } = state;
  const ref = experimentRefName(task.entry.baseline, task.entry.name);
  const now = git.readRef(ref);
  if (now !== rev) {
    if (git.readObjects([rev])[0]?.type !== "commit") return undefined;
    // checkpoints and forced runs follow what is there, all others begin
    const follows = now === undefined || task.entry.choices.force || git.commitInfo([rev])[0]?.parents[0] === now;
    if (!follows) return undefined;
    const pin = git.readRef(pinOf(task.id));
    git.updateRefs([
      { ref, to: rev, from: now ?? "absent" },
      ...pin === undefined ? [] : [{ ref: pinOf(task.id), to: null, from: pin }],
    ]);
  }
  settleSuccess(repo, git, task, state, rev);
  return rev;
}
