import { ExpError } from "../common/errors.ts";
import type { Host } from "../host/mod.ts";
import { nameOf, parentOf } from "../repo/mod.ts";
import type { HashInfo } from "../stage/types.ts";
import { ioFault } from "./fault.ts";
import type { Linker, Placed } from "./links.ts";
import { type JobItem, totalBytes } from "./job.ts";
import type { BeginWork } from "./progress.ts";
import { runJob } from "./run_job.ts";
import { isDirHash } from "./object_path.ts";
import type { Objects } from "./objects.ts";
import type { CheckoutChange, Observed, TreeEntry } from "./types.ts";

export interface CheckoutPlace {
  readonly host: Host;
  readonly objects: Objects;
  readonly linker: Linker;
  readonly begin: BeginWork;
  /** Removes what is there, unless it holds what must not be lost. */
  readonly remove: (path: string) => void;
  /** Told what a file that was placed looks like. */
  readonly onPlaced: (path: string, info: HashInfo, placed: Placed) => void;
}

/**
 * Makes a path equal to an object. Everything that is needed is looked for before anything is touched.
 *
 * @param path absolute; inside the repository
 * @returns what was done; undefined when nothing differed
 * @throws {ExpError} `missing-data`; `full-disk`, `io`
 */
export function checkoutPath(
  place: CheckoutPlace,
  path: string,
  observed: Observed,
  info: HashInfo,
  relink: boolean,
): CheckoutChange["kind"] | undefined {
  const same = observed.kind !== "missing" && observed.info.hash === info.hash;
  if (same && !relink) return undefined;
  const kind = observed.kind === "missing" ? "added" : "modified";
  if (isDirHash(info.hash)) checkoutFolder(place, path, observed, info, relink);
  else checkoutFile(place, path, observed, info);
  return same ? undefined : kind;
}

function checkoutFile(place: CheckoutPlace, path: string, observed: Observed, info: HashInfo): void {
  const { host, objects, linker } = place;
  if (!objects.hasOne(info, info.size)) throw missing(path, [path]);
  const size = info.size ?? host.fs.stat(objects.path(info))?.size;
  host.fs.makeDir(parentOf(path));
  if (observed.kind === "dir" || host.fs.lstat(path)?.kind === "dir") place.remove(path);
  const advance = place.begin("checking out", size ?? 0);
  place.onPlaced(path, info, linker.place(objects.path(info), path, { id: info, isexec: info.isexec === true, size }));
  advance(size ?? 0);
}

function checkoutFolder(
  place: CheckoutPlace,
  path: string,
  observed: Observed,
  info: HashInfo,
  relink: boolean,
): void {
  const { host, objects, linker } = place;
  const { fs } = host;
  const wanted = objects.readTree(info);
  if (wanted === undefined) throw missing(path, [path]);
  const present = new Map<string, TreeEntry>();
  const isLink = fs.lstat(path)?.kind === "link"; // replaced, as what it leads to may lie outside of the repository
  const tree = observed.kind === "dir" && !isLink ? observed.tree : [];
  for (const entry of tree) present.set(entry.relpath, entry);
  const toPlace = wanted.filter((entry) => relink || present.get(entry.relpath)?.hash !== entry.hash);
  const absent = toPlace.filter(({ hash }) => !objects.hasOne({ algorithm: info.algorithm, hash }));
  if (absent.length > 0) throw missing(path, absent.map(({ relpath }) => `${path}/${relpath}`));

  if (isLink) fs.remove(path);
  else if (observed.kind !== "dir" && fs.lstat(path) !== undefined) place.remove(path);
  const keep = new Set(wanted.map(({ relpath }) => relpath));
  removeOthers(place, path, [...present.keys()].filter((relpath) => !keep.has(relpath)));
  const made = new Set<string>();
  fs.makeDir(path);
  const items = toPlace.map(({ hash, relpath }): JobItem => {
    makeFolders(place, path, `${path}/${relpath}`, made);
    return [`${path}/${relpath}`, fs.glance(objects.path({ algorithm: info.algorithm, hash }))?.size ?? 0, hash];
  });
  const { types, tmpDir } = linker;
  const job = { kind: "place" as const, algorithm: info.algorithm, base: objects.base, types, tmpDir, items };
  const advance = place.begin("checking out", totalBytes(items));
  runJob(host, job, ([, size]) => advance(size));
}

/** A symlink or file where a folder must be is replaced: nothing is ever written through it. */
function makeFolders(place: CheckoutPlace, top: string, target: string, made: Set<string>): void {
  const folder = parentOf(target);
  if (folder === top || made.has(folder)) return;
  makeFolders(place, top, folder, made);
  const { fs } = place.host;
  const stat = fs.lstat(folder);
  if (stat !== undefined && stat.kind !== "dir") fs.remove(folder);
  if (stat?.kind !== "dir") fs.makeDir(folder);
  made.add(folder);
}

/** Removes files, and the folders that get empty by it. */
function removeOthers(place: CheckoutPlace, top: string, relpaths: readonly string[]): void {
  const { fs } = place.host;
  const emptied = new Set<string>();
  for (const relpath of relpaths) {
    try {
      fs.remove(`${top}/${relpath}`);
    } catch (error) {
      throw ioFault(error, "remove", `${top}/${relpath}`);
    }
    for (let folder = parentOf(relpath); folder !== ""; folder = parentOf(folder)) emptied.add(folder);
  }
  for (const folder of [...emptied].sort((a, b) => b.length - a.length)) {
    if (fs.list(`${top}/${folder}`).length === 0) fs.remove(`${top}/${folder}`);
  }
}

/**
 * Files that a checkout would overwrite or delete although the cache does not have them. Absolute paths, sorted.
 *
 * @param info what is wanted; undefined when the path is to be removed
 */
export function unsavedFiles(objects: Objects, path: string, observed: Observed, info: HashInfo | undefined): string[] {
  if (observed.kind === "missing" || observed.info.hash === info?.hash) return [];
  if (observed.kind === "file") return objects.hasOne(observed.info) ? [] : [path];
  const wanted = info !== undefined && isDirHash(info.hash) ? objects.readTree(info) : undefined;
  const kept = new Map(wanted?.map(({ relpath, hash }) => [relpath, hash]));
  return observed.tree
    .filter(({ relpath, hash }) =>
      kept.get(relpath) !== hash && !objects.hasOne({ algorithm: observed.info.algorithm, hash })
    )
    .map(({ relpath }) => `${path}/${relpath}`).sort();
}

function missing(path: string, files: readonly string[]): ExpError {
  const some = files.slice(0, 3).join(", ") + (files.length > 3 ? `, … (${files.length} files)` : "");
  return new ExpError("missing-data", `the cache does not have the data of ${some}`, {
    hint: "get it with `exp pull`, or run the stage that makes it",
    dvcMessage: `Checkout failed for following targets:\n${nameOf(path)}\nIs your cache up to date?\n` +
      "<https://error.dvc.org/missing-files>",
  });
}
