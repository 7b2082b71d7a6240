import { compareCodePoints, ExpError, type Value, valueMap } from "../common/mod.ts";
import { type DataStore, openDataStore } from "../data/mod.ts";
import type { Git } from "../git/mod.ts";
import { Project } from "../pipeline/mod.ts";
import { isInside } from "../repo/mod.ts";
import { repoAtRev } from "../revisions/mod.ts";
import { chooseOuts } from "../workspace/mod.ts";
import { listedPath } from "./data_index.ts";
import { fault } from "./faults.ts";
import { type Change, indexChanges } from "./index_changes.ts";
import { gatherTrees } from "./remote_sides.ts";
import { diskIndex, isTrackedOut, pathOf, recordedIndex, type Wanted } from "./sides.ts";

interface DataDiffRequest {
  /** A commit's id. */
  readonly from: string;
  /** A commit's id; undefined: the workspace. */
  readonly to: string | undefined;
  /** Stages, `.dvc` files, tracked paths or what is in them; none: everything. */
  readonly targets: readonly string[];
}

export type DiffState = "added" | "deleted" | "modified" | "renamed" | "not in cache";

interface DiffEntry {
  /** Relative to the root; folders end in `/`. */
  readonly path: string | { readonly old: string; readonly new: string };
  readonly hash: string | { readonly old: string; readonly new: string } | undefined;
}

/** Each state's entries in the order of their paths; of a comparison that found nothing there is no state at all. */
export type DataDiff = ReadonlyMap<DiffState, readonly DiffEntry[]>;

/**
 * What data differs between two commits, or a commit and the disk, and what of the older side the cache has lost where it
 * is the disk.
 *
 * @throws {ExpError} `not-found` for a target that neither side has
 */
export async function findDataDiff(
  project: Project,
  git: Git,
  request: DataDiffRequest,
): Promise<DataDiff> {
  if (request.from === request.to) return new Map();
  const before = await choose(projectAt(project, git, request.from), request.targets);
  const after = await choose(request.to === undefined ? project : projectAt(project, git, request.to), request.targets);
  const nowhere = before.missing.find((target) => after.missing.includes(target));
  if (nowhere !== undefined) throw fault("not-found/data-target", { target: nowhere });
  using store = openDataStore(project.repo);
  const readTree = await gatherTrees(project.repo, store, [...before.wanted, ...after.wanted]);
  const old = recordedIndex(before.wanted, readTree);
  const fresh = request.to === undefined
    ? diskIndex(project.repo, after.wanted, store)
    : recordedIndex(after.wanted, readTree);
  const roots = outermost([...before.wanted, ...after.wanted].map(pathOf));
  const changes = roots.length === 0 ? [] : indexChanges(old, fresh, { hashOnly: false, shallow: false, roots });
  return sorted(changes.filter(isComparable), request.to === undefined ? store : undefined);
}

function projectAt({ repo }: Project, git: Git, rev: string): Project {
  return new Project({ ...repoAtRev(repo, git, rev).repo, cwd: repo.cwd });
}

async function choose(project: Project, targets: readonly string[]): Promise<{ wanted: Wanted[]; missing: string[] }> {
  if (targets.length === 0) return { wanted: (await chooseOuts(project, {})).filter(isTrackedOut), missing: [] };
  const wanted: Wanted[] = [];
  const missing: string[] = [];
  for (const target of targets) {
    try {
      wanted.push(...(await chooseOuts(project, { targets: [target] })).filter(isTrackedOut));
    } catch (error) {
      if (!(error instanceof ExpError) || error.kind !== "not-found") throw error;
      missing.push(target);
    }
  }
  return { wanted, missing };
}

function outermost(paths: readonly string[]): string[] {
  const all = [...new Set(paths)];
  return all.filter((path) => !all.some((other) => isInside(path, other)));
}

/** Of folders without a hash only what is in them counts. */
function isComparable({ old, new: fresh }: Change): boolean {
  return [old, fresh].every((entry) => entry === undefined || !entry.isFolder || entry.hash !== undefined);
}

/** @param store tells what the cache has lost; undefined: nobody asks */
function sorted(changes: readonly Change[], store: DataStore | undefined): DataDiff {
  const found: Record<DiffState, DiffEntry[]> = {
    "added": [],
    "deleted": [],
    "modified": [],
    "renamed": [],
    "not in cache": [],
  };
  for (const change of changes) {
    const { kind, old } = change;
    if (kind !== "unchanged" && kind !== "unknown") found[kind].push(entryOf(change));
    if (store !== undefined && old?.hash !== undefined && !isCached(store, old.hash)) {
      found["not in cache"].push({ path: listedPath(old), hash: old.hash.hash });
    }
  }
  const states = Object.entries(found) as [DiffState, DiffEntry[]][];
  if (states.every(([, entries]) => entries.length === 0)) return new Map();
  return new Map(states.map(([state, entries]) => [state, entries.sort(byOldPath)]));
}

/** Files of folders are entries of their own. */
function isCached(store: DataStore, hash: NonNullable<NonNullable<Change["old"]>["hash"]>): boolean {
  return hash.hash.endsWith(".dir") ? store.readTree(hash) !== undefined : store.has(hash);
}

function entryOf({ kind, old, new: fresh }: Change): DiffEntry {
  const [before, after] = [old?.hash?.hash, fresh?.hash?.hash];
  switch (kind) {
    case "renamed":
      return { path: { old: listedPath(old!), new: listedPath(fresh!) }, hash: before };
    case "modified":
      return { path: listedPath(old!), hash: { old: before ?? "", new: after ?? "" } };
    default:
      return { path: listedPath((fresh ?? old)!), hash: after ?? before };
  }
}

function byOldPath(a: DiffEntry, b: DiffEntry): number {
  const key = ({ path }: DiffEntry) => typeof path === "string" ? path : path.old;
  return compareCodePoints(key(a), key(b));
}

/** @param withHash each entry's hash, too */
export function dataDiffJson(diff: DataDiff, withHash: boolean): Value {
  const pair = (value: DiffEntry["path"] | DiffEntry["hash"]): Value =>
    value === undefined ? null : typeof value === "string" ? value : valueMap([["old", value.old], ["new", value.new]]);
  return valueMap([...diff].map(([state, entries]) => [
    state,
    entries.map(({ path, hash }) =>
      valueMap([["path", pair(path)], ...withHash ? [["hash", pair(hash)]] as const : []])
    ),
  ]));
}

export function entryPath({ path }: DiffEntry): string {
  return typeof path === "string" ? path : `${path.old} -> ${path.new}`;
}

/** The beginning of a hash, or of both; empty where there is none. */
export function shownHash({ hash }: DiffEntry): string {
  const short = (text: string) => text.slice(0, 8);
  if (hash === undefined) return "";
  return typeof hash === "string" ? short(hash) : `${short(hash.old)}..${short(hash.new)}`;
}
