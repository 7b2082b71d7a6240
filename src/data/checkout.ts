import type { ExpError } from "../common/mod.ts";
import type { Host } from "../host/mod.ts";
import { parentOf } from "../repo/mod.ts";
import { ioFault } from "./fault.ts";
import { fault } from "./faults.ts";
import { type FileJob, formatSeen, type JobItem, NOTHING_SEEN, readSeen, totalBytes } from "./job.ts";
import type { Linker, Placed } from "./links.ts";
import { isDirHash, isObjectPath } from "./object_path.ts";
import type { Objects } from "./objects.ts";
import type { BeginWork } from "./progress.ts";
import { runJob } from "./run_job.ts";
import { entriesInside } from "./tree.ts";
import type { CheckoutChange, HashInfo, Observed, TreeEntry } from "./types.ts";
import type { WalkedFile } from "./walk.ts";

type PlaceJob = Extract<FileJob, { kind: "place" }>;

interface CheckoutPlace {
  readonly host: Host;
  readonly objects: Objects;
  readonly linker: Linker;
  readonly begin: BeginWork;
  /** Removes what is there, unless it holds what must not be lost. */
  readonly remove: (path: string) => void;
  /** Told what a file that was placed looks like. */
  readonly onPlaced: (path: string, info: HashInfo, placed: Placed) => void;
  /** Told of a folder all of whose files were placed, and what those look like that need not be hashed the next time. */
  readonly onFolderPlaced: (
    path: string,
    info: HashInfo,
    tree: readonly TreeEntry[],
    known: readonly WalkedFile[],
  ) => void;
}

/** What was done; undefined when nothing differed. */
type Done = Pick<CheckoutChange, "kind" | "files"> | undefined;

/**
 * Makes a path equal to an object. Everything that is needed is looked for before anything is touched.
 *
 * @param path absolute; inside the repository
 * @param options.inside of a folder, only what is at or below these paths
 * @param options.dry only say what would be done
 * @throws {ExpError} `missing-data`; `full-disk`, `io`
 */
export function checkoutPath(
  place: CheckoutPlace,
  path: string,
  observed: Observed,
  info: HashInfo,
  options: { readonly relink?: boolean; readonly inside?: readonly string[] | undefined; readonly dry?: boolean },
): Done {
  const { relink = false, inside, dry = false } = options;
  if (isDirHash(info.hash)) return checkoutFolder(place, path, observed, info, { relink, inside, dry });
  const same = observed.kind !== "missing" && observed.info.hash === info.hash;
  const lacksExec = same && info.isexec === true && observed.info.isexec !== true;
  if (same && !relink && !lacksExec) return undefined;
  const kind = place.host.fs.lstat(path) === undefined ? "added" : "modified";
  if (!place.objects.hasOne(info, info.size)) throw missing(path, [path]);
  if (!dry) checkoutFile(place, path, observed, info);
  return same && !lacksExec ? undefined : { kind, files: { ...NO_FILES, [kind]: 1 } };
}

const NO_FILES = { added: 0, modified: 0, deleted: 0 };

function checkoutFile(place: CheckoutPlace, path: string, observed: Observed, info: HashInfo): void {
  const { host, objects, linker } = place;
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
  options: { readonly relink: boolean; readonly inside: readonly string[] | undefined; readonly dry: boolean },
): Done {
  const plan = planFolder(place, path, observed, info, options);
  if (plan === undefined) return undefined;
  const { toPlace, others, present, existed, isThere } = plan;
  if (!options.dry) placeFolder(place, path, observed, info, plan);
  const changed = toPlace.filter(({ relpath, hash }) => present.get(relpath) !== hash);
  const files = {
    added: changed.filter(({ relpath }) => !present.has(relpath)).length,
    modified: changed.filter(({ relpath }) => present.has(relpath)).length,
    deleted: others.length,
  };
  if (existed && isThere && files.added + files.modified + files.deleted === 0) return undefined;
  return { kind: existed ? "modified" : "added", files };
}

interface FolderPlan {
  readonly whole: readonly TreeEntry[];
  readonly toPlace: readonly TreeEntry[];
  /** Of the objects to place. */
  readonly sizes: readonly (number | undefined)[];
  /** Files that are there and not wanted. */
  readonly others: readonly string[];
  /** Relative path → hash. */
  readonly present: ReadonlyMap<string, string>;
  readonly isPart: boolean;
  readonly isLink: boolean;
  readonly isThere: boolean;
  readonly existed: boolean;
}

/** Undefined when nothing differs. @throws {ExpError} `missing-data` */
function planFolder(
  { host, objects }: CheckoutPlace,
  path: string,
  observed: Observed,
  info: HashInfo,
  { relink, inside }: { readonly relink: boolean; readonly inside: readonly string[] | undefined },
): FolderPlan | undefined {
  const dead = observed.kind === "dir" ? observed.noData ?? [] : [];
  const isSame = observed.kind === "dir" && observed.info.hash === info.hash && dead.length === 0;
  if (isSame && !relink) return undefined;
  const whole = objects.readTree(info);
  if (whole === undefined) throw missing(path, [path]);
  const wanted = entriesInside(whole, inside);
  const lying = host.fs.lstat(path)?.kind;
  const isLink = lying === "link"; // replaced, as what it leads to may lie outside of the repository
  const isThere = observed.kind === "dir" && !isLink;
  const present = new Map<string, string>(
    entriesInside(isThere ? observed.tree : [], inside).map(({ relpath, hash }) => [relpath, hash]),
  );
  for (const { relpath } of entriesInside(isThere ? dead.map(asEntry) : [], inside)) present.set(relpath, "");
  const toPlace = wanted.filter((entry) => relink || present.get(entry.relpath) !== entry.hash);
  const sizes = toPlace.map(({ hash }) => objects.sizeOf({ algorithm: info.algorithm, hash }));
  const absent = toPlace.filter((_, i) => sizes[i] === undefined);
  if (absent.length > 0) throw missing(path, absent.map(({ relpath }) => `${path}/${relpath}`));
  const keep = new Set(wanted.map(({ relpath }) => relpath));
  const others = [...present.keys()].filter((relpath) => !keep.has(relpath));
  return {
    whole,
    toPlace,
    sizes,
    others,
    present,
    isPart: inside !== undefined,
    isLink,
    isThere,
    existed: lying !== undefined,
  };
}

function placeFolder(
  place: CheckoutPlace,
  path: string,
  observed: Observed,
  info: HashInfo,
  { whole, toPlace, sizes, others, isPart, isLink, existed }: FolderPlan,
): void {
  const { host, objects, linker } = place;
  const { fs } = host;
  if (isLink) fs.remove(path);
  else if (observed.kind !== "dir" && existed) place.remove(path);
  removeFiles(host, path, others);
  const made = new Set<string>();
  if (!isPart || toPlace.length > 0) fs.makeDir(path);
  const items = toPlace.map(({ hash, relpath }, i): JobItem => {
    makeFolders(place, path, `${path}/${relpath}`, made);
    return [`${path}/${relpath}`, sizes[i] ?? 0, hash];
  });
  const { types, tmpDir } = linker;
  const job = { kind: "place" as const, algorithm: info.algorithm, base: objects.base, types, tmpDir, items };
  const advance = place.begin("checking out", totalBytes(items));
  const seen = linker.hasAhead ? placeAhead(place, job, advance) : runJob(host, job, advance);
  if (toPlace.length === whole.length) place.onFolderPlaced(path, info, whole, seenFiles(items, toPlace, seen));
}

/** What was copied ahead is moved into place; the others are a job. @returns as `runJob` does */
function placeAhead(
  { host, objects, linker }: CheckoutPlace,
  job: PlaceJob,
  advance: (bytes: number) => void,
): string[] {
  const results = job.items.map(([path, size, hash]): string | undefined => {
    const id = { algorithm: job.algorithm, hash };
    if (!linker.isAhead(objects.path(id))) return undefined;
    const { stat } = linker.place(objects.path(id), path, { id, isexec: false, size });
    advance(size);
    return stat === undefined ? NOTHING_SEEN : formatSeen(stat);
  });
  const others = runJob(host, { ...job, items: job.items.filter((_, i) => results[i] === undefined) }, advance);
  return results.map((result) => result ?? others.shift() ?? NOTHING_SEEN);
}

function seenFiles(
  items: readonly JobItem[],
  entries: readonly TreeEntry[],
  results: readonly string[],
): readonly WalkedFile[] {
  return entries.flatMap(({ relpath }, i) => {
    const seen = readSeen(results[i]!);
    return seen === undefined ? [] : [{ relpath, size: items[i]![1], ...seen }];
  });
}

function asEntry(relpath: string): TreeEntry {
  return { relpath, hash: "" };
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

/** Removes files of a folder, and the folders below it that get empty by it. */
export function removeFiles(host: Host, top: string, relpaths: readonly string[]): void {
  const { fs } = host;
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
 * @param inside of a folder, only what is at or below these paths
 */
export function unsavedFiles(
  objects: Objects,
  path: string,
  observed: Observed,
  info: HashInfo | undefined,
  inside?: readonly string[],
): string[] {
  const { fs } = objects.host;
  if (observed.kind === "missing") return fs.stat(path)?.kind === "other" ? [path] : [];
  if (observed.kind === "file") {
    return observed.info.hash === info?.hash || objects.hasOne(observed.info) ? [] : [path];
  }
  const { algorithm } = observed.info;
  const wanted = info !== undefined && isDirHash(info.hash) ? objects.readTree(info) : undefined;
  const kept = new Map(wanted?.map(({ relpath, hash }) => [relpath, hash]));
  const files = observed.info.hash === info?.hash ? [] : entriesInside(observed.tree, inside).filter(
    ({ relpath, hash }) => kept.get(relpath) !== hash && !objects.hasOne({ algorithm, hash }),
  );
  // a link to nowhere that led into a cache has nothing to lose; where another one led, only it tells
  const others = entriesInside((observed.noData ?? []).map(asEntry), inside).filter(({ relpath }) => {
    const file = `${path}/${relpath}`;
    return fs.lstat(file)?.kind !== "link" || !isObjectPath(fs.readLink(file));
  });
  return [...files, ...others].map(({ relpath }) => `${path}/${relpath}`).sort();
}

function missing(path: string, files: readonly string[]): ExpError {
  return fault("missing-data/objects", { path, files });
}
