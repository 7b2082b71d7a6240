import { type EmitEvent, textRepr } from "../common/mod.ts";
import { checkpointStages } from "../checkpoints/mod.ts";
import {
  checkTargets,
  dropStrayDat,
  type Entry,
  type ExperimentRequest,
  planExperiments,
  type Point,
  refuseUnmerged,
  requireHead,
  reservedNames,
} from "../entries/mod.ts";
import { QUEUE_STASH } from "../records/mod.ts";
import type { Git, Rev } from "../git/mod.ts";
import type { Repo } from "../repo/mod.ts";
import type { ExecutorOptions } from "./place.ts";
import { runInTemp, stashEntries } from "./temp.ts";
import { checkCheckouts } from "./temp_checkout.ts";
import { runInWorkspace } from "./workspace.ts";

/**
 * Runs one experiment now, in the workspace or in a checkout.
 *
 * @returns the experiment's commit and name; empty for a dry run
 */
export async function runNow(
  repo: Repo,
  git: Git,
  request: ExperimentRequest,
  options: ExecutorOptions & { readonly temp: boolean },
  emit: EmitEvent,
): Promise<Map<Rev, string>> {
  const done = await (options.temp ? runInTemp : runInWorkspace)(repo, git, request, options, emit);
  return new Map(done === undefined ? [] : [[done.rev, done.name]]);
}

/** The queue, which lies above this room. */
interface QueueAccess<T> {
  /** Names that tasks under a baseline have reserved, beside those of the stash. */
  reserved(baseline: Rev): ReadonlySet<string>;
  /** Takes entries, all or none. */
  put(entries: readonly Entry[]): readonly T[];
}

/** Puts a request's experiments into the queue: one, or one for each point of its sweep; all or none. */
export async function queueExperiments<T>(
  repo: Repo,
  git: Git,
  request: ExperimentRequest,
  queue: QueueAccess<T>,
  emit: EmitEvent,
): Promise<T[]> {
  refuseUnmerged(git);
  checkCheckouts(repo);
  const head = requireHead(git);
  const reserved = request.choices.force
    ? new Set<string>()
    : new Set([...reservedNames(repo, git, QUEUE_STASH, head), ...queue.reserved(head)]);
  const plan = planExperiments(repo, git, request, {
    allowSweep: true,
    reserved,
    allowTaken: request.rev !== undefined,
  });
  await checkTargets(repo, request.choices);
  dropStrayDat(repo, git, emit); // no checkout has it
  const entries = await stashEntries(repo, git, plan, await queuedRequest(repo, request), emit);
  const tasks = queue.put(entries);
  plan.onQueued?.();
  plan.points.forEach((point) => {
    if (point.overrides.size > 0) emit({ kind: "queueing", overrides: pythonDict(point) });
    emit({ kind: "queued", name: point.name });
  });
  return [...tasks];
}

/** What waits in the queue does not go on from where the workspace stands, unless it is told from where. */
async function queuedRequest(repo: Repo, request: ExperimentRequest): Promise<ExperimentRequest> {
  const startsOver = request.rev === undefined && (await checkpointStages(repo)).length > 0;
  return startsOver ? { ...request, choices: { ...request.choices, reset: true } } : request;
}

/** `{'params.yaml': ['lr=0.1', 'epochs=1']}` as Python prints it; clients of DVC read it. */
function pythonDict({ overrides }: Point): string {
  const items = [...overrides].map(([file, texts]) => `${textRepr(file)}: [${texts.map(textRepr).join(", ")}]`);
  return `{${items.join(", ")}}`;
}
