import { ExpError } from "../common/mod.ts";
import {
  collectGarbage,
  type Garbage,
  type ObjectId,
  openRemote,
  type Remote,
  type TellProgress,
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
  readonly tell: TellProgress;
}

interface Collected {
  readonly cache: Garbage;
  /** One for each remote that was cleaned. */
  readonly remotes: readonly Garbage[];
}

/**
 * Removes what nothing of the choice uses. All that is used is known before the first object goes.
 * @throws {ExpError} `missing-data` for a folder of which it is not known what it holds; `config`
 */
export async function collectUnused(project: Project, request: CollectRequest): Promise<Collected> {
  const { repo } = project;
  const found: UsedItem[][] = [];
  for (const each of [project, ...request.projects]) found.push(await usedBy(each, request));
  const items = found.flat();
  const remotes = request.cloud || request.notInRemote ? remotesOf(project, items, request.remote) : [];
  const bases = [
    ...request.projects.map((other) => other.repo.cacheDir),
    ...(remotes.length > 0 ? remotes : knownRemotes(project, items)).map((each) => each.remote.url),
  ];
  const used = expand(project, items, bases, request);
  const keep = request.notInRemote ? without(used, remotes.map(({ remote }) => remote)) : used;
  const { dry, onRemove, tell } = request;
  const kept = remotes.map(({ items }) => expand(project, items, bases, { mayLose: () => true }));
  const cache = collectGarbage(repo, keep, { dry, onRemove, tell });
  if (!request.cloud) return { cache, remotes: [] };
  return {
    cache,
    remotes: remotes.map(({ remote }, i) =>
      collectGarbage(repo, kept[i] ?? [], { dry, onRemove, tell, base: remote.url })
    ),
  };
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
  bases: readonly string[],
  { mayLose }: Pick<CollectRequest, "mayLose">,
): ObjectId[] {
  const named = items.map(({ info, path, rev }) => ({ ...info, path, rev }));
  return usedObjects(repo, named, bases, ({ path, rev }) => {
    if (mayLose(path)) return;
    throw fault("missing-data/folder-list", { path, rev });
  });
}

interface CleanedRemote {
  readonly remote: Remote;
  /** What belongs there. */
  readonly items: readonly UsedItem[];
}

/** The command's remote, and those that outs name for themselves; two names of one folder are one. */
function remotesOf({ repo }: Project, items: readonly UsedItem[], name: string | undefined): CleanedRemote[] {
  const found = new Map<string, { remote: Remote; items: UsedItem[] }>();
  for (const wanted of new Set([name, ...items.flatMap((item) => item.remote ?? [])])) {
    const remote = openRemote(repo, wanted);
    const known = found.get(remote.url) ?? { remote, items: [] };
    found.set(remote.url, known);
    known.items.push(
      ...items.filter((item) => item.remote === wanted || (wanted === name && item.remote === undefined)),
    );
  }
  return [...found.values()];
}

/** Where a folder's list may be found when the cache has lost it. */
function knownRemotes(project: Project, items: readonly UsedItem[]): CleanedRemote[] {
  try {
    return remotesOf(project, items, undefined);
  } catch (error) {
    if (error instanceof ExpError && error.kind === "config") return []; // none, or in a cloud
    throw error;
  }
}

/** What of some objects no remote has. */
function without(used: readonly ObjectId[], remotes: readonly Remote[]): ObjectId[] {
  return used.filter((id) => !remotes.some(({ objects }) => objects.hasOne(id)));
}
