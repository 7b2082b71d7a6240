/** `status`: what has changed, for each stage; and why it would run. */
import { ExpError } from "../common/errors.ts";
import type { Value, ValueMap } from "../common/value.ts";
import { openDataStore } from "../data/store.ts";
import type { DataStore } from "../data/types.ts";
import { commandChange, depChanges, findChanges, isCallback, outChanges, paramChanges } from "../stage/decide.ts";
import { displayAddress, displayPath } from "../stage/paths.ts";
import type { ChangeReason, Stage } from "../stage/types.ts";
import { viewStage } from "../stage/view.ts";
import { buildGraph, reach } from "./graph.ts";
import type { Project } from "./project.ts";
import { findTargets } from "./targets.ts";

export interface StatusOptions {
  /** Stages, files or outputs; none: everything. */
  readonly targets?: readonly string[];
  /** Also what the targets need. */
  readonly withDeps?: boolean;
  readonly recursive?: boolean;
  /** The data, when the caller has it open. */
  readonly store?: DataStore;
}

/** A stage that is not up to date. */
export interface StageStatus {
  /** As seen from the current folder. */
  readonly name: string;
  readonly stage: Stage;
  /** Paths as shown, with `deleted`, `modified`, `new`, `not in cache`, or for params a state for each key. */
  readonly deps: ReadonlyMap<string, string | ReadonlyMap<string, string>>;
  readonly outs: ReadonlyMap<string, string>;
  readonly isAlwaysChanged: boolean;
  readonly isCommandChanged: boolean;
}

/**
 * The stages that are not up to date, in the order found.
 * @throws {ExpError} with DVC's exit code 1, as `dvc status` has it for a project that cannot be read
 */
export async function findStatus(project: Project, options: StatusOptions = {}): Promise<StageStatus[]> {
  return await withStages(project, options, async (stage, store) => await stageStatus(project, stage, store));
}

/** Why one stage would run: with old and new values of params. Nothing for stages that are up to date. */
export interface Explanation {
  readonly name: string;
  readonly stage: Stage;
  readonly reasons: readonly ChangeReason[];
}

/** @throws {ExpError} */
export async function explainStages(project: Project, options: StatusOptions = {}): Promise<Explanation[]> {
  return await withStages(project, options, async (stage, store) => {
    const view = await viewStage(project.repo, store, project.params, stage);
    const reasons = [...findChanges(stage, view)];
    return reasons.length === 0 ? undefined : { name: displayAddress(project.repo, stage), stage, reasons };
  });
}

async function withStages<T>(
  project: Project,
  options: StatusOptions,
  look: (stage: Stage, store: DataStore) => Promise<T | undefined>,
): Promise<T[]> {
  try {
    const stages = await chooseStages(project, options);
    const store = options.store ?? openDataStore(project.repo);
    using _closing = options.store ? undefined : store;
    const found: T[] = [];
    for (const stage of stages) {
      const each = await look(stage, store);
      if (each !== undefined) found.push(each);
    }
    return found;
  } catch (error) {
    if (!(error instanceof ExpError)) throw error;
    throw new ExpError(error.kind, error.message, {
      ...(error.hint === undefined ? {} : { hint: error.hint }),
      cause: error,
      dvcMessage: error.dvcMessage,
      dvcExitCode: 1,
    });
  }
}

async function chooseStages(project: Project, options: StatusOptions): Promise<readonly Stage[]> {
  const { targets = [], recursive = false } = options;
  if (targets.length === 0) return await project.stages();
  const chosen = await findTargets(project, targets, { outputs: true, recursive });
  if (!options.withDeps) return chosen;
  const graph = buildGraph(project.repo, await project.stages());
  const wanted = reach(chosen, graph.upstream);
  return graph.stages.filter((stage) => wanted.has(stage));
}

async function stageStatus(project: Project, stage: Stage, store: DataStore): Promise<StageStatus | undefined> {
  const { repo } = project;
  const view = await viewStage(repo, store, project.params, stage);
  const shown = (path: string | undefined) => path?.includes("://") ? path : displayPath(repo, path ?? "");
  const deps = new Map<string, string | Map<string, string>>();
  const outs = new Map<string, string>();
  if (!stage.frozen) {
    for (const change of depChanges(stage, view)) deps.set(shown(change.path), change.state ?? "modified");
    for (const change of paramChanges(stage, view)) {
      const state = change.state ?? "modified";
      if (change.key === undefined) deps.set(shown(change.path), state);
      else {
        const keys = deps.get(shown(change.path));
        if (keys instanceof Map) keys.set(change.key, state);
        else deps.set(shown(change.path), new Map([[change.key, state]]));
      }
    }
  }
  for (const change of outChanges(stage, view)) outs.set(shown(change.path), change.state ?? "modified");
  const isAlwaysChanged = stage.alwaysChanged || isCallback(stage);
  const isCommandChanged = commandChange(stage) !== undefined;
  if (deps.size + outs.size === 0 && !isAlwaysChanged && !isCommandChanged) return undefined;
  return { name: displayAddress(repo, stage), stage, deps, outs, isAlwaysChanged, isCommandChanged };
}

/** `status --json` as DVC prints it. */
export function statusJson(statuses: readonly StageStatus[]): ValueMap {
  return new Map(statuses.map((status) => {
    const entries: Value[] = [];
    if (status.deps.size > 0) entries.push(new Map([["changed deps", asValue(status.deps)]]));
    if (status.outs.size > 0) entries.push(new Map([["changed outs", asValue(status.outs)]]));
    if (status.isAlwaysChanged) entries.push("always changed");
    if (status.isCommandChanged) entries.push("changed command");
    return [status.name, entries] as const;
  }));
}

function asValue(states: ReadonlyMap<string, string | ReadonlyMap<string, string>>): ValueMap {
  return new Map([...states].map(([path, state]) => [path, typeof state === "string" ? state : new Map(state)]));
}

/** `status` as DVC prints it for people; empty when all is up to date. Without a line end. */
export function statusText(statuses: readonly StageStatus[]): string {
  const lines: string[] = [];
  const block = (title: string, states: ReadonlyMap<string, string | ReadonlyMap<string, string>>) => {
    if (states.size > 0) lines.push(`\t${title}:`);
    for (const [path, state] of states) {
      if (typeof state === "string") lines.push(`\t\t${`${state}:`.padEnd(20)}${path}`);
      else {
        lines.push(`\t\t${path}:`);
        for (const [key, each] of state) lines.push(`\t\t\t${`${each}:`.padEnd(20)}${key}`);
      }
    }
  };
  for (const status of statuses) {
    lines.push(`${status.name}:`);
    block("changed deps", status.deps);
    block("changed outs", status.outs);
    if (status.isAlwaysChanged) lines.push("\talways changed");
    if (status.isCommandChanged) lines.push("\tchanged command");
  }
  return lines.join("\n");
}
