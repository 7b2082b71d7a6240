/** Has a stage changed, and why? (DVC 3.67.1: `Stage.changed` in dvc/stage/__init__.py.) Pure over a {@link StageView}. */
import { isMap, pyEqual, unreachable, type Value } from "../common/mod.ts";
import { lookupKey } from "../params/mod.ts";
import { datasetChange } from "./dataset_state.ts";
import type { ChangeReason, Dep, Out, ParamsDep, Stage } from "./types.ts";
import { isAtUrl, type UrlLook } from "./url_looks.ts";
import { isAsLocked } from "./url_state.ts";
import type { StageView } from "./view.ts";

export interface DecideOptions {
  /** Missing data alone is no change, where it was there once. */
  readonly allowMissing?: boolean;
  /** With `allowMissing`: what the stage that makes a path says it is, also when it is not there. */
  readonly made?: ((path: string) => { readonly hash: string | undefined } | undefined) | undefined;
}

/** A `.dvc` file, or a stage whose command is empty: data that somebody else makes. */
export function isDataSource(stage: Stage): boolean {
  return stage.cmd === undefined || stage.cmd.length === 0;
}

/** A stage that reads and writes nothing runs each time. */
export function isCallback(stage: Stage): boolean {
  return !isDataSource(stage) && stage.deps.length === 0 && stage.params.length === 0 && stage.outs.length === 0;
}

/**
 * Why a stage has changed, the most telling first; nothing comes when it has not. Looks no further than is asked, so
 * taking the first costs least.
 */
export function* findChanges(stage: Stage, view: StageView, options: DecideOptions = {}): Generator<ChangeReason> {
  yield* changesBeforeOuts(stage, view, options);
  yield* outChanges(stage, view, options);
}

/** Does {@link findChanges} look at the outs, too, for its first? */
export function isUnchangedBeforeOuts(stage: Stage, view: StageView, options: DecideOptions): boolean {
  return changesBeforeOuts(stage, view, options).next().done === true;
}

function* changesBeforeOuts(stage: Stage, view: StageView, options: DecideOptions): Generator<ChangeReason> {
  const command = commandChange(stage);
  if (command) yield command;
  if (stage.frozen) return;
  if (isCallback(stage)) yield { kind: "callback", text: "it has no deps and no outs, so it runs each time" };
  else if (stage.alwaysChanged) yield { kind: "always", text: "always_changed is set" };
  yield* depChanges(stage, view, options);
  yield* paramChanges(stage, view);
}

export function commandChange(stage: Stage): ChangeReason | undefined {
  if (!stage.isLocked || isDataSource(stage) || pyEqual(stage.lockedCmd, stage.cmd as Value)) return undefined;
  return {
    kind: "cmd",
    text: "the command changed",
    ...(stage.lockedCmd === undefined ? {} : { before: stage.lockedCmd }),
    ...(stage.cmd === undefined ? {} : { after: stage.cmd as Value }),
  };
}

export function* depChanges(stage: Stage, view: StageView, options: DecideOptions = {}): Generator<ChangeReason> {
  for (const dep of stage.deps) {
    const state = depState(dep, view);
    if (state === undefined) continue;
    if (options.allowMissing && state === "deleted") {
      const made = options.made?.(dep.path);
      const isStale = made !== undefined && made.hash !== dep.locked?.hash;
      if (!isStale && wasSeen(stage, dep)) continue;
    }
    yield { kind: "dep", path: dep.path, state, text: stateText(stage, "dependency", dep.written, state) };
  }
}

/** Is there a record of what it was? A `.dvc` file may stand for data that nobody has fetched yet. */
function wasSeen(stage: Stage, item: Dep | Out): boolean {
  return item.locked !== undefined || item.source !== undefined || isDataSource(stage);
}

type UrlState = "new" | "deleted" | "modified" | "not in sync";

function depState(dep: Dep, view: StageView): UrlState | undefined {
  if (dep.isUrl) return isAtUrl(dep) ? urlState(dep, view.url(dep.path)) : undefined; // an import's repository is not asked
  const now = view.observe(dep.path, dep.locked?.algorithm ?? "md5");
  if (now.kind === "missing") return "deleted";
  return now.info.hash === dep.locked?.hash ? undefined : "modified";
}

export function* paramChanges(stage: Stage, view: StageView): Generator<ChangeReason> {
  for (const dep of stage.params) yield* changesInFile(stage, dep, view.params(dep.path));
}

function* changesInFile(stage: Stage, dep: ParamsDep, content: Value | undefined): Generator<ChangeReason> {
  const about = { kind: "param", path: dep.path } as const;
  if (content === undefined) {
    yield { ...about, state: "deleted", text: `${dep.written} does not exist` };
    return;
  }
  if (dep.locked === undefined) {
    const text = stage.isLocked ? `its params in ${dep.written} are new` : "it has not run yet";
    yield { ...about, state: "new", text };
    return;
  }
  for (const key of trackedKeys(dep, content)) {
    const after = paramValue(dep, content, key);
    const before = dep.locked.get(key);
    const known = { ...(before === undefined ? {} : { before }), ...(after === undefined ? {} : { after }) };
    const name = `${dep.written}:${key}`;
    if (after === undefined) yield { ...about, key, state: "deleted", ...known, text: `${name} is gone` };
    else if (before === undefined) yield { ...about, key, state: "new", ...known, text: `${name} is new` };
    else if (!pyEqual(before, after)) yield { ...about, key, state: "modified", ...known, text: `${name} changed` };
  }
}

/** The keys in question: those of dvc.yaml, or for a whole file all top-level ones of both sides. */
function trackedKeys(dep: ParamsDep, content: Value): Iterable<string> {
  if (dep.keys.length > 0) return dep.keys;
  const now = isMap(content) ? [...content.keys()].map(String) : [];
  return new Set([...now, ...dep.locked?.keys() ?? []]);
}

/** A whole file's keys may hold dots; tracked keys are paths. */
function paramValue(dep: ParamsDep, content: Value, key: string): Value | undefined {
  if (dep.keys.length > 0) return lookupKey(content, key);
  if (!isMap(content)) return undefined;
  if (content.has(key)) return content.get(key);
  for (const [name, value] of content) if (String(name) === key) return value;
  return undefined;
}

export function* outChanges(stage: Stage, view: StageView, options: DecideOptions = {}): Generator<ChangeReason> {
  for (const out of stage.outs) {
    const state = outState(out, view);
    if (state === undefined) continue;
    if (options.allowMissing && state !== "modified" && wasSeen(stage, out)) continue;
    yield { kind: "out", path: out.path, state, text: stateText(stage, "output", out.written, state) };
  }
}

/** What cannot be looked at is as good as gone: nothing may stand for it. */
function urlState(item: Dep | Out, look: UrlLook): UrlState | undefined {
  switch (look.kind) {
    case "missing":
    case "unseen":
      return "deleted";
    case "seen":
      return isAsLocked(look.state, item.source) ? undefined : "modified";
    case "dataset":
      return datasetChange(look.lock, item.source);
    case "unsynced":
      return "not in sync";
    default:
      return unreachable(look);
  }
}

function outState(out: Out, view: StageView): UrlState | "not in cache" | undefined {
  if (out.isUrl) return urlState(out, view.url(out.path));
  if (out.cache && out.locked && !view.inCache(out.locked)) return "not in cache";
  const now = view.observe(out.path, out.locked?.algorithm ?? "md5");
  if (now.kind === "missing") return "deleted";
  return now.info.hash === out.locked?.hash ? undefined : "modified";
}

function stateText(stage: Stage, role: string, written: string, state: string): string {
  if (!stage.isLocked) return "it has not run yet";
  if (state === "not in cache") return `${role} ${written} is not in the cache`;
  if (state === "not in sync") return `${role} ${written} is not in sync with dvc.lock`;
  return state === "deleted" ? `${role} ${written} does not exist` : `${role} ${written} changed`;
}

/** Is all that it does to get one thing from elsewhere? */
export function isImport(stage: Stage): boolean {
  return stage.cmd === undefined && stage.deps.length === 1 && stage.outs.length === 1;
}

/** From another repository, in whose remotes its data is: never in ours. */
export function isRepoImport(stage: Stage): boolean {
  return isImport(stage) && stage.deps[0]?.source?.has("repo") === true;
}
