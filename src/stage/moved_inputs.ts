/** Inputs that somebody changed while a stage's command was at work: what the command has read, nobody knows then. */
import { ExpError, isMap, pyEqual, type Value } from "../common/mod.ts";
import type { Observed } from "../data/mod.ts";
import { type EntryOf, placeholders } from "./find_result.ts";
import { formatLockedPath, lockParams } from "./lock_entry.ts";
import { absolutePath, displayPath } from "./paths.ts";
import { describeDep, type Workbench } from "./save_stage.ts";
import type { Dep, ParamsDep, RepoPath, Stage } from "./types.ts";

/** An input as it was when the command started. */
export interface Input {
  readonly path: RepoPath;
  /** Of a params file, or a small dep. */
  readonly bytes?: Uint8Array;
  /** Of a dep. */
  readonly observed?: Observed;
}

const SMALL_BYTES = 256 << 10;
const HASHES = ["md5", "etag", "checksum"];

/** Keeps small files as they are, for the commit of an experiment; of all others their hashes. */
export function keepInputs(bench: Workbench, stage: Stage): Map<RepoPath, Input> {
  const kept = new Map<RepoPath, Input>();
  const { fs } = bench.repo.host;
  const bytesOf = (path: RepoPath) => {
    const absolute = absolutePath(bench.repo, path);
    const stat = fs.stat(absolute);
    return stat?.kind === "file" && stat.size <= SMALL_BYTES ? { bytes: fs.readBytes(absolute) } : {};
  };
  for (const { path } of stage.params) kept.set(path, { path, ...bytesOf(path) });
  for (const dep of stage.deps) {
    if (dep.isUrl || kept.has(dep.path)) continue;
    // seen a moment ago, so remembered; with a hash of DVC 2 it would have to be read again
    const isRemembered = dep.locked?.algorithm !== "md5-dos2unix" && bench.hasOldHashes !== true;
    const observed: Observed = isRemembered
      ? bench.store.observe(absolutePath(bench.repo, dep.path))
      : { kind: "missing" };
    kept.set(dep.path, { path: dep.path, observed, ...(observed.kind === "file" ? bytesOf(dep.path) : {}) });
  }
  return kept;
}

/**
 * Paths of deps and params files that are not any more what they were before the command; each is told of.
 *
 * @param before the lock entry as it was to be when the command started
 */
export async function movedInputs(bench: Workbench, stage: Stage, name: string, before: EntryOf): Promise<RepoPath[]> {
  const entry = before(placeholders(stage));
  const moved = new Set<RepoPath>();
  for (const dep of stage.deps) if (hasDepMoved(bench, stage, dep, entry.get("deps"))) moved.add(dep.path);
  const params = entry.get("params");
  for (const dep of stage.params) {
    if (await haveParamsMoved(bench, stage, dep, isMap(params) ? params.get(dep.written) : undefined)) {
      moved.add(dep.path);
    }
  }
  for (const path of moved) {
    bench.emit({
      kind: "warning",
      text: `'${displayPath(bench.repo, path)}' changed while stage '${name}' ran: recorded is what it was before, ` +
        "and the result is not kept in the run-cache",
    });
  }
  return [...moved];
}

function hasDepMoved(bench: Workbench, stage: Stage, dep: Dep, items: Value | undefined): boolean {
  if (!Array.isArray(items)) return false;
  const before = items.find((item) => isMap(item) && item.get("path") === dep.written);
  const now = orUndefined(() => formatLockedPath(describeDep(bench, stage, dep, false)));
  return now === undefined || !isMap(before) || HASHES.some((name) => before.get(name) !== now.get(name));
}

async function haveParamsMoved(bench: Workbench, stage: Stage, dep: ParamsDep, before: Value | undefined) {
  try {
    const content = await bench.params.read(dep.path);
    const now = lockParams({ ...stage, params: [dep] }, () => content).get(dep.written);
    return !pyEqual(before ?? null, now ?? null);
  } catch (error) {
    if (error instanceof ExpError) return true; // cannot be read, or lacks a key that it had
    throw error;
  }
}

function orUndefined<T>(look: () => T): T | undefined {
  try {
    return look();
  } catch (error) {
    if (error instanceof ExpError) return undefined; // it is gone
    throw error;
  }
}
