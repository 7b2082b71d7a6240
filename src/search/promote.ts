/**
 * Successive halving that goes on instead of beginning anew: a trial that was pruned, has a checkpoint, and turns out to be
 * among the best of its rung after all is the next one, in place of a new point.
 */
import { placeToPromote } from "@exp/tpe";
import type { Git } from "../git/mod.ts";
import { retryTasks, type Task } from "../queue/mod.ts";
import { experimentRefName } from "../records/mod.ts";
import type { Repo } from "../repo/mod.ts";
import { RivalReader } from "./rivals.ts";
import type { Search } from "./store.ts";
import { spentBudget } from "./progress.ts";
import { type Trial, trialNumber, type TrialReader } from "./trials.ts";

/** Those of this work tree's queue alone can be queued again here. */
export function trialToPromote(git: Git, search: Search, rivals: RivalReader): Task | undefined {
  if (search.pruner === undefined) return undefined;
  const numberOf = ({ task }: { readonly task: Task }) => trialNumber(search.name, task.entry.name)!;
  const trials = rivals.read(search).sort((a, b) => numberOf(a) - numberOf(b));
  const place = placeToPromote(search.pruner, trials, ({ task, state, queue }) => {
    if (queue !== rivals.repo || state.kind !== "pruned" || state.checkpoint === undefined) return false;
    return git.readRef(experimentRefName(search.baseline, task.entry.name)) === state.checkpoint;
  });
  return place === undefined ? undefined : trials[place]!.task;
}

/**
 * The same, unless the search has used up its time or its failures. It is no further trial, and so goes on though all have
 * begun.
 */
export function nextToPromote(
  git: Git,
  search: Search,
  trials: readonly Trial[],
  rivals: RivalReader,
): Task | undefined {
  const isOver = spentBudget({ ...search, trials: Infinity }, trials, rivals.repo.host.clock.now()) !== undefined;
  if (isOver || trials.every(({ outcome }) => outcome.kind !== "pruned")) return undefined;
  return trialToPromote(git, search, rivals);
}

/** Tells again and again whether a drain here would still go on with a trial. */
export function promotionsLeft(
  { repo, git, tasks }: TrialReader,
): (search: Search, trials: readonly Trial[]) => boolean {
  const rivals = new RivalReader(repo, git, tasks);
  return (search, trials) => nextToPromote(git, search, trials, rivals) !== undefined;
}

/** Puts it back into the queue. @returns undefined when another drain has done so */
export function promote(repo: Repo, git: Git, task: Task): Task | undefined {
  const change = { resumed: true, promoted: true } as const;
  const [again] = retryTasks(repo, git, [task], change);
  return again && { ...again, options: { ...again.options, ...change } };
}
