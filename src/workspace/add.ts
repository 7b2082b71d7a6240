import { type EmitEvent, ExpError, valueMap } from "../common/mod.ts";
import {
  type DataStore,
  emitProgress,
  type Endable,
  formatDvcFile,
  gitTracks,
  type Observed,
  openDataStore,
  openGitIgnoreKeeper,
} from "../data/mod.ts";
import { buildGraph, type Project } from "../pipeline/mod.ts";
import { joinPath, relativeInside, removeHalfWritten, type Repo } from "../repo/mod.ts";
import { absolutePath, displayPath, type RepoPath } from "../stage/mod.ts";
import { observeParts } from "./add_part.ts";
import { type AddPlan, locateTarget, missing, planTargets } from "./add_target.ts";
import { copyIn, planCopy } from "./copy_in.ts";
import { pathsMatching } from "./glob.ts";
import { fault } from "./faults.ts";

interface AddOptions {
  readonly noCommit?: boolean;
  readonly glob?: boolean;
  /** Copy the (single) target here first. */
  readonly out?: string;
  readonly noRelink?: boolean;
  readonly force?: boolean;
  /** Told of what the cache lacks; nothing is stored then. Its host is to hold back what is written down. */
  readonly instead?: (path: RepoPath, observed: Exclude<Observed, { kind: "missing" }>) => void;
  readonly emit?: EmitEvent;
  /** By whom work on a large file is ended. */
  readonly endable?: Endable | undefined;
}

/**
 * Tracks files and folders. All targets are checked before the first is stored, and a `.dvc` file is written when its data
 * is stored. What has not changed is left as it is.
 *
 * @returns the files that Git should have, relative to the current folder, sorted
 * @throws {ExpError} with DVC's exit code 1
 */
export async function addData(project: Project, targets: readonly string[], options: AddOptions): Promise<string[]> {
  const { repo } = project;
  await project.stages(); // what is wrong already is told first
  if (options.out === undefined) return await addPaths(project, expandTargets(repo, targets, options), options);
  const copy = planCopy(repo, targets, options.out, options.force ?? false);
  await copyIn(repo, copy, options.endable);
  try {
    return await addPaths(project, [copy.path], options);
  } catch (error) {
    const isEnded = error instanceof ExpError && error.kind === "interrupted";
    if (isEnded && copy.isNew) repo.host.fs.removeTree(absolutePath(repo, copy.path));
    throw error;
  }
}

/** @param paths relative to the root */
async function addPaths(project: Project, paths: readonly string[], options: AddOptions): Promise<string[]> {
  const { repo } = project;
  const stages = await project.stages();
  buildGraph(repo, stages); // what is wrong already is told before anything is added to it
  const plans = planTargets(repo, stages, paths);
  refuseGitTracked(repo, plans);
  const { emit, endable } = options;
  using store = openDataStore(repo, { endable, ...(emit === undefined ? {} : { onProgress: emitProgress(emit) }) });
  const touched = new Set<string>();
  const keeper = openGitIgnoreKeeper(repo);
  for (const plan of plans) {
    const { out, inside } = plan;
    const observed = await observe(store, repo, plan, { toStore: !options.noCommit && options.instead === undefined });
    if (observed.kind === "missing") throw missing(repo, out.path);
    const file = joinPath(repo.root, plan.file);
    const before = repo.host.fs.readTextIfThere(file);
    const tree = out.files !== undefined && observed.kind === "dir" ? { tree: observed.tree } : {};
    const text = observed.info.hash === out.locked?.hash && observed.info.algorithm === out.locked.algorithm &&
        before !== undefined && (observed.info.isexec ?? false) === (out.locked.isexec ?? false)
      ? before
      : formatDvcFile(
        before,
        [{ written: out.written, info: observed.info, options: valueMap([]), ...tree }],
        plan.file,
      );
    if (options.instead !== undefined) {
      if (!options.noCommit && !store.has(observed.info)) options.instead(out.path, observed);
    } else if (!options.noCommit) {
      const link = !options.noRelink;
      await store.storeAhead(absolutePath(repo, out.path), observed);
      store.commit(absolutePath(repo, out.path), observed, inside === undefined ? { link } : { link, inside });
    }
    for (const changed of keeper.add([out])) touched.add(changed);
    if (text !== before) repo.host.fs.writeAtomic(file, text);
    touched.add(file);
  }
  if (options.instead === undefined) removeHalfWritten(repo.host, plans.map(({ file }) => joinPath(repo.root, file)));
  return [...touched].map((path) => displayPath(repo, relativeInside(repo.root, path) ?? path)).sort();
}

/** Paths relative to the root. */
function expandTargets(repo: Repo, targets: readonly string[], options: AddOptions): string[] {
  const paths = targets.flatMap((target) => options.glob ? pathsMatching(repo, target) : [target]);
  return [...new Set(paths.map((path) => locateTarget(repo, path)))];
}

/** The new content of the out. What is as DVC 2 has recorded it keeps that record. */
async function observe(
  store: DataStore,
  repo: Repo,
  { out, inside }: AddPlan,
  options: { toStore: boolean },
): Promise<Observed> {
  if (out.files !== undefined && out.locked !== undefined) store.knowTree(out.locked, out.files);
  if (inside !== undefined) return await observeParts(store, repo, out, inside);
  const path = absolutePath(repo, out.path);
  if (out.locked?.algorithm === "md5-dos2unix") {
    const now = store.observe(path, "md5-dos2unix", { toRecord: true });
    if (now.kind === "missing" || now.info.hash === out.locked.hash) return now;
  }
  const how = { ...options, toRecord: true };
  await store.hashAhead(path, how);
  return store.observe(path, "md5", how);
}

function refuseGitTracked(repo: Repo, plans: readonly AddPlan[]): void {
  const fresh = plans.filter((plan) => !plan.isTracked).map((plan) => plan.out.path);
  if (repo.git === undefined || fresh.length === 0) return;
  const tracks = gitTracks(repo, fresh.map((path) => absolutePath(repo, path)));
  const path = fresh.find((each) => tracks(absolutePath(repo, each)));
  if (path === undefined) return;
  throw fault("invalid-target/tracked-by-git", { shown: displayPath(repo, path) });
}
