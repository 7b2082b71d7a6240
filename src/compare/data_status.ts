import { type DataStore, type FailedObject, type HashInfo, openDataStore } from "../data/mod.ts";
import { type Git, workTreeState } from "../git/mod.ts";
import { Project } from "../pipeline/mod.ts";
import { isInside, joinPath, nameOf, relativeFrom, relativeInside, type Repo } from "../repo/mod.ts";
import { repoAtRev } from "../revisions/mod.ts";
import { type DataEntry, type DataIndex, listedPath } from "./data_index.ts";
import { type Change, type ChangeKind, indexChanges } from "./index_changes.ts";
import { gatherTrees, lackingInRemote } from "./remote_sides.ts";
import { diskIndex, type ReadTree, recordedIndex, trackedOuts, type Wanted } from "./sides.ts";

interface DataStatusRequest {
  /** Paths relative to the root; none: everything. */
  readonly targets: readonly string[];
  /** Files of folders one by one. */
  readonly granular: boolean;
  /** Look for files that neither Git nor the project tracks. */
  readonly untracked: boolean;
  /** Look whether Git has changes of its own. */
  readonly gitState: boolean;
  /** Look what of the records a remote lacks: this one, or each out's own; undefined: do not. */
  readonly notInRemote: { readonly remote: string | undefined } | undefined;
}

export type ListedChange = string | { readonly old: string; readonly new: string };

/** By kind, each kind that there is. Paths relative to the root; folders end in `/`. */
export type ListedChanges = ReadonlyMap<ListedKind, readonly ListedChange[]>;
type ListedKind = Exclude<ChangeKind, "unchanged">;

export interface DataStatus {
  readonly notInCache: readonly string[];
  readonly notInRemote: readonly string[];
  /** What nobody can look for in a remote. */
  readonly unseenInRemote: readonly FailedObject[];
  /** What the last commit and the records of the workspace have differently. */
  readonly committed: ListedChanges;
  /** What the records and the disk have differently. */
  readonly uncommitted: ListedChanges;
  /** Relative to the current folder. */
  readonly untracked: readonly string[];
  readonly unchanged: readonly string[];
  /** Undefined without Git. */
  readonly git: { readonly isEmpty: boolean; readonly isDirty: boolean } | undefined;
}

/**
 * How tracked data stands between the last commit, the records in the workspace, and the disk. What has not changed
 * since it was hashed last is not read.
 */
export async function findDataStatus(
  project: Project,
  git: Git | undefined,
  request: DataStatusRequest,
): Promise<DataStatus> {
  const { repo } = project;
  const { targets, granular, notInRemote } = request;
  using store = openDataStore(repo);
  const here = trackedOuts(await project.stages());
  for (const { out } of here) if (out.locked && out.files) store.knowTree(out.locked, out.files);
  const treesOf = async (outs: readonly Wanted[]): Promise<ReadTree> =>
    granular || notInRemote ? await gatherTrees(repo, store, outs) : () => undefined;
  const isListed = (entry: DataEntry | undefined) => entry !== undefined && isTargeted(targets, entry.path);
  const options = { hashOnly: true, shallow: !granular, isWanted: towards(targets) };
  const compare = (old: DataIndex, fresh: DataIndex) =>
    indexChanges(old, fresh, options).filter((change) => isListed(change.new ?? change.old));

  const readTree = await treesOf(here);
  const records = recordedIndex(here, readTree);
  const onDisk = compare(records, diskIndex(repo, here, store));
  const before = git && await committedOuts(repo, git);
  const since = before && compare(recordedIndex(before, await treesOf(before)), records);
  const entries = [...records.hashed(granular)].filter(isListed);
  const unseenInRemote: FailedObject[] = [];
  const onUnseen = (object: FailedObject) => void unseenInRemote.push(object);
  const lacking = notInRemote
    ? await lackingInRemote(repo, here, entries, readTree, { name: notInRemote.remote, granular, onUnseen })
    : [];
  const lost = onDisk.filter(({ old }) => old?.hash && !isCached(repo, store, old.hash, !granular));
  return {
    notInCache: lost.map(({ old }) => listedPath(old!)),
    notInRemote: lacking.map(listedPath),
    unseenInRemote,
    committed: listed(since ?? []),
    uncommitted: listed(onDisk),
    unchanged: unchangedIn(onDisk, since),
    ...git === undefined ? { untracked: [], git: undefined } : gitFacts(repo, git, request),
  };
}

async function committedOuts(repo: Repo, git: Git): Promise<readonly Wanted[]> {
  const head = git.head().rev;
  return head === undefined ? [] : trackedOuts(await new Project(repoAtRev(repo, git, head).repo).stages());
}

function gitFacts(
  repo: Repo,
  git: Git,
  { untracked, gitState, targets }: DataStatusRequest,
): Pick<DataStatus, "untracked" | "git"> {
  const state = untracked || gitState ? workTreeState(git, { untracked }) : { isDirty: false, untracked: [] };
  return {
    untracked: untrackedHere(repo, git.top, state.untracked, targets),
    git: { isEmpty: git.head().rev === undefined, isDirty: state.isDirty },
  };
}

/** Is a path one of the targets, or below one? */
function isTargeted(targets: readonly string[], path: string): boolean {
  return targets.length === 0 || targets.some((target) => path === target || isInside(path, target));
}

/** Is a path targeted, or on the way to a target? */
function towards(targets: readonly string[]): (path: string) => boolean {
  return (path) => isTargeted(targets, path) || targets.some((target) => isInside(target, path));
}

/** A folder whose files are asked for one by one is its list alone. */
function isCached(repo: Repo, store: DataStore, hash: HashInfo, withFiles: boolean): boolean {
  const isWhole = withFiles && repo.rules.foldersNeedTheirFiles;
  return isWhole || !hash.hash.endsWith(".dir") ? store.has(hash) : store.readTree(hash) !== undefined;
}

const KINDS: readonly ListedKind[] = ["modified", "unknown", "added", "renamed", "deleted"];

function listed(changes: readonly Change[]): ListedChanges {
  const found = changes.filter(isShown);
  return new Map(KINDS.flatMap((kind) => {
    const own = found.filter((change) => change.kind === kind).map(listedChange);
    return own.length === 0 ? [] : [[kind, own] as const];
  }));
}

/** What nobody has ever recorded is neither changed nor unchanged; of what is unknown only what is there counts. */
function isShown({ kind, old, new: fresh }: Change): boolean {
  if (kind === "unchanged") return (old?.hash ?? fresh?.hash) !== undefined;
  return kind !== "unknown" || fresh !== undefined;
}

function listedChange({ kind, old, new: fresh }: Change): ListedChange {
  if (kind === "renamed") return { old: listedPath(old!), new: listedPath(fresh!) };
  return listedPath((fresh ?? old)!);
}

function unchangedIn(onDisk: readonly Change[], since: readonly Change[] | undefined): string[] {
  const same = (changes: readonly Change[]) =>
    changes.filter((change) => change.kind === "unchanged" && isShown(change)).map((change) => listedPath(change.new!));
  if (since === undefined) return same(onDisk);
  const committed = new Set(same(since));
  return same(onDisk).filter((path) => committed.has(path));
}

/** Without those that somebody was killed while writing: they are no files of the user's. */
function untrackedHere(repo: Repo, top: string, files: readonly string[], targets: readonly string[]): string[] {
  return files.flatMap((file) => relativeInside(repo.root, joinPath(top, file)) ?? [])
    .filter((path) => isTargeted(targets, path) && !repo.host.fs.isHalfWritten(nameOf(path)))
    .map((path) => repo.cwd === repo.root ? path : relativeFrom(repo.cwd, joinPath(repo.root, path)));
}
