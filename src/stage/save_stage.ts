/** After a run: hash what a stage read and wrote, store its outs, and write down what was seen. */
import type { RunEvent, Value } from "../common/mod.ts";
import type { DataStore, GitIgnoreKeeper, HashInfo, Observed } from "../data/mod.ts";
import type { Repo } from "../repo/mod.ts";
import { fault } from "./faults.ts";
import { formatLockEntry, type LockedPath, lockParams } from "./lock_entry.ts";
import type { ParamsFiles } from "./params_files.ts";
import { absolutePath } from "./paths.ts";
import { canSave, hasKnownInputs, type RunCache } from "./run_cache.ts";
import type { Dep, LockEntry, Out, RepoPath, Stage } from "./types.ts";

/** What all stages of one command share. */
export interface Workbench {
  readonly repo: Repo;
  readonly store: DataStore;
  readonly params: ParamsFiles;
  readonly gitIgnore: GitIgnoreKeeper;
  readonly runCache: RunCache;
  readonly emit: (event: RunEvent) => void;
  /** A `.gitignore` that was changed (absolute), for the hint at the end. */
  readonly onGitIgnore: (file: string) => void;
  /** Write hashes as DVC 2 does, which alone knows checkpoints and reads no others. */
  readonly hasOldHashes?: boolean;
}

interface SaveOptions {
  /** Hash and write down, but store nothing. */
  readonly noCommit?: boolean;
  readonly allowMissing?: boolean;
  /** Store copies and leave the workspace's files as they are: the command is still writing. */
  readonly noLink?: boolean;
  /** The lock entry as it was to be when the command started; default: as the inputs are now. */
  readonly entryOf?: (outs: ReadonlyMap<Out, HashInfo>) => LockEntry;
  /** The outs may not be what the inputs make: no entry for the run-cache. */
  readonly isDoubtful?: boolean;
  /** The cached outs to store, with the parts of a folder where not all of it is meant; default: all. */
  readonly only?: ReadonlyMap<RepoPath, readonly string[] | undefined>;
}

/** What a stage holds now. */
export interface Saved {
  readonly entry: LockEntry;
  readonly outs: ReadonlyMap<Out, HashInfo>;
}

/**
 * Hashes deps and outs, keeps `.gitignore`, stores the outs and the run-cache entry. dvc.lock is the caller's.
 * @throws {ExpError} when an out was not made, or a dep is gone
 */
export async function saveStage(bench: Workbench, stage: Stage, options: SaveOptions = {}): Promise<Saved> {
  const entryOf = options.entryOf ?? await describeInputs(bench, stage, options);
  const observed = observeOuts(bench, stage, options);
  const outs = new Map([...observed].map(([out, { info }]) => [out, info]));
  const entry = entryOf(outs);
  ignoreOuts(bench, stage);
  if (!options.noCommit) {
    const toRunCache = options.isDoubtful !== true && canSave(stage) && hasKnownInputs(entry) &&
      observed.size === stage.outs.length;
    for (const [out, seen] of observed) {
      if (out.path.startsWith("/")) continue; // outside of the repository: never cached
      const path = absolutePath(bench.repo, out.path);
      const inside = options.only?.get(out.path);
      if (isStored(out, options)) {
        bench.store.commit(path, seen, { link: !options.noLink, ...(inside === undefined ? {} : { inside }) });
      }
      if (toRunCache && !out.cache) bench.store.commit(path, seen, { link: false });
    }
    if (toRunCache) bench.runCache.save(entry);
  }
  return { entry, outs };
}

function isStored(out: Out, options: SaveOptions): boolean {
  return out.cache && !options.noCommit && options.only?.has(out.path) !== false;
}

/** Adds the outs' lines to `.gitignore` files. */
export function ignoreOuts(bench: Workbench, stage: Stage): void {
  for (const file of bench.gitIgnore.add(stage.outs)) bench.onGitIgnore(file);
}

/**
 * The lock entry of a stage as its inputs are now, waiting for its outs.
 * @throws {ExpError} `missing-data` when a dep is gone; `params-missing`
 */
export async function describeInputs(
  bench: Workbench,
  stage: Stage,
  options: SaveOptions = {},
): Promise<(outs: ReadonlyMap<Out, HashInfo>) => LockEntry> {
  const deps: LockedPath[] = stage.deps.map((dep) => ({
    written: dep.written,
    info: currentDep(bench, dep, options.allowMissing ?? false),
    ...(dep.isUrl ? { item: dep.source } : {}),
  }));
  const contents = new Map<string, Value | undefined>();
  for (const dep of stage.params) contents.set(dep.path, await bench.params.read(dep.path));
  const params = lockParams(stage, (path) => contents.get(path));
  return (outs) => {
    const items = stage.outs.flatMap((out): LockedPath[] => {
      const info = outs.get(out);
      if (out.isUrl) {
        return out.source === undefined ? [] : [{ written: out.written, info: out.locked, item: out.source }];
      }
      return info === undefined ? [] : [{ written: out.written, info }];
    });
    return formatLockEntry(stage, deps, params, items);
  };
}

/** @throws {ExpError} `missing-data` */
export function currentDep(bench: Workbench, dep: Dep, allowMissing: boolean): HashInfo | undefined {
  if (dep.isUrl) {
    if (dep.source !== undefined) return dep.locked;
    throw fault("missing-data/url-dep", { path: dep.path });
  }
  const seen = observeKeepingHash(bench, dep.path, dep.locked);
  if (seen.kind !== "missing") return seen.info;
  if (allowMissing) return dep.locked;
  throw fault("missing-data/dep", { dep: dep.written });
}

/** Content with an unchanged 2.x hash keeps that hash; all else gets a 3.x one. */
function observeKeepingHash(
  bench: Workbench,
  path: string,
  locked: HashInfo | undefined,
  options: { toStore?: boolean } = {},
): Observed {
  const absolute = absolutePath(bench.repo, path);
  if (bench.hasOldHashes) return bench.store.observe(absolute, "md5-dos2unix", { ...options, toRecord: true });
  if (locked?.algorithm === "md5-dos2unix") {
    const seen = bench.store.observe(absolute, "md5-dos2unix", { toRecord: true });
    if (seen.kind === "missing" || seen.info.hash === locked.hash) return seen;
  }
  return bench.store.observe(absolute, "md5", { ...options, toRecord: true });
}

function observeOuts(
  bench: Workbench,
  stage: Stage,
  options: SaveOptions,
): Map<Out, Exclude<Observed, { kind: "missing" }>> {
  const found = new Map<Out, Exclude<Observed, { kind: "missing" }>>();
  for (const out of stage.outs) {
    if (out.isUrl) continue;
    checkOutPlace(bench.repo, out);
    const isWhole = options.only?.get(out.path) === undefined;
    const seen = observeKeepingHash(bench, out.path, out.locked, { toStore: isWhole && isStored(out, options) });
    if (seen.kind !== "missing") found.set(out, seen);
    else if (!options.allowMissing) {
      throw fault("missing-data/out", { out: out.written });
    }
  }
  return found;
}

/** @throws {ExpError} for an out that cannot be kept where it is */
export function checkOutPlace(repo: Repo, out: Out): void {
  if (out.cache && (out.isUrl || out.path.startsWith("/"))) {
    const shown = out.isUrl ? out.path : absolutePath(repo, out.path);
    throw fault("invalid-file/cannot-cache", { out: out.written, path: shown });
  }
  if (out.isUrl || out.path.startsWith("/")) return;
  if (out.path === "" || repo.ignore.isIgnored(out.path, false)) {
    throw fault("invalid-file/out-dvcignored", { out: out.written });
  }
}
