import { type FileStat, LARGE_COPY_BYTES } from "../host/mod.ts";
import { fault } from "./faults.ts";
import { BIG_FILE_BYTES, hashFile } from "./hash.ts";
import { type FolderRow, isCoarse, isSettled, SURELY_SETTLED_NS } from "./hash_index.ts";
import { type JobItem, totalBytes } from "./job.ts";
import { SMALL_BYTES } from "./objects.ts";
import { holdsLinks, observeChanges } from "./observe_changes.ts";
import {
  nowNs,
  type Observing,
  stampOf,
  waitUntilSettled,
  WORTH_WAITING_BYTES,
  WORTH_WAITING_FILES,
} from "./observing.ts";
import { runJob } from "./run_job.ts";
import { formatTree, hashText, parseTree, treeInfo } from "./tree.ts";
import type { FolderChanges, HashInfo, Observed, TreeEntry } from "./types.ts";
import { formatLines, listMany, readLines, readListing, type Walk, type WalkedFile, walkFolder } from "./walk.ts";

type Algorithm = HashInfo["algorithm"];

/** Reading and hashing a smaller file costs less than asking the index, and is always right. */
const TINY_BYTES = 16 << 10;
/** A folder with fewer files and bytes is hashed rather than looked up. */
const FEW_FILES = 64;
const FEW_BYTES = 256 << 10;
/** The index asks `find` at once for folders that had as many files the last time. */
const MANY_FILES = 1000;

/**
 * Hashes a path as it is now, with the index's help. See DataStore.observe.
 *
 * @param stat of the path, symlinks followed
 */
export function observePath(
  ctx: Observing,
  path: string,
  algorithm: Algorithm,
  stat: FileStat,
  toStore: boolean,
): Observed {
  if (stat.kind === "dir") return observeFolder(ctx, path, algorithm, toStore);
  if (stat.kind !== "file") throw fault("invalid-file/special", { path });
  const hash = hashOf(ctx, path, algorithm, stat, toStore);
  return observedFile(algorithm, hash, stat);
}

export function observedFile(algorithm: Algorithm, hash: string, { size, mode }: FileStat): Observed {
  const info = { algorithm, hash, size };
  return { kind: "file", info: (mode & 0o100) !== 0 ? { ...info, isexec: true } : info };
}

function hashOf(ctx: Observing, path: string, algorithm: Algorithm, stat: FileStat, toStore: boolean): string {
  if (stat.size > TINY_BYTES) {
    const known = ctx.index.findFile(path, algorithm, stat);
    if (known !== undefined) return known;
    if (stat.size >= WORTH_WAITING_BYTES) waitUntilSettled(ctx.host, stat.mtimeNs);
  }
  const startedNs = nowNs(ctx.host);
  const inOnePass = toStore && algorithm === "md5" && stat.size >= BIG_FILE_BYTES && !ctx.isWatched;
  const advance = ctx.isWatched ? ctx.begin("hashing", stat.size) : undefined;
  const hash = (inOnePass ? ctx.hashAndStore(path, stat) : undefined) ??
    hashFile(ctx.host, path, algorithm, stat.size, advance);
  if (stat.size > TINY_BYTES) ctx.index.recordFile(path, algorithm, stat, hash, startedNs);
  return hash;
}

function observeFolder(ctx: Observing, path: string, algorithm: Algorithm, toStore: boolean): Observed {
  const prepared = prepareFolder(ctx, path, algorithm);
  return prepared.kind === "known" ? prepared.observed : hashRest(ctx, prepared, new Map(), toStore);
}

/** More large files are hashed side by side, which nobody can end. */
const FEW_LARGE_FILES = 64;

/**
 * The same of a folder whose large files somebody else hashes first.
 *
 * @param hashLarge undefined: it could not
 * @param isWhole asked once it is known what is in the folder: of one that is not, nothing is hashed nor stored
 */
export async function observeFolderAhead(
  ctx: Observing,
  path: string,
  toStore: boolean,
  hashLarge: (file: string) => Promise<string | undefined>,
  isWhole: () => boolean,
): Promise<Observed | undefined> {
  const prepared = prepareFolder(ctx, path, "md5");
  if (!isWhole()) return undefined;
  if (prepared.kind === "known") return prepared.observed;
  const large = prepared.toHash.filter(({ size }) => size > LARGE_COPY_BYTES);
  const ahead = new Map<string, string>();
  for (const { relpath } of large.length <= FEW_LARGE_FILES ? large : []) {
    const hash = await hashLarge(`${path}/${relpath}`);
    if (hash !== undefined) ahead.set(relpath, hash);
  }
  return hashRest(ctx, prepared, ahead, toStore);
}

/** @param ahead what is known of its files, by their relative paths */
function hashRest(
  ctx: Observing,
  prepared: PreparedFolder & { kind: "open" },
  ahead: ReadonlyMap<string, string>,
  toStore: boolean,
): Observed {
  const { path, algorithm, toHash } = prepared;
  const rest = ahead.size === 0 ? toHash : toHash.filter(({ relpath }) => !ahead.has(relpath));
  const items = rest.map(({ relpath, size }): JobItem => [`${path}/${relpath}`, size, ""]);
  const storeIn = toStore ? ctx.storeFor(items.length) : undefined;
  const advance = ctx.begin("hashing", totalBytes(items));
  const hashes = runJob(ctx.host, { kind: "hash", algorithm, storeIn, items }, advance);
  if (storeIn !== undefined) ctx.onStored(algorithm, hashes.filter((_, i) => items[i]![1] <= SMALL_BYTES));
  const next = hashes.values();
  const all = ahead.size === 0 ? hashes : toHash.map(({ relpath }) => ahead.get(relpath) ?? next.next().value!);
  return finishFolder(ctx, prepared, all, toStore);
}

/** A folder that was walked: either the index knows it all, or some files are still to be hashed. */
type PreparedFolder =
  | { readonly kind: "known"; readonly observed: Observed }
  | {
    readonly kind: "open";
    readonly path: string;
    readonly algorithm: Algorithm;
    readonly walk: Walk;
    /** Hashes of files that have not changed since the last time. */
    readonly reused: ReadonlyMap<string, string>;
    readonly toHash: readonly WalkedFile[];
    readonly startedNs: bigint;
    readonly remember: boolean;
  };

function prepareFolder(ctx: Observing, path: string, algorithm: Algorithm): PreparedFolder {
  const { host, index, filter } = ctx;
  let walk: Walk | undefined;
  let row: FolderRow | undefined;
  if (isPossiblyLarge(ctx, path)) {
    row = index.findFolder(path, algorithm);
    const listing = row && row.nfiles >= MANY_FILES ? listMany(host, path) : undefined;
    if (row !== undefined && listing !== undefined) {
      if (row.settled && row.stamp === stampOf(ctx, path, listing)) return known(ctx, path, algorithm, row, listing);
      const observed = observeChanges(ctx, { path, algorithm, listing });
      if (observed !== undefined) return { kind: "known", observed };
      walk = readListing(host, path, filter, listing);
    }
  }
  walk ??= walkFolder(host, path, filter);
  const bytes = walk.files.reduce((sum, file) => sum + file.size, 0);
  const remember = walk.files.length > FEW_FILES || bytes > FEW_BYTES;
  let reused: ReadonlyMap<string, string> = new Map();
  if (remember) {
    row ??= index.findFolder(path, algorithm);
    if (row?.settled && !walk.hasLinks && row.stamp === stampOf(ctx, path, walk.lines)) {
      return known(ctx, path, algorithm, row);
    }
    if (row !== undefined) reused = unchangedHashes(ctx, path, algorithm, row, walk.files);
  }
  const toHash = reused.size === 0 ? walk.files : walk.files.filter((file) => !reused.has(file.relpath));
  if (toHash.length >= WORTH_WAITING_FILES || bytes >= WORTH_WAITING_BYTES) {
    waitUntilSettled(host, toHash.reduce((latest, file) => file.mtimeNs > latest ? file.mtimeNs : latest, 0n));
  }
  return { kind: "open", path, algorithm, walk, reused, toHash, startedNs: nowNs(host), remember };
}

/** Opening the index costs more than a small folder; a folder with few names at its top is walked first. */
function isPossiblyLarge(ctx: Observing, path: string): boolean {
  const entries = ctx.host.fs.list(path);
  return entries.length > FEW_FILES || entries.some((entry) => entry.kind === "dir");
}

/** @param hashes of `prepared.toHash`, in its order */
function finishFolder(
  ctx: Observing,
  prepared: PreparedFolder & { kind: "open" },
  hashes: readonly string[],
  toStore: boolean,
): Observed {
  const { path, algorithm, walk, reused, startedNs } = prepared;
  const fresh = hashes.values(); // `toHash` are the files that are not reused, in their order
  const tree: TreeEntry[] = walk.files.map(({ relpath, size }) => ({
    hash: reused.get(relpath) ?? fresh.next().value!,
    relpath,
    size,
  }));
  const { hash, text } = formatTree(tree);
  const info = treeInfo(algorithm, hash, walk.files.map((file) => file.size));
  if (prepared.remember) {
    const settled = !walk.hasLinks && walk.files.every((file) => isSettled(file.mtimeNs, startedNs));
    const stamp = stampOf(ctx, path, walk.lines);
    const row = { stamp, hash, size: info.size ?? 0, nfiles: tree.length, startedNs, settled };
    // with links the listing tells nothing of their targets, so nothing of it could be reused
    if (!walk.hasLinks) ctx.index.recordFolder(path, algorithm, row, walk.lines, text);
  }
  const links = walk.isListed ? { holdsLinks: holdsLinks(walk.lines) } : {};
  return { kind: "dir", info, tree, ...(toStore ? { text } : {}), ...links };
}

/**
 * These files of a folder that was just put in place need not be hashed the next time: their mtimes lay so far back that
 * whatever is written to them moves it. The others are.
 */
export function rememberFolder(
  ctx: Observing,
  path: string,
  { algorithm, hash, size = 0 }: HashInfo,
  tree: readonly TreeEntry[],
  known: readonly WalkedFile[],
): void {
  const now = nowNs(ctx.host);
  // a coarse clock does not move at each write
  const safe = known.filter(({ mtimeNs }) => !isCoarse(mtimeNs) || isSettled(mtimeNs, now));
  const object = safe.length === 0 ? undefined : formatTree(tree);
  if (object?.hash !== hash) return;
  const latest = safe.reduce((ns, { mtimeNs }) => mtimeNs > ns ? mtimeNs : ns, 0n);
  // a link's mtime is its object's, which may be young, but to which nobody writes
  const startedNs = latest + SURELY_SETTLED_NS;
  const row = { stamp: "", hash, size, nfiles: tree.length, startedNs, settled: false };
  ctx.index.recordFolder(path, algorithm, row, formatLines(safe), object.text);
}

/** Files whose inode, size and mtime are as they were, and were old enough then. */
function unchangedHashes(
  ctx: Observing,
  path: string,
  algorithm: Algorithm,
  row: FolderRow,
  files: readonly WalkedFile[],
): ReadonlyMap<string, string> {
  const stored = ctx.index.readFolder(path, algorithm);
  if (stored === undefined) return new Map();
  const before = readLines(ctx.host, path, stored.lines);
  const hashes = new Map(parseTree(stored.text, path).map((entry) => [entry.relpath, entry.hash]));
  const unchanged = new Map<string, string>();
  for (const file of files) {
    const old = before.get(file.relpath), hash = hashes.get(file.relpath);
    if (old === undefined || hash === undefined || !isSettled(old.mtimeNs, row.startedNs)) continue;
    if (old.ino === file.ino && old.size === file.size && old.mtimeNs === file.mtimeNs) {
      unchanged.set(file.relpath, hash);
    }
  }
  return unchanged;
}

function known(
  ctx: Observing,
  path: string,
  algorithm: Algorithm,
  row: FolderRow,
  listing?: Uint8Array,
): PreparedFolder {
  const info: HashInfo = { algorithm, hash: row.hash, size: row.size, nfiles: row.nfiles };
  const readText = () => {
    const text = ctx.index.readFolder(path, algorithm)?.text;
    if (text !== undefined && `${hashText(text)}.dir` === row.hash) return text;
    return formatTree(observedTree(ctx, path, algorithm)).text; // another process has replaced the row meanwhile
  };
  let tree: readonly TreeEntry[] | undefined;
  const observed = {
    kind: "dir" as const,
    info,
    get tree() {
      return tree ??= parseTree(readText(), path);
    },
  };
  if (listing === undefined) return { kind: "known", observed };
  const asListed: Observed = {
    kind: "dir",
    info,
    get tree() {
      return observed.tree;
    },
    changes: noChanges(info, readText),
    get holdsLinks() {
      return holdsLinks(listing);
    },
  };
  return { kind: "known", observed: asListed };
}

function noChanges(since: HashInfo, readText: () => string): FolderChanges {
  return {
    since,
    entries: [],
    get text() {
      return readText();
    },
  };
}

function observedTree(ctx: Observing, path: string, algorithm: Algorithm): readonly TreeEntry[] {
  const observed = observeFolder(ctx, path, algorithm, false);
  return observed.kind === "dir" ? observed.tree : [];
}
