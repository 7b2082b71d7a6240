/** Data of a source on its way here: from its cache where that is on this machine, else from its own remotes. */
import { isMap } from "../common/mod.ts";
import {
  entriesInside,
  failedFault,
  type HashInfo,
  isDirHash,
  objectPath,
  openDataStore,
  openRemote,
  readStoredTree,
  type RemoteItem,
  storeBytes,
  type TellProgress,
  transferAll,
  type TreeEntry,
} from "../data/mod.ts";
import type { Config, Repo } from "../repo/mod.ts";
import { writtenAddress } from "./address.ts";
import { fault } from "./faults.ts";
import { baseOfUrl, type Reader, type Source, withSource } from "./open_source.ts";
import type { TrackedOut } from "./source_project.ts";
import { type SourceFile, type SourceNode, SourceTree } from "./source_tree.ts";

/** Where objects go, and who is told. */
export interface Receiver {
  readonly reader: Reader;
  /** Its `cacheDir` takes what comes; its `tmpDir` has room for what is on its way. */
  readonly repo: Repo;
  readonly jobs?: number | undefined;
  readonly tell?: TellProgress | undefined;
  /** Ends what is on its way: the call throws `interrupted`, and nothing of it is seen. */
  readonly signal?: AbortSignal | undefined;
  /** Where relative urls of imports in sources were followed through, to end a circle. */
  readonly through?: readonly string[];
}

/** How it travels. */
export type Travel = Pick<Receiver, "jobs" | "tell" | "signal">;

/** A name that nobody gives a remote: the cache of the source, seen as one. */
const ITS_CACHE = "cache of the source";

/** A source with a way to read the lists of its folders. */
export function treeOf(source: Source, receiver: Receiver): SourceTree {
  return new SourceTree(source, async (of) => {
    const info = of.out.locked;
    if (info === undefined) return undefined;
    await receive(source, [{ of, inside: [] }], receiver);
    return readStoredTree(receiver.repo, info);
  });
}

/** An out, or of a folder what is at or below some paths in it. */
interface WantedOut {
  readonly of: TrackedOut;
  readonly inside?: readonly string[] | undefined;
}

/** Brings objects into the receiver's cache. @throws {ExpError} `missing-data` for what no place has; `config` */
export async function receive(source: Source, wanted: readonly WantedOut[], receiver: Receiver): Promise<void> {
  const lost: string[] = [];
  for (const [project, outs] of Map.groupBy(wanted, ({ of }) => of.project)) {
    const imported = outs.filter(({ of }) => importedFrom(of) !== undefined);
    const own = outs.filter((out) => !imported.includes(out));
    lost.push(...await fetchFrom(project.home, own.flatMap(itemOf), receiver));
    for (const out of imported) lost.push(...await receiveImport(source, out, receiver));
  }
  if (lost.length > 0) throw fault("missing-data/of-source", { source: source.shown, paths: lost });
}

function itemOf({ of: { out }, inside }: WantedOut): RemoteItem[] {
  const { path, locked, remote, files } = out;
  if (locked === undefined) return [];
  const more = remote === undefined ? {} : { remote };
  if (files === undefined) return [{ path, info: locked, ...more, ...inside === undefined ? {} : { inside } }];
  return entriesInside(files, inside).map(({ hash, relpath }) => ({
    path: `${path}/${relpath}`,
    info: { algorithm: "md5", hash },
    ...more,
  }));
}

/** @returns what neither the project's cache nor its remotes have */
async function fetchFrom(
  home: Repo,
  items: readonly RemoteItem[],
  receiver: Receiver,
  choice: { readonly onlyCache?: boolean } = {},
): Promise<readonly string[]> {
  const { repo, tell, jobs, signal } = receiver;
  const into: Repo = { ...home, cacheDir: repo.cacheDir, tmpDir: repo.tmpDir };
  if (home.cacheDir !== repo.cacheDir && home.host.fs.exists(home.cacheDir) && items.length > 0) {
    const near = await openRemote({ ...into, config: withCacheAsRemote(home) }, ITS_CACHE);
    await near.fetch(items, { tell, signal });
  }
  const lacking = items.filter(({ info, inside }) => !isInCache(repo, info, inside));
  const isOutOfReach = ({ remote }: RemoteItem) =>
    choice.onlyCache === true || (remote === undefined && !home.config.get("core", "remote"));
  const lost = lacking.filter(isOutOfReach).map(({ path }) => path);
  const far = lacking.filter((item) => !isOutOfReach(item));
  if (far.length === 0) return lost;
  const done = await transferAll(into, far, "fetch", { tell, jobs, signal });
  const failure = failedFault(done);
  if (failure !== undefined) throw failure;
  return [...lost, ...done.missing.map(({ path }) => path)];
}

export function isInCache(repo: Repo, info: HashInfo, inside: readonly string[] | undefined): boolean {
  using store = openDataStore(repo);
  if (inside === undefined || !isDirHash(info.hash)) return store.has(info);
  const tree = store.readTree(info);
  return tree !== undefined &&
    entriesInside(tree, inside).every(({ hash }) => store.has({ algorithm: info.algorithm, hash }));
}

function withCacheAsRemote({ config, cacheDir }: Repo): Config {
  return {
    ...config,
    remote: (name) => name === ITS_CACHE ? new Map([["url", cacheDir]]) : config.remote(name),
  };
}

/** The `repo:` of an import's only dependency. */
export function importedFrom({ stage }: Pick<TrackedOut, "stage">) {
  const [dep] = stage.deps;
  const repo = dep?.source?.get("repo");
  return stage.cmd === undefined && dep !== undefined && isMap(repo) ? { dep, repo } : undefined;
}

/** What a source has imported itself is never in its own remotes: its source is asked, by the same commit. */
async function receiveImport(source: Source, wanted: WantedOut, receiver: Receiver): Promise<readonly string[]> {
  const from = importedFrom(wanted.of);
  const { out } = wanted.of;
  const { project } = wanted.of;
  if (from === undefined || out.locked === undefined) return [out.path];
  const lacking = await fetchFrom(project.home, itemOf(wanted), receiver, { onlyCache: true });
  if (lacking.length === 0) return [];
  const { revLock, ...address } = writtenAddress(from.repo);
  const through = receiver.through ?? [];
  const key = `${address.url} ${revLock ?? ""} ${from.dep.written}`;
  if (through.includes(key)) throw fault("invalid-graph/circular-import", { source: source.shown });
  const reader = { ...receiver.reader, cwd: baseOfUrl(project.home, wanted.of.stage, address.url) };
  const next = { ...receiver, reader, through: [...through, key] };
  const isThere = await withSource(reader, address, { revLock }, async (beyond) => {
    const tree = treeOf(beyond, next);
    const node = await tree.find(from.dep.written);
    if (node !== undefined) await bringAll(tree, node, next);
    return node !== undefined;
  });
  return isThere && isInCache(receiver.repo, out.locked, wanted.inside) ? [] : [out.path];
}

/**
 * Brings all that is at or below a node into the receiver's cache: tracked data as its objects, other files hashed and
 * stored. @returns its files by their hashes
 */
export async function bringAll(tree: SourceTree, top: SourceNode, receiver: Receiver): Promise<TreeEntry[]> {
  const files = await tree.files(top);
  await receive(tree.source, wantedOf(top, files), receiver);
  await tree.source.readAhead(files.flatMap(({ node }) => node.stat === undefined ? [] : [node.path]));
  return files.map(({ relpath, node }) => ({ relpath, ...storedAs(tree.source, node, receiver.repo) }));
}

/** The data of files that are nowhere but in caches and remotes. */
export function wantedOf(top: SourceNode, files: readonly SourceFile[]): WantedOut[] {
  if (top.stat === undefined && top.tracked?.kind === "folder") {
    const { of, inside } = top.tracked;
    return [inside === "" ? { of } : { of, inside: [inside] }];
  }
  const wanted = new Map<TrackedOut, string[]>();
  for (const { node: { stat, tracked } } of files) {
    if (stat !== undefined || tracked === undefined || tracked.kind === "around") continue;
    const parts = wanted.get(tracked.of) ?? [];
    parts.push(tracked.inside);
    wanted.set(tracked.of, parts);
  }
  return [...wanted].map(([of, parts]) => {
    const isWhole = parts.includes("") || of.project.isWhole(of, parts);
    return isWhole ? { of } : { of, inside: parts };
  });
}

/** The object that a file is now. Data of DVC 2 becomes an object of today. */
function storedAs(source: Source, node: SourceNode, repo: Repo): { readonly hash: string; readonly size: number } {
  const { fs } = repo.host;
  const info = node.stat === undefined && node.tracked?.kind === "file" ? node.tracked.info : undefined;
  if (info?.algorithm === "md5") return { hash: info.hash, size: fs.stat(objectPath(repo.cacheDir, info))?.size ?? 0 };
  const bytes = info === undefined ? source.fs.readBytes(node.path) : fs.readBytes(objectPath(repo.cacheDir, info));
  const { hash } = storeBytes(repo, bytes);
  return { hash, size: bytes.length };
}
