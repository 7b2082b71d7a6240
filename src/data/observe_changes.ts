import { type FolderRow, isSettled } from "./hash_index.ts";
import { type JobItem, totalBytes } from "./job.ts";
import { differingLines } from "./listing_diff.ts";
import { hasSameRules, nowNs, type Observing, stampOf, waitUntilSettled } from "./observing.ts";
import { runJob } from "./run_job.ts";
import { hashText, parseTree } from "./tree.ts";
import { hashInTree, spliceTree } from "./tree_text.ts";
import type { HashInfo, Observed, TreeEntry } from "./types.ts";
import { type FoundFile, isPlainLine, readLines, readListing, type WalkedFile } from "./walk.ts";

/** A large folder that the index may know as it was. */
interface ListedFolder {
  readonly path: string;
  readonly algorithm: HashInfo["algorithm"];
  /** What lies there now. */
  readonly listing: Uint8Array;
}

/** When more of it differs, all of it is looked at. */
const MAX_PART = 1 / 4;

/**
 * A folder of which little has changed: what has not is neither read nor hashed, and its entries stay as they are.
 *
 * @returns undefined where all of it must be looked at
 */
export function observeChanges(ctx: Observing, folder: ListedFolder): Observed | undefined {
  const { path, algorithm, listing } = folder;
  const stored = ctx.index.readFolder(path, algorithm);
  if (stored === undefined || !stored.settled || !hasSameRules(ctx, path, stored.stamp)) return undefined;
  const { gone, come } = differingLines(stored.lines, listing);
  if (gone.length + come.length > MAX_PART * listing.length) return undefined;
  const before = readLines(ctx.host, path, gone), now = readLines(ctx.host, path, come);
  if (![...before.values(), ...now.values()].every(isPlainLine)) return undefined;
  if (hasNewName(before, now) && hasRepoInside(listing)) return undefined;

  const files = readListing(ctx.host, path, ctx.filter, come).files;
  const toHash = files.filter((file) => !isSameFile(file, before.get(file.relpath)));
  waitUntilSettled(ctx.host, toHash.reduce((latest, { mtimeNs }) => mtimeNs > latest ? mtimeNs : latest, 0n));
  const startedNs = nowNs(ctx.host);
  const entries = hashed(ctx, folder, toHash);
  const kept = new Set(files.map(({ relpath }) => relpath));
  const edits = new Map<string, string | undefined>(entries.map(({ relpath, hash }) => [relpath, hash]));
  for (const { kind, relpath } of before.values()) {
    if (kind !== "d" && !kept.has(relpath)) edits.set(relpath, undefined);
  }
  const { text, ...sums } = edited(stored, edits, before, entries);
  const settled = toHash.every(({ mtimeNs }) => isSettled(mtimeNs, startedNs));
  const row = { ...sums, stamp: stampOf(ctx, path, listing), startedNs, settled };
  ctx.index.recordFolder(path, algorithm, row, listing, text);
  return observed(folder, stored, row, { entries, text });
}

function observed(
  { path, algorithm, listing }: ListedFolder,
  old: FolderRow,
  row: FolderRow,
  changes: { readonly entries: readonly TreeEntry[]; readonly text: string },
): Observed {
  const infoOf = ({ hash, size, nfiles }: FolderRow): HashInfo => ({ algorithm, hash, size, nfiles });
  let tree: readonly TreeEntry[] | undefined;
  return {
    kind: "dir",
    info: infoOf(row),
    get tree() {
      return tree ??= parseTree(changes.text, path);
    },
    changes: { ...changes, since: infoOf(old) },
    holdsLinks: holdsLinks(listing),
  };
}

/** Nothing is stored yet: first it is to be seen what the cache has, which storing would hide. */
function hashed(ctx: Observing, folder: ListedFolder, files: readonly WalkedFile[]): TreeEntry[] {
  const { path, algorithm } = folder;
  const items = files.map(({ relpath, size }): JobItem => [`${path}/${relpath}`, size, ""]);
  const hashes = runJob(ctx.host, { kind: "hash", algorithm, items }, ctx.begin("hashing", totalBytes(items)));
  return files.map(({ relpath, size }, i) => ({ hash: hashes[i]!, relpath, size }));
}

/** @param entries the new and the changed ones */
function edited(
  old: Pick<FolderRow, "hash" | "size" | "nfiles"> & { readonly text: string },
  edits: ReadonlyMap<string, string | undefined>,
  before: ReadonlyMap<string, WalkedFile>,
  entries: readonly TreeEntry[],
): { hash: string; size: number; nfiles: number; text: string } {
  const { text } = old;
  let { size, nfiles } = old;
  for (const relpath of edits.keys()) {
    if (hashInTree(text, relpath) === undefined) continue;
    size -= before.get(relpath)?.size ?? 0;
    nfiles--;
  }
  for (const entry of entries) {
    size += entry.size ?? 0;
    nfiles++;
  }
  const isSame = [...edits].every(([relpath, hash]) => hashInTree(text, relpath) === hash);
  const now = isSame ? text : spliceTree(text, edits);
  return { hash: isSame ? old.hash : `${hashText(now)}.dir`, size, nfiles, text: now };
}

function isSameFile(now: WalkedFile, before: WalkedFile | undefined): boolean {
  return before !== undefined && before.ino === now.ino && before.size === now.size && before.mtimeNs === now.mtimeNs;
}

function hasNewName(before: ReadonlyMap<string, FoundFile>, now: ReadonlyMap<string, FoundFile>): boolean {
  return [...now.keys()].some((relpath) => !before.has(relpath));
}

/** Below another repository nothing counts, and only the whole listing tells where one is. */
function hasRepoInside(listing: Uint8Array): boolean {
  return asLatin1(listing).includes("/.dvc\0");
}

/** Are there links, or files that have other names? */
export function holdsLinks(listing: Uint8Array): boolean {
  return /(^|\0)[hl] /.test(asLatin1(listing));
}

function asLatin1(bytes: Uint8Array): string {
  return new TextDecoder("latin1").decode(bytes);
}
