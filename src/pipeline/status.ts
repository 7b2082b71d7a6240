/** `status`: what has changed, for each stage; and why it would run. */
import { ExpError, isMap, type Value, type ValueMap } from "../common/mod.ts";
import { type DataStore, openDataStore } from "../data/mod.ts";
import {
  type ChangeReason,
  commandChange,
  depChanges,
  displayAddress,
  displayItem,
  findChanges,
  isCallback,
  isRepoImport,
  outChanges,
  paramChanges,
  type RepoPath,
  type Stage,
  type StageView,
  urlItems,
  UrlLooks,
  viewStage,
} from "../stage/mod.ts";
import { buildGraph, reach } from "./graph.ts";
import type { Project } from "./project.ts";
import { findNamed, startsOf, type WithDeps } from "./targets.ts";
import { lookAtDataset } from "./datasets.ts";
import { fault } from "./faults.ts";

interface StatusOptions {
  /** Stages, files or outputs; none: everything. */
  readonly targets?: readonly string[];
  /** Also what the targets need. */
  readonly withDeps?: WithDeps;
  readonly recursive?: boolean;
  /** All outputs of a stage, also where one was named. */
  readonly wholeStages?: boolean;
  /** Asks where an import comes from whether there is something newer; without it nobody is asked. */
  readonly isOutdated?: (stage: Stage) => Promise<boolean>;
  /** Told of each frozen stage, whose dependencies are not looked at. */
  readonly onFrozen?: (name: string) => void;
  /** Told why URLs cannot be looked at; they count as deleted then. */
  readonly onUnseen?: (error: ExpError) => void;
  /** Told, once each, what holds no data (a pipe, say); it counts as modified then. Without it that is an error. */
  readonly onNoData?: (error: ExpError) => void;
  /** The data, when the caller has it open. */
  readonly store?: DataStore;
  /** The same of what is at URLs. */
  readonly urls?: UrlLooks;
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
  readonly isChecksumChanged: boolean;
}

/**
 * The stages that are not up to date, in the order found.
 * @throws {ExpError} with DVC's exit code 1, as `dvc status` has it for a project that cannot be read
 */
export async function findStatus(project: Project, options: StatusOptions = {}): Promise<StageStatus[]> {
  return await withStages(project, options, async (stage, view, outs) => {
    const isOutdated = isRepoImport(stage) && await options.isOutdated?.(stage) === true;
    return stageStatus(project, stage, view, outs, isOutdated);
  });
}

/** Why one stage would run: with old and new values of params. Nothing for stages that stay as they are. */
interface Explanation {
  readonly name: string;
  readonly stage: Stage;
  readonly reasons: readonly ChangeReason[];
}

/**
 * Why stages would run, those that only depend on such a stage included.
 * @throws {ExpError}
 */
export async function explainStages(project: Project, options: StatusOptions = {}): Promise<Explanation[]> {
  const views = await withStages(project, options, (stage, view) => {
    return { stage, reasons: [...findChanges(stage, view)] };
  });
  const changed = new Set(views.filter(({ reasons }) => reasons.length > 0).map(({ stage }) => stage));
  const nameOf = (stage: Stage) => displayAddress(project.repo, stage);
  const graph = changed.size === 0 ? undefined : buildGraph(project.repo, await project.stages());
  return views.flatMap(({ stage, reasons }) => {
    if (reasons.length > 0) return [{ name: nameOf(stage), stage, reasons }];
    const before = graph && [...reach([stage], graph.upstream)].find((each) => each !== stage && changed.has(each));
    if (before === undefined || stage.frozen) return [];
    return [{
      name: nameOf(stage),
      stage,
      reasons: [{ kind: "upstream", text: `depends on what ${nameOf(before)} makes` }],
    }];
  });
}

async function withStages<T>(
  project: Project,
  options: StatusOptions,
  look: (
    stage: Stage,
    view: StageView,
    outs: ReadonlySet<RepoPath> | undefined,
  ) => Promise<T | undefined> | T | undefined,
): Promise<T[]> {
  try {
    const stages = await chooseStages(project, options);
    const store = options.store ?? openDataStore(project.repo);
    using _closing = options.store ? undefined : store;
    const { repo, params } = project;
    const urls = options.urls ?? new UrlLooks(repo, { dataset: (name) => lookAtDataset(project, name) });
    await urls.prefetch([...stages.keys()].flatMap(urlItems));
    for (const error of urls.failures()) {
      if (error.fault === "not-found/no-dataset") throw error;
      options.onUnseen?.(error);
    }
    const found: T[] = [];
    const onNoData = options.onNoData && onceEach(options.onNoData);
    for (const [stage, outs] of stages) {
      if (stage.frozen && !isRepoImport(stage)) options.onFrozen?.(displayAddress(project.repo, stage));
      const view = past(await viewStage({ repo, store, params, urls }, stage), onNoData);
      const each = await look(stage, view, outs);
      if (each !== undefined) found.push(each);
    }
    return found;
  } catch (error) {
    if (!(error instanceof ExpError)) throw error;
    throw fault("within/status", {}, error);
  }
}

/** A view for which what holds no data is merely something else than was recorded. */
function past(view: StageView, onNoData: ((error: ExpError) => void) | undefined): StageView {
  if (onNoData === undefined) return view;
  const observe: StageView["observe"] = (path, algorithm) => {
    try {
      return view.observe(path, algorithm);
    } catch (error) {
      if (!(error instanceof ExpError) || !NO_DATA.has(error.fault)) throw error;
      onNoData(error);
      return { kind: "file", info: { algorithm, hash: "" } };
    }
  };
  return { ...view, observe };
}

const NO_DATA: ReadonlySet<string> = new Set(["invalid-file/special", "invalid-file/dead-link"]);

function onceEach(tell: (error: ExpError) => void): (error: ExpError) => void {
  const told = new Set<string>();
  return (error) => {
    const what = JSON.stringify(error.facts);
    if (!told.has(what)) tell(error);
    told.add(what);
  };
}

/** With the outputs that were named; undefined: all of the stage's. */
async function chooseStages(
  project: Project,
  options: StatusOptions,
): Promise<Map<Stage, ReadonlySet<RepoPath> | undefined>> {
  const { targets = [], recursive = false } = options;
  if (targets.length === 0) return new Map((await project.stages()).map((stage) => [stage, undefined]));
  const found = await findNamed(project, targets, { outputs: true, recursive });
  const named = options.wholeStages ? new Map([...found.keys()].map((stage) => [stage, undefined])) : found;
  if (!options.withDeps) return named;
  const graph = buildGraph(project.repo, await project.stages());
  const wanted = reach(startsOf(found, options.withDeps), graph.upstream);
  return new Map(
    graph.stages.flatMap((stage) => wanted.has(stage) || named.has(stage) ? [[stage, named.get(stage)]] : []),
  );
}

/** @throws {ExpError} for a cached output outside of the repository that dvc.lock knows */
function refuseOutside(project: Project, stage: Stage): void {
  for (const out of stage.outs) {
    if (!out.cache || out.isUrl || !out.path.startsWith("/") || out.locked === undefined) continue;
    throw fault("invalid-file/known-outside", { out: out.written, stage: displayAddress(project.repo, stage) });
  }
}

function stageStatus(
  project: Project,
  stage: Stage,
  view: StageView,
  named: ReadonlySet<RepoPath> | undefined,
  isOutdated: boolean,
): StageStatus | undefined {
  const { repo } = project;
  refuseOutside(project, stage);
  const names = new Map(
    [...stage.deps, ...stage.params, ...stage.outs].map((item) => [item.path, displayItem(repo, item)]),
  );
  const shown = (path: string | undefined) => names.get(path ?? "") ?? path ?? "";
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
  if (isOutdated) deps.set(shownImport(stage), "update available");
  for (const change of outChanges(stage, view)) {
    if (named === undefined || named.has(change.path ?? "")) outs.set(shown(change.path), change.state ?? "modified");
  }
  const isAlwaysChanged = stage.alwaysChanged || isCallback(stage);
  const isCommandChanged = commandChange(stage) !== undefined;
  const isChecksumChanged = stage.isChecksumChanged ?? false;
  if (deps.size + outs.size === 0 && !isAlwaysChanged && !isCommandChanged && !isChecksumChanged) return undefined;
  return { name: displayAddress(repo, stage), stage, deps, outs, isAlwaysChanged, isCommandChanged, isChecksumChanged };
}

/** `data (../other)` */
function shownImport({ deps: [dep] }: Stage): string {
  const repo = dep?.source?.get("repo");
  return `${dep?.written} (${isMap(repo) ? String(repo.get("url")) : ""})`;
}

/** `status --json` as DVC prints it. */
export function statusJson(statuses: readonly StageStatus[]): ValueMap {
  return new Map(statuses.map((status) => {
    const entries: Value[] = [];
    if (status.deps.size > 0) entries.push(new Map([["changed deps", asValue(status.deps)]]));
    if (status.outs.size > 0) entries.push(new Map([["changed outs", asValue(status.outs)]]));
    if (status.isAlwaysChanged) entries.push("always changed");
    if (status.isCommandChanged) entries.push("changed command");
    if (status.isChecksumChanged) entries.push("changed checksum");
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
    if (status.isChecksumChanged) lines.push("\tchanged checksum");
  }
  return lines.join("\n");
}
