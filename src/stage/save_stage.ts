/** After a run: hash what a stage read and wrote, store its outs, and write down what was seen. */
import type { RunEvent, Value } from "../common/mod.ts";
import type { DataStore, GitIgnoreKeeper, HashInfo, Observed } from "../data/mod.ts";
import type { Repo } from "../repo/mod.ts";
import { datasetItem } from "./dataset_state.ts";
import { fault } from "./faults.ts";
import { formatLockEntry, type LockedPath, lockParams } from "./lock_entry.ts";
import type { ParamsFiles } from "./params_files.ts";
import { absolutePath } from "./paths.ts";
import { canSave, hasKnownInputs, type RunCache } from "./run_cache.ts";
import type { Dep, LockEntry, Out, RepoPath, Stage } from "./types.ts";
import { isLookedAt, urlItems, type UrlLooks } from "./url_looks.ts";
import { urlItem, type UrlState } from "./url_state.ts";

/** What all stages of one command share. */
export interface Workbench {
  readonly repo: Repo;
  readonly store: DataStore;
  readonly params: ParamsFiles;
  readonly urls: UrlLooks;
  readonly gitIgnore: GitIgnoreKeeper;
  readonly runCache: RunCache;
  readonly emit: (event: RunEvent) => void;
  /** A `.gitignore` that was changed (absolute), for the hint at the end. */
  readonly onGitIgnore: (file: string) => void;
  /** Write hashes as DVC 2 does, which alone knows checkpoints and reads no others. */
  readonly hasOldHashes?: boolean;
}

/** Whatever was seen of a stage's data may be different now. */
export function forgetSeen(bench: Workbench, stage: Stage): void {
  bench.store.forget();
  bench.urls.forget(urlItems(stage).map(({ path }) => path));
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
  await bench.urls.prefetch(urlItems(stage));
  const entryOf = options.entryOf ?? await describeInputs(bench, stage, options);
  await hashLargeOuts(bench, stage, options);
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
      if (isStored(out, options) || (toRunCache && !out.cache)) await bench.store.storeAhead(path, seen);
      if (isStored(out, options)) {
        bench.store.commit(path, seen, { link: !options.noLink, ...(inside === undefined ? {} : { inside }) });
      }
      if (toRunCache && !out.cache) bench.store.commit(path, seen, { link: false });
    }
    if (toRunCache) bench.runCache.save(entry);
  }
  return { entry, outs };
}

/** So that whoever waits for it can end it. @param saving how they are going to be saved; undefined: perhaps not at all */
export async function hashLargeOuts(
  { repo, store, hasOldHashes = false }: Workbench,
  stage: Stage,
  saving?: SaveOptions,
): Promise<void> {
  for (const out of stage.outs) {
    const isOld = hasOldHashes || out.locked?.algorithm === "md5-dos2unix";
    if (out.isUrl || isOld) continue;
    const toStore = saving !== undefined && !out.path.startsWith("/") && isStored(out, saving);
    await store.hashAhead(absolutePath(repo, out.path), { toStore });
  }
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
  await bench.urls.prefetch(urlItems(stage));
  const deps = stage.deps.map((dep) => describeDep(bench, stage, dep, options.allowMissing ?? false));
  const contents = new Map<string, Value | undefined>();
  for (const dep of stage.params) contents.set(dep.path, await bench.params.read(dep.path));
  const params = lockParams(stage, (path) => contents.get(path));
  return (outs) => {
    const items = stage.outs.flatMap((out): LockedPath[] => {
      const info = outs.get(out);
      if (out.isUrl) return describeUrlOut(bench, out);
      if (info === undefined) return [];
      const isAsBefore = out.files === undefined && info.hash === out.locked?.hash;
      return [{ written: out.written, info, cloud: isAsBefore ? out.source?.get("cloud") : undefined }];
    });
    return formatLockEntry(stage, deps, params, items);
  };
}

/**
 * A dep as it is now.
 * @throws {ExpError} `missing-data`; where a URL cannot be looked at, why not
 */
export function describeDep(bench: Workbench, stage: Stage, dep: Dep, allowMissing: boolean): LockedPath {
  const { written } = dep;
  if (!dep.isUrl) return { written, info: currentDep(bench, dep, allowMissing) };
  const isLooked = isLookedAt(stage, dep);
  const look = isLooked ? bench.urls.at(dep.path) : undefined;
  if (look?.kind === "dataset") return { written, info: undefined, item: datasetItem(written, look.lock) };
  const state = isLooked ? seenAtUrl(bench, dep) : undefined;
  if (state !== undefined) return { written, info: undefined, item: urlItem(written, state, dep.source) };
  if (dep.source !== undefined && (allowMissing || !isLooked)) return { written, info: undefined, item: dep.source };
  throw fault("missing-data/dep", { dep: written });
}

/** Undefined when it is not there. @throws {ExpError} when it cannot be looked at */
function seenAtUrl(bench: Workbench, { path }: Dep | Out): UrlState | undefined {
  const look = bench.urls.at(path);
  if (look.kind === "unseen" || look.kind === "unsynced") throw look.error;
  return look.kind === "seen" ? look.state : undefined;
}

function describeUrlOut(bench: Workbench, out: Out): LockedPath[] {
  const state = seenAtUrl(bench, out);
  if (state === undefined) return [];
  return [{ written: out.written, info: undefined, item: urlItem(out.written, state, out.source) }];
}

function currentDep(bench: Workbench, dep: Dep, allowMissing: boolean): HashInfo | undefined {
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
    checkOutPlace(bench.repo, out);
    if (out.isUrl) {
      if (seenAtUrl(bench, out) === undefined && !options.allowMissing) {
        throw fault("missing-data/out", { out: out.written });
      }
      continue;
    }
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
