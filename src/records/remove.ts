import type { Git, RefUpdate, Rev } from "../git/mod.ts";
import type { BaselineChoice } from "./baselines.ts";
import { chooseBaselines } from "./baselines.ts";
import { type ExperimentRef, findByName, listExperimentRefs, mirrorUpdates, unknownNames } from "./refs.ts";
import { fault } from "./faults.ts";

/** What the queue lets this room do; the queue itself lies above it. */
export interface WaitingTasks {
  /** Newest first. */
  list(): readonly { readonly name: string; readonly rev: Rev; readonly isWaiting: boolean }[];
  remove(revs: readonly Rev[]): void;
}

export interface RemoveRequest extends BaselineChoice {
  readonly names: readonly string[];
  /** Everything that waits in the queue. */
  readonly queue?: boolean;
  /** Turns the choice around: everything but `names` (or, with revs, but those) goes. */
  readonly keep?: boolean;
  /** Abbreviated ids of experiments are names too (DVC takes only those of entries). */
  readonly allowIds?: boolean;
}

/** What a request would remove, in the order asked. */
export interface Doomed {
  readonly refs: readonly ExperimentRef[];
  readonly tasks: readonly { readonly name: string; readonly rev: Rev }[];
  /** All of it as it was asked for, a ref or an id being as good as a name; in DVC's order: tasks go first. */
  readonly asked: readonly string[];
}

/** Finds what is to be removed; an unknown name stops it before anything is gone. */
export function chooseDoomed(git: Git, request: RemoveRequest, waiting: WaitingTasks): Doomed {
  const byBaseline = request.allCommits === true || (request.revs?.length ?? 0) > 0;
  const ways = [request.names.length > 0, byBaseline, request.queue === true].filter((way) => way).length;
  const isMixed = request.allowIds !== true && // refused by DVC
    ((request.names.length > 0 && ways > 1) || (request.keep === true && request.queue === true));
  if (ways === 0 || isMixed) throw fault("usage/which-experiments", {});
  const refs = listExperimentRefs(git);
  const tasks = waiting.list();
  const chosen = chooseNamed(git, request, refs, tasks);
  if (request.queue === true && request.keep !== true) {
    for (const task of tasks) if (task.isWaiting) chosen.tasks.set(task.rev, task.name);
  }
  if (byBaseline) { for (const ref of ofBaselines(git, request, refs)) chosen.refs.set(ref.ref, ref); }
  const doomed = request.keep === true ? refs.filter((ref) => !chosen.refs.has(ref.ref)) : [...chosen.refs.values()];
  const doomedTasks = request.keep === true && request.queue === true
    ? tasks.filter((task) => task.isWaiting && !chosen.tasks.has(task.rev))
    : [...chosen.tasks].map(([rev, name]) => ({ rev, name })).filter(() => request.keep !== true);
  const isNamed = request.names.length > 0 && request.keep !== true;
  const asked = isNamed ? [...new Set(request.names)] : [...doomedTasks, ...doomed].map(({ name }) => name);
  return { refs: doomed, tasks: doomedTasks, asked };
}

/** @param kept what keeps the experiments so that their removal can be taken back; made before they go */
export function removeDoomed(git: Git, doomed: Doomed, waiting: WaitingTasks, kept: readonly RefUpdate[] = []): void {
  if (kept.length > 0) git.updateRefs(kept);
  git.syncRefs(kept.map(({ ref }) => ref));
  try {
    deleteRefs(git, doomed.refs);
  } catch (error) {
    git.updateRefs(copiesOfPresent(git, doomed.refs, kept).map(({ ref }) => ({ ref, to: null })));
    throw error;
  }
  git.syncRefs(doomed.refs.map(({ ref }) => ref));
  if (doomed.tasks.length > 0) waiting.remove(doomed.tasks.map((task) => task.rev));
}

/** An experiment that stands there still needs no copy; one that went, whatever was refused then, does. */
function copiesOfPresent(git: Git, refs: readonly ExperimentRef[], kept: readonly RefUpdate[]): RefUpdate[] {
  const present = refs.filter(({ ref }) => git.readRef(ref) !== undefined).map(({ ref }) =>
    ref.replace("refs/exps", "")
  );
  return kept.filter(({ ref, to }) => to !== null && present.some((path) => ref.endsWith(path)));
}

interface Chosen {
  readonly refs: Map<string, ExperimentRef>;
  readonly tasks: Map<Rev, string>;
}

function chooseNamed(
  git: Git,
  request: RemoveRequest,
  refs: readonly ExperimentRef[],
  tasks: readonly { name: string; rev: Rev }[],
): Chosen {
  const chosen: Chosen = { refs: new Map(), tasks: new Map() };
  const unknown: string[] = [];
  for (const name of request.names) {
    const ref = findByName(refs, name, git.head().rev) ??
      (request.allowIds === true ? findById(refs, name) : undefined);
    if (ref !== undefined) {
      chosen.refs.set(ref.ref, ref);
      continue;
    }
    const isId = /^[0-9a-f]{4,64}$/.test(name);
    const task = tasks.find((t) => t.name === name) ?? (isId ? tasks.find((t) => t.rev.startsWith(name)) : undefined);
    if (task !== undefined) chosen.tasks.set(task.rev, isId && task.name !== name ? name : task.name);
    else unknown.push(name);
  }
  if (unknown.length > 0) throw unknownNames(unknown, [...refs, ...tasks].map((known) => known.name));
  return chosen;
}

function findById(refs: readonly ExperimentRef[], id: string): ExperimentRef | undefined {
  if (!/^[0-9a-f]{4,64}$/.test(id)) return undefined;
  const matches = refs.filter((ref) => ref.rev.startsWith(id));
  if (matches.length <= 1) return matches[0];
  throw fault("invalid-name/short-id", {
    id,
    fits: matches.map((ref) => `${ref.rev.slice(0, 10)} ${ref.name}`),
  });
}

function ofBaselines(git: Git, request: RemoveRequest, refs: readonly ExperimentRef[]): readonly ExperimentRef[] {
  if (request.allCommits === true) return refs;
  const baselines = new Set(chooseBaselines(git, request));
  return refs.filter((ref) => baselines.has(ref.baseline));
}

/** EXEC_APPLY and EXEC_CHECKPOINT go with the experiment that they point at. */
function deleteRefs(git: Git, doomed: readonly ExperimentRef[]): void {
  const revs = new Set(doomed.map((ref) => ref.rev));
  const updates: RefUpdate[] = doomed.map((ref) => ({ ref: ref.ref, to: null, from: ref.rev }));
  if (doomed.length > 0) updates.push(...mirrorUpdates(git, (rev) => revs.has(rev) ? null : undefined));
  git.updateRefs(updates);
}
