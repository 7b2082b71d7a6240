/** A trial that was ended early, and can go on from where it was. */
import type { Git } from "../git/mod.ts";
import { readTasks, type Task } from "../queue/mod.ts";
import { experimentRefName } from "../records/mod.ts";
import type { Repo } from "../repo/mod.ts";
import { fault } from "./faults.ts";
import type { Search } from "./store.ts";
import { isTrialOf, trialName, TrialReader } from "./trials.ts";

/** @throws {ExpError} `not-found` where there is no such trial, `usage` when it was not pruned or has no checkpoint */
export async function resumableTrial(repo: Repo, git: Git, search: Search, number: number): Promise<Task> {
  const name = trialName(search.name, number);
  const known = readTasks(repo).findLast(({ task }) => isTrialOf(search, task) && task.entry.name === name);
  if (known?.state.kind !== "pruned") {
    const trial = (await new TrialReader(repo, git).read(search)).find((one) => one.number === number);
    if (trial === undefined) throw fault("not-found/trial", { search: search.name, trial: number });
    throw fault("usage/trial-not-pruned", { name, state: trial.outcome.kind });
  }
  const { task, state: { checkpoint } } = known;
  const tip = git.readRef(experimentRefName(search.baseline, name));
  if (checkpoint === undefined || tip !== checkpoint) throw fault("usage/trial-without-checkpoint", { name });
  return task;
}
