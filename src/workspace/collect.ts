import { type ErrorKind, ExpError } from "../common/mod.ts";
import {
  collectGarbage,
  type Garbage,
  type ObjectId,
  openRemote,
  type Remote,
  type TellProgress,
  type TreeEntry,
  usedObjects,
} from "../data/mod.ts";
import type { Rev } from "../git/mod.ts";
import type { Project } from "../pipeline/mod.ts";
import { type UsedChoice, usedData, type UsedItem } from "./used.ts";
import { fault } from "./faults.ts";

interface CollectRequest extends UsedChoice {
  /** Further projects that use the same cache. */
  readonly projects: readonly Project[];
  /** Remove nothing. */
  readonly dry: boolean;
  /** Of what is used, keep only what the remote lacks. */
  readonly notInRemote: boolean;
  /** Clean the remotes, too. */
  readonly cloud: boolean;
  /** Default: the configuration's. */
  readonly remote: string | undefined;
  /** Asked for each used folder of which nobody knows what it holds: may its files go? */
  readonly mayLose: (folder: string) => boolean;
  /** Told the path of each object that goes, before it does. */
  readonly onRemove: (path: string) => void;
  /** Told what went from each place when it is done there: what comes after may fail. */
  readonly onCollected: (place: "cache" | "remote", removed: Garbage) => void;
  readonly tell: TellProgress;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Removes what nothing of the choice uses. All that is used is known before the first object goes.
 * @throws {ExpError} `missing-data` for a folder of which it is not known what it holds; `config`
 */
export async function collectUnused(project: Project, request: CollectRequest): Promise<void> {
  const { repo } = project;
  const found: UsedItem[][] = [];
  for (const each of [project, ...request.projects]) found.push(await usedBy(each, request));
  const items = found.flat();
  const wanted = request.cloud || request.notInRemote;
  const remotes = wanted ? await remotesOf(project, items, request.remote) : await knownRemotes(project, items);
  const bases = request.projects.map((other) => other.repo.cacheDir);
  const trees = await treesOf(remotes, items, request.signal);
  const used = expand(project, items, { bases, trees }, request);
  const keep = request.notInRemote ? await without(used, remotes.map(({ remote }) => remote), request.signal) : used;
  const { dry, onRemove, onCollected, tell, signal } = request;
  const kept = remotes.map(({ items }) => expand(project, items, { bases, trees }, { mayLose: () => true }));
  onCollected("cache", collectGarbage(repo, keep, { dry, onRemove, tell }));
  for (const [i, { remote }] of (request.cloud ? remotes : []).entries()) {
    try {
      onCollected("remote", await remote.collect(kept[i] ?? [], { dry, onRemove, tell, signal }));
    } catch (error) {
      if (error instanceof ExpError && error.kind === "io") throw fault("within/remote-collect", {}, error);
      throw error;
    }
  }
}

/** @throws {ExpError} for what cannot be read, saying whose it is */
async function usedBy(project: Project, request: CollectRequest): Promise<UsedItem[]> {
  const { onUnreadable } = request;
  const tell = (rev: Rev | undefined, error: ExpError) => {
    if (onUnreadable !== undefined) return onUnreadable(rev, error);
    throw fault("within/collect", { rev }, error);
  };
  return await usedData(project, { ...request, onUnreadable: tell, mayBeUnread: true });
}

function expand(
  { repo }: Project,
  items: readonly UsedItem[],
  known: { readonly bases: readonly string[]; readonly trees: Trees },
  { mayLose }: Pick<CollectRequest, "mayLose">,
): ObjectId[] {
  const named = items.map(({ info, path, rev }) => ({ ...info, path, rev }));
  const onLost = ({ path, rev }: { readonly path: string; readonly rev: Rev | undefined }) => {
    if (mayLose(path)) return;
    throw fault("missing-data/folder-list", { path, rev });
  };
  return usedObjects(repo, named, { ...known, onLost });
}

interface CleanedRemote {
  readonly remote: Remote;
  /** What belongs there. */
  readonly items: readonly UsedItem[];
}

/** The command's remote, and those that outs name for themselves; two names of one place are one. */
async function remotesOf(
  { repo }: Project,
  items: readonly UsedItem[],
  name: string | undefined,
): Promise<CleanedRemote[]> {
  const found = new Map<string, { remote: Remote; items: UsedItem[] }>();
  for (const wanted of new Set([name, ...items.flatMap((item) => item.remote ?? [])])) {
    const remote = await openRemote(repo, wanted);
    const known = found.get(remote.shown) ?? { remote, items: [] };
    found.set(remote.shown, known);
    known.items.push(
      ...items.filter((item) => item.remote === wanted || (wanted === name && item.remote === undefined)),
    );
  }
  return [...found.values()];
}

/** Where a folder's list may be found when the cache has lost it. */
async function knownRemotes(project: Project, items: readonly UsedItem[]): Promise<CleanedRemote[]> {
  try {
    return await remotesOf(project, items, undefined);
  } catch (error) {
    if (error instanceof ExpError && error.kind === "config") return []; // there is none
    throw error;
  }
}

const AWAY: ReadonlySet<ErrorKind> = new Set(["no-program", "remote-failed", "remote-refused", "config"]);

type Trees = ReadonlyMap<string, readonly TreeEntry[]>;

async function treesOf(
  remotes: readonly CleanedRemote[],
  items: readonly UsedItem[],
  signal: AbortSignal | undefined,
): Promise<Trees> {
  const trees = new Map<string, readonly TreeEntry[]>();
  for (const { remote } of remotes) {
    const unknown = items.flatMap(({ info }) => trees.has(info.hash) ? [] : [info]);
    for (const [hash, tree] of await treesIn(remote, unknown, signal)) trees.set(hash, tree);
  }
  return trees;
}

/** A remote that is away knows nothing; whether that may be is asked of whoever would lose files by it. */
async function treesIn(remote: Remote, ids: readonly ObjectId[], signal: AbortSignal | undefined): Promise<Trees> {
  try {
    return await remote.readTrees(ids, signal);
  } catch (error) {
    if (error instanceof ExpError && AWAY.has(error.kind)) return new Map();
    throw error;
  }
}

/** What of some objects no remote has. */
async function without(
  used: readonly ObjectId[],
  remotes: readonly Remote[],
  signal: AbortSignal | undefined,
): Promise<ObjectId[]> {
  let left = [...used];
  for (const remote of remotes) {
    const there = await remote.has(left, { signal });
    left = left.filter(({ hash }) => !there.has(hash));
  }
  return left;
}
