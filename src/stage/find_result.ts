/** Looking for what an earlier run with the same inputs has made: by dvc.lock, else in the run-cache. */
import { commandChange, depChanges, isCallback, paramChanges } from "./decide.ts";
import { canRestore, hasKnownInputs, outsOfEntry, runKey } from "./run_cache.ts";
import type { Workbench } from "./save_stage.ts";
import type { HashInfo } from "../data/mod.ts";
import type { LockEntry, Out, Stage } from "./types.ts";
import { isAtUrl } from "./url_looks.ts";
import type { StageView } from "./view.ts";

/** A stage's lock entry, given its outs. */
export type EntryOf = (outs: ReadonlyMap<Out, HashInfo>) => LockEntry;

/** The outs of an earlier run with the same inputs: from dvc.lock, else from the run-cache. All are in the cache. */
export async function findResult(
  bench: Workbench,
  stage: Stage,
  view: StageView,
  entryOf: EntryOf,
  options: { readonly noRunCache: boolean; readonly pull?: ObjectPull | undefined },
): Promise<ReadonlyMap<Out, HashInfo> | undefined> {
  if (!canRestore(stage)) return undefined;
  const locked = lockedOuts(stage);
  if (locked && !inputsChanged(stage, view) && await areCached(view, locked, options.pull)) return locked;
  return options.noRunCache ? undefined : await findInRunCache(bench, stage, view, entryOf, options.pull);
}

/** Gets objects that the cache lacks from a remote. */
interface ObjectPull {
  objects(outs: ReadonlyMap<Out, HashInfo>): Promise<void>;
}

export async function findInRunCache(
  bench: Workbench,
  stage: Stage,
  view: StageView,
  entryOf: EntryOf,
  pull?: ObjectPull,
): Promise<ReadonlyMap<Out, HashInfo> | undefined> {
  const entry = entryOf(placeholders(stage));
  if (!hasKnownInputs(entry)) return undefined;
  const warn = (text: string) => bench.emit({ kind: "warning", text });
  for (const past of bench.runCache.find(runKey(entry), entry, warn)) {
    const outs = outsOfEntry(stage.outs, past);
    if (outs && await areCached(view, outs, pull)) return outs;
  }
  return undefined;
}

/** For a key only the paths of outs count. */
export function placeholders(stage: Stage): ReadonlyMap<Out, HashInfo> {
  return new Map(stage.outs.map((out) => [out, { algorithm: "md5", hash: "" } as const]));
}

function lockedOuts(stage: Stage): ReadonlyMap<Out, HashInfo> | undefined {
  const found = new Map<Out, HashInfo>();
  for (const out of stage.outs) {
    if (out.locked === undefined) return undefined;
    found.set(out, out.locked);
  }
  return found;
}

function inputsChanged(stage: Stage, view: StageView): boolean {
  if (!stage.isLocked || commandChange(stage)) return true;
  return [...depChanges(stage, view), ...paramChanges(stage, view)].length > 0;
}

async function areCached(view: StageView, outs: ReadonlyMap<Out, HashInfo>, pull?: ObjectPull): Promise<boolean> {
  const areHere = () => [...outs.values()].every((info) => view.inCache(info));
  if (areHere()) return true;
  await pull?.objects(outs);
  return pull !== undefined && areHere();
}

/** DVC's dry run asks the run-cache with the inputs of dvc.lock, and with the command of now. */
export async function isCachedForDvcDry(
  bench: Workbench,
  stage: Stage,
  view: StageView,
  options: { readonly noRunCache: boolean },
): Promise<boolean> {
  if (!canRestore(stage) || isCallback(stage) || !stage.isLocked || stage.deps.some(isAtUrl)) return false;
  const locked = lockedOuts(stage);
  if (locked && !inputsChanged(stage, view)) return await areCached(view, locked);
  if (options.noRunCache) return false;
  if (stage.deps.some((dep) => !dep.locked) || stage.params.some((dep) => !dep.locked)) return false;
  const { formatLockEntry, lockParams } = await import("./lock_entry.ts");
  const deps = stage.deps.map((dep) => ({ written: dep.written, info: dep.locked }));
  const whole = stage.params.map((dep) => ({ ...dep, keys: [] }));
  const params = lockParams({ ...stage, params: whole }, (path) => {
    const dep = stage.params.find((each) => each.path === path);
    return new Map(dep?.locked ?? []);
  });
  const entry = formatLockEntry(
    stage,
    deps,
    params,
    [...placeholders(stage)].map(([out, info]) => ({ written: out.written, info })),
  );
  const [past] = bench.runCache.find(runKey(entry), entry, () => {});
  const outs = past && outsOfEntry(stage.outs, past);
  return outs !== undefined && await areCached(view, outs);
}
