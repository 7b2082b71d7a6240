/** What remotes are asked where tracked data is compared. */
import { type ErrorKind, ExpError } from "../common/mod.ts";
import {
  type DataStore,
  type FailedObject,
  type HashInfo,
  isDirHash,
  openRemote,
  type Remote,
  type TreeEntry,
} from "../data/mod.ts";
import { pathAndFolders, type Repo } from "../repo/mod.ts";
import { isRepoImport } from "../stage/mod.ts";
import { type DataEntry, listedPath } from "./data_index.ts";
import type { ReadTree, Wanted } from "./sides.ts";

/** A comparison goes on without a remote that is not there, or does not answer. */
const PASSED_OVER: readonly ErrorKind[] = ["config", "no-program", "remote-failed", "remote-refused", "not-found"];

/** What folders hold: from the cache, else from the remote that each belongs to. */
export async function gatherTrees(repo: Repo, store: DataStore, wanted: readonly Wanted[]): Promise<ReadTree> {
  const found = new Map<string, readonly TreeEntry[]>();
  const lost = wanted.filter(({ out: { locked, files } }) =>
    locked !== undefined && isDirHash(locked.hash) && files === undefined && store.readTree(locked) === undefined
  );
  for (const [name, outs] of Map.groupBy(lost, ({ out }) => out.remote)) {
    try {
      const remote = await openRemote(repo, name);
      const trees = await remote.readTrees(outs.map(({ out }) => out.locked!));
      for (const [hash, tree] of trees) found.set(hash, tree);
    } catch (error) {
      if (!(error instanceof ExpError) || !PASSED_OVER.includes(error.kind)) throw error;
    }
  }
  return (info) => store.readTree(info) ?? found.get(info.hash);
}

/**
 * Which recorded data lacks something in the remote that it belongs to. The list of a folder proves nothing of its files:
 * each is looked for, where they are not among the entries themselves. What stays at home, and what is imported from another repository, is asked of nowhere.
 *
 * @param name of the remote; default: each out's own, else the configuration's. Where there is none all is lacking.
 */
export async function lackingInRemote(
  repo: Repo,
  wanted: readonly Wanted[],
  entries: readonly DataEntry[],
  readTree: ReadTree,
  { name, granular, onUnseen }: {
    readonly name: string | undefined;
    readonly granular: boolean;
    /** Told of each object that nobody can look for, by an entry's path. */
    readonly onUnseen: (object: FailedObject) => void;
  },
): Promise<DataEntry[]> {
  const lacking = new Set<DataEntry>();
  const ownerOf = new Map(wanted.map((each) => [each.out.path, each]));
  const asked = entries.flatMap((entry) => {
    const owner = ownerAround(ownerOf, entry.path);
    return owner === undefined || !owner.out.push || isRepoImport(owner.stage)
      ? []
      : [{ entry, remote: owner.out.remote }];
  });
  for (const [own, group] of Map.groupBy(asked, ({ remote }) => name ?? remote)) {
    const remote = await openNamed(repo, own);
    const idsOf = ({ hash }: DataEntry) => hash === undefined ? [] : [hash, ...granular ? [] : filesOf(hash, readTree)];
    const unseen = new Map<string, FailedObject>();
    const asking = { onUnseen: (object: FailedObject) => void unseen.set(object.id.hash, object) };
    const there = await remote?.has(group.flatMap(({ entry }) => idsOf(entry)), asking) ?? new Set();
    for (const { entry } of group) {
      const lost = idsOf(entry).filter(({ hash }) => !there.has(hash));
      if (lost.some(({ hash }) => !unseen.has(hash))) lacking.add(entry);
      else if (lost.length > 0) onUnseen({ ...unseen.get(lost[0]!.hash)!, path: listedPath(entry) });
    }
  }
  return entries.filter((entry) => lacking.has(entry));
}

function ownerAround(owners: ReadonlyMap<string, Wanted>, path: string): Wanted | undefined {
  for (const each of pathAndFolders(path)) if (owners.has(each)) return owners.get(each);
  return undefined;
}

function filesOf(folder: HashInfo, readTree: ReadTree): HashInfo[] {
  if (!isDirHash(folder.hash)) return [];
  return (readTree(folder) ?? []).map(({ hash }) => ({ algorithm: folder.algorithm, hash }));
}

/** Undefined where nobody has named one, nor the configuration. */
async function openNamed(repo: Repo, name: string | undefined): Promise<Remote | undefined> {
  if (name === undefined && !repo.config.get("core", "remote")) return undefined;
  return await openRemote(repo, name);
}
