import type { FileStat, Host } from "../host/mod.ts";
import { type Ignore, relativeInside } from "../repo/mod.ts";
import { fault } from "./faults.ts";
import { refuseUnreadableNames } from "./unreadable_names.ts";

/** A file of a folder, symlinks followed, as far as the hash index needs to know it. */
export interface WalkedFile {
  readonly relpath: string;
  readonly ino: bigint;
  readonly size: number;
  readonly mtimeNs: bigint;
}

export interface Walk {
  readonly files: readonly WalkedFile[];
  /** The same as bytes, for the index: per file `ino size mtime relpath`, ended by NUL. */
  readonly lines: Uint8Array;
  /** Are there symlinks to files, or what is no data? Then equal lines of `find` prove nothing. */
  readonly hasLinks: boolean;
  /** Are the lines the system's? Only those tell which files have other names. */
  readonly isListed: boolean;
}

/** From this many files on, one `find` is faster than a `stat` for each. */
const MANY_FILES = 1000;
const LINE_FORMAT = "%i %s %T@ %P\\0";
/** A file that has other names, too: what is written to one of them is in all. */
const SHARED = "h";

/** What a walk leaves out. */
export interface WalkFilter {
  readonly ignore: Ignore;
  readonly root: string;
  /** Is it to be written down what there is, so that no name may be left out unseen? */
  readonly isToRecord?: boolean;
  /** Told of symlinks to nowhere, pipes and their like (relative to the walked folder); without it they are refused. */
  readonly onNoData?: ((relpath: string) => void) | undefined;
}

/**
 * The files below a folder in no particular order: hidden ones too, without what `.dvcignore` excludes and without
 * repositories inside. Symlinks to files count as files, symlinks to folders do not count.
 *
 * @throws {ExpError} `invalid-file` for a broken symlink, a `.dvcignore` inside, or something that is no file
 */
export function walkFolder(host: Host, path: string, filter: WalkFilter): Walk {
  const few = walkHere(host, path, filter, MANY_FILES);
  const listed = few ?? walkMany(host, path, filter);
  if (filter.isToRecord && (listed === undefined || listed === few)) refuseUnreadableNames(host, path);
  return listed ?? walkHere(host, path, filter, Infinity)!;
}

/** What `find` says of a folder, unread: equal bytes mean that no file of it has changed (without symlinks). */
export function listMany(host: Host, path: string): Uint8Array | undefined {
  const result = host.processes.runSync({
    program: "sh",
    args: [
      "-c",
      `exec find "$0/" -mindepth 1 "(" -type f -links +1 -printf "${SHARED} $1" -o -printf "%y $1" ")"`,
      path,
      LINE_FORMAT,
    ],
    cwd: "/",
    env: { LC_ALL: "C" },
  });
  return result.code === 0 ? result.stdout : undefined; // no GNU find, or an unreadable folder
}

function walkMany(host: Host, path: string, filter: WalkFilter): Walk | undefined {
  const listing = listMany(host, path);
  return listing && readListing(host, path, filter, listing);
}

/** Makes a walk of what {@link listMany} gave. */
export function readListing(host: Host, path: string, filter: WalkFilter, listing: Uint8Array): Walk {
  const within = relativeInside(filter.root, path);
  const entries = parseLines(host, path, listing);
  const subRepos = new Set(
    entries.filter((e) => e.kind === "d" && e.relpath.endsWith("/.dvc")).map((e) => e.relpath.slice(0, -5)),
  );
  /** By folder: undefined when it is left out, else what is left out in it. */
  const filters = new Map<string, ((name: string, isDir: boolean) => boolean) | undefined>();
  const filterIn = (folder: string): ((name: string, isDir: boolean) => boolean) | undefined => {
    if (filters.has(folder)) return filters.get(folder);
    let inside: ((name: string, isDir: boolean) => boolean) | undefined;
    const slash = folder.lastIndexOf("/");
    const above = folder === "" ? undefined : filterIn(slash < 0 ? "" : folder.slice(0, slash));
    const isOut = folder !== "" &&
      (above === undefined || subRepos.has(folder) || above(folder.slice(slash + 1), true));
    if (!isOut) inside = folderFilter(filter.ignore, within, folder);
    filters.set(folder, inside);
    return inside;
  };
  const files: WalkedFile[] = [];
  let hasLinks = false;
  for (const entry of entries) {
    if (entry.kind === "d") continue;
    const slash = entry.relpath.lastIndexOf("/");
    const isOut = filterIn(slash < 0 ? "" : entry.relpath.slice(0, slash));
    const name = entry.relpath.slice(slash + 1);
    if (isOut === undefined || isOut(name, false)) continue;
    checkName(path, entry.relpath, name);
    if (entry.kind === "f" || entry.kind === SHARED) files.push(entry);
    else if (entry.kind === "l") {
      hasLinks = true;
      const file = followLink(host, path, entry.relpath, filter);
      if (file !== undefined) files.push(file);
    } else {
      hasLinks = true;
      tellNoData("invalid-file/special", path, entry.relpath, filter);
    }
  }
  return { files, lines: listing, hasLinks, isListed: true };
}

/** A line of a listing. */
export interface FoundFile extends WalkedFile {
  readonly kind: string;
}

/** @throws {ExpError} `invalid-file` when a name is not UTF-8 */
function parseLines(host: Host, path: string, lines: Uint8Array): FoundFile[] {
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(lines);
  } catch (error) {
    refuseUnreadableNames(host, path);
    throw fault("invalid-file/name-not-utf8", { folder: path, shown: undefined }, error);
  }
  const files: FoundFile[] = [];
  for (let start = 0; start < text.length;) {
    const end = text.indexOf("\0", start);
    const a = text.indexOf(" ", start), b = text.indexOf(" ", a + 1);
    const c = text.indexOf(" ", b + 1), d = text.indexOf(" ", c + 1);
    files.push({
      kind: text.slice(start, a),
      ino: BigInt(text.slice(a + 1, b)),
      size: Number(text.slice(b + 1, c)),
      mtimeNs: toNs(text.slice(c + 1, d)),
      relpath: text.slice(d + 1, end),
    });
    start = end + 1;
  }
  return files;
}

/** Is it of a file or a folder that means nothing by itself? Of a link only a look at what it leads to tells. */
export function isPlainLine({ kind, relpath }: FoundFile): boolean {
  return kind === "f" || kind === SHARED || (kind === "d" && relpath !== ".dvc" && !relpath.endsWith("/.dvc"));
}

/** The files of stored lines by relpath, to find which have changed since. */
export function readLines(host: Host, path: string, lines: Uint8Array): Map<string, FoundFile> {
  return new Map(parseLines(host, path, lines).map((file) => [file.relpath, file]));
}

/** `1700000000.1234567890` → nanoseconds. */
function toNs(seconds: string): bigint {
  const dot = seconds.indexOf(".");
  if (dot < 0) return BigInt(seconds) * 1_000_000_000n;
  return BigInt(seconds.slice(0, dot) + seconds.slice(dot + 1, dot + 10).padEnd(9, "0"));
}

/** Lines as {@link readLines} reads them. */
export function formatLines(files: readonly WalkedFile[]): Uint8Array {
  const lines = files.map(({ ino, size, mtimeNs, relpath }) => {
    const ns = String(mtimeNs).padStart(10, "0");
    return `f ${ino} ${size} ${ns.slice(0, -9)}.${ns.slice(-9)} ${relpath}\0`;
  });
  return new TextEncoder().encode(lines.join(""));
}

/** @returns undefined when there are more than `limit` files */
function walkHere(host: Host, path: string, filter: WalkFilter, limit: number): Walk | undefined {
  const { fs } = host;
  const within = relativeInside(filter.root, path);
  const files: WalkedFile[] = [];
  let hasLinks = false;
  const visit = (folder: string): boolean => {
    const entries = fs.list(folder === "" ? path : `${path}/${folder}`);
    if (folder !== "" && entries.some((entry) => entry.name === ".dvc" && entry.kind === "dir")) return true;
    const isOut = folderFilter(filter.ignore, within, folder);
    for (const { name, kind } of entries) {
      const relpath = folder === "" ? name : `${folder}/${name}`;
      if (isOut(name, kind === "dir")) continue;
      if (kind === "dir") {
        if (!visit(relpath)) return false;
        continue;
      }
      checkName(path, relpath, name);
      const stat = fs.stat(`${path}/${relpath}`);
      if (kind !== "file") hasLinks = true;
      if (stat === undefined) {
        tellNoData("invalid-file/dead-link", path, relpath, filter);
        continue;
      }
      if (stat.kind === "dir") continue;
      if (stat.kind === "file") files.push(walkedFile(relpath, stat));
      else tellNoData("invalid-file/special", path, relpath, filter);
      if (files.length > limit) return false;
    }
    return true;
  };
  return visit("") ? { files, lines: formatLines(files), hasLinks, isListed: false } : undefined;
}

/** @param within the walked folder relative to the root; undefined outside of the repository, where no rules apply */
function folderFilter(ignore: Ignore, within: string | undefined, folder: string): (n: string, d: boolean) => boolean {
  if (within === undefined) return () => false;
  return ignore.inFolder(within === "" || folder === "" ? within + folder : `${within}/${folder}`);
}

function walkedFile(relpath: string, stat: FileStat): WalkedFile {
  return { relpath, ino: stat.ino, size: stat.size, mtimeNs: stat.mtimeNs };
}

function followLink(host: Host, path: string, relpath: string, filter: WalkFilter): WalkedFile | undefined {
  const stat = host.fs.stat(`${path}/${relpath}`);
  if (stat === undefined) return tellNoData("invalid-file/dead-link", path, relpath, filter);
  if (stat.kind === "dir") return undefined;
  if (stat.kind !== "file") return tellNoData("invalid-file/special", path, relpath, filter);
  return walkedFile(relpath, stat);
}

function checkName(path: string, relpath: string, name: string): void {
  if (name !== ".dvcignore") return;
  throw fault("invalid-file/dvcignore-inside", { folder: path, relpath });
}

function tellNoData(
  kind: "invalid-file/dead-link" | "invalid-file/special",
  path: string,
  relpath: string,
  { onNoData }: WalkFilter,
): undefined {
  if (onNoData === undefined) throw fault(kind, { path: `${path}/${relpath}` });
  onNoData(relpath);
}
