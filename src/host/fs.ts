import nodeFs from "node:fs";
import { durableStep } from "./crash.ts";
import { bytesOf, type DiskSteps, fileWrites, isHalfWritten, type OpenedFile } from "./file_writes.ts";
import { sqlite } from "./sqlite.ts";
import { inTemporaryFolder, temporaryFolders } from "./temp_folder.ts";
import { appendUnopened, copyUnopened, createUnopened, isUnopened, withCopy, writeUnopened } from "./unopened.ts";

/** What `lstat`/`stat` tell. Sizes in bytes, times in nanoseconds since 1970. */
export interface FileStat {
  readonly kind: "file" | "dir" | "link" | "other";
  readonly size: number;
  /** Permission bits only (0o7777). */
  readonly mode: number;
  readonly mtimeNs: bigint;
  readonly ctimeNs: bigint;
  readonly ino: bigint;
  readonly dev: bigint;
  readonly nlink: number;
}

/** What one sees of a file without its times. */
export type FileGlance = Pick<FileStat, "kind" | "size" | "mode" | "nlink">;

export interface DirEntry {
  readonly name: string;
  readonly kind: "file" | "dir" | "link" | "other";
}

export interface WriteOptions {
  /** Permission bits, before the umask; default 0o666. */
  readonly mode?: number;
  /** Force the data (and the folder's entry) to the disk before returning; default false. */
  readonly sync?: boolean;
}

/**
 * Files. Paths are absolute. "Not there" is `undefined` where the type says so; every other fault throws what the
 * platform throws (a `Deno.errors.*` or an `Error` with a `code` such as ENOSPC), unchanged.
 */
export interface HostFs {
  readBytes(path: string): Uint8Array;
  readText(path: string): string;
  /** The text, or undefined if there is no such file. A folder in its place throws. */
  readTextIfThere(path: string): string | undefined;
  /**
   * Reads a file in pieces of at most `chunkBytes`; the buffer is reused between calls. Memory stays flat.
   * @param offset where to begin; default: at the start
   */
  readChunks(path: string, chunkBytes: number, onChunk: (chunk: Uint8Array) => void, offset?: number): void;
  lstat(path: string): FileStat | undefined;
  /** As `lstat`, in a third of the time: for questions about thousands of files. */
  glance(path: string): FileGlance | undefined;
  stat(path: string): FileStat | undefined;
  exists(path: string): boolean;
  list(path: string): DirEntry[];
  readLink(path: string): string;
  realPath(path: string): string;
  /** Temp file beside the target, then rename: a reader sees the old or the new content, whole. */
  writeAtomic(path: string, data: string | Uint8Array, options?: WriteOptions): void;
  /** Is this how we call files that are not complete yet, or are for a moment only? */
  isHalfWritten(name: string): boolean;
  /** Creates a file that must not exist yet; false if it does. */
  createNew(path: string, data: string | Uint8Array, options?: WriteOptions): boolean;
  append(path: string, data: string | Uint8Array, options?: WriteOptions): void;
  /** A file that is appended to often; created if missing. */
  openAppend(path: string): AppendedFile;
  makeDir(path: string, mode?: number): void;
  /** A new folder `parent/PREFIXxxxxxxxx`, created exclusively; returns its path. */
  makeTempDir(parent: string, prefix: string): string;
  rename(from: string, to: string): void;
  /** As `rename`, also from one disk to another: then copied beside the target, forced to the disk, and renamed there. */
  move(from: string, to: string): void;
  /** Forces a folder's entries to the disk: what was renamed into it, and what was removed. */
  syncFolder(path: string): void;
  copyFile(from: string, to: string): void;
  /** Copy-on-write clone; false where the file system cannot. */
  reflink(from: string, to: string): boolean;
  hardLink(from: string, to: string): void;
  symLink(target: string, path: string): void;
  /** Removes a file, link or empty folder; no error if it is not there. */
  remove(path: string): void;
  /** Removes a whole tree, read-only folders included; no error if it is not there. Never follows links. */
  removeTree(path: string): void;
  chmod(path: string, mode: number): void;
  utimes(path: string, atimeMs: number, mtimeMs: number): void;
  /** Can this process write to an existing file or folder? Found by trying, for modes tell less than half of it. */
  isWritable(path: string): boolean;
  umask(): number;
  /**
   * Takes an advisory lock (flock, as DVC's own lock file) on a file, created if missing. Freed by `release` or by
   * this process's death. Waiting costs a thread until the process ends, so it is for locks that are short or whose
   * failure ends the command.
   * @param options.content replaces what the file holds once the lock is taken (in place, as DVC notes its pid)
   * @returns undefined when another process still holds it after `timeoutMs`
   */
  lock(
    path: string,
    options: { exclusive: boolean; timeoutMs: number; content?: string },
  ): Promise<FileLock | undefined>;
  /**
   * Takes an exclusive lock of our own kind at once, or not at all: a transaction on a tiny SQLite file, which the
   * kernel ends with the process (also with kill -9) and which never blocks a thread. Also exclusive between Workers.
   * Damage in the file's place (garbage, an empty folder) is put right.
   *
   * @throws what the platform would (`EISDIR`, `EACCES`), naming the path, when something else is in the way
   */
  tryLock(path: string): FileLock | undefined;
}

export interface AppendedFile {
  /** One write, whole, at the file's end. */
  append(data: string): void;
  /** Forces what was appended to the disk. */
  sync(): void;
  close(): void;
}

export interface FileLock {
  readonly path: string;
  release(): void;
}

/** Where copies of what the runtime does not open are made; a Worker is told it. */
let copyFolders: readonly string[] | undefined;
const folders = () => copyFolders ??= temporaryFolders(Deno.env);

/** @param umask the process's, @param tempDir a temporary folder: when a Worker is told them */
export function createFs(umask?: number, tempDir?: string): HostFs {
  if (tempDir !== undefined) copyFolders = [tempDir];
  knownUmask ??= umask;
  return {
    readBytes: (path) => opened(() => Deno.readFileSync(path), () => withCopy(folders(), path, Deno.readFileSync)),
    readText,
    readTextIfThere,
    readChunks,
    glance,
    lstat: (path) => statBy(nodeFs.lstatSync, path),
    stat: (path) => statBy(nodeFs.statSync, path),
    exists: (path) => nodeFs.existsSync(path),
    list: (path) => [...Deno.readDirSync(path)].map((e) => ({ name: e.name, kind: kindOf(e) })),
    readLink: (path) => Deno.readLinkSync(path),
    realPath: (path) => Deno.realPathSync(path),
    ...fileWrites(REAL_DISK),
    isHalfWritten,
    makeDir,
    makeTempDir,
    rename: (from, to) => durableStep("rename", to, () => Deno.renameSync(from, to)),
    copyFile: (from, to) => durableStep("copy", to, () => copyFile(from, to)),
    reflink,
    hardLink: (from, to) => durableStep("link", to, () => nodeFs.linkSync(from, to)),
    symLink: (target, path) => durableStep("link", path, () => nodeFs.symlinkSync(target, path)),
    remove,
    removeTree: (path) => durableStep("remove-tree", path, () => removeTree(path)),
    chmod: (path, mode) => Deno.chmodSync(path, mode),
    utimes: (path, atimeMs, mtimeMs) => Deno.utimeSync(path, new Date(atimeMs), new Date(mtimeMs)),
    isWritable,
    umask: readUmask,
    lock,
    tryLock,
  };
}

/** Any of `not found` and `a parent is not a folder`: the path does not exist. */
export function isMissing(error: unknown): boolean {
  if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory) return true;
  const code = (error as { code?: string } | null)?.code;
  return code === "ENOENT" || code === "ENOTDIR";
}

/** What the runtime does not open goes the long way. */
function opened<T>(open: () => T, otherwise: () => T): T {
  try {
    return open();
  } catch (error) {
    if (isUnopened(error)) return otherwise();
    throw error;
  }
}

function readText(path: string): string {
  return opened(() => Deno.readTextFileSync(path), () => withCopy(folders(), path, Deno.readTextFileSync));
}

/** With `HOME=/dev/null`, `/dev/null/.config` is asked for. */
function readTextIfThere(path: string): string | undefined {
  try {
    return readText(path);
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

function readChunks(path: string, chunkBytes: number, onChunk: (chunk: Uint8Array) => void, offset = 0): void {
  const read = (from: string) => {
    using file = Deno.openSync(from, { read: true });
    if (offset > 0) file.seekSync(offset, Deno.SeekMode.Start);
    readOpen(file, chunkBytes, onChunk);
  };
  opened(() => read(path), () => withCopy(folders(), path, read));
}

function readOpen(file: Deno.FsFile, chunkBytes: number, onChunk: (chunk: Uint8Array) => void): void {
  const buffer = new Uint8Array(chunkBytes);
  for (;;) {
    let filled = 0;
    while (filled < chunkBytes) {
      const n = file.readSync(buffer.subarray(filled));
      if (n === null || n === 0) break;
      filled += n;
    }
    if (filled === 0) return;
    onChunk(filled === chunkBytes ? buffer : buffer.subarray(0, filled));
    if (filled < chunkBytes) return;
  }
}

function statBy(ask: typeof nodeFs.statSync, path: string): FileStat | undefined {
  try {
    return toStat(ask(path, { bigint: true, throwIfNoEntry: false }));
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

function glance(path: string): FileGlance | undefined {
  try {
    const info = Deno.lstatSync(path);
    return { kind: kindOf(info), size: info.size, mode: (info.mode ?? 0) & 0o7777, nlink: info.nlink ?? 1 };
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

function toStat(stat: nodeFs.BigIntStats | undefined): FileStat | undefined {
  if (stat === undefined) return undefined;
  return {
    kind: stat.isFile() ? "file" : stat.isDirectory() ? "dir" : stat.isSymbolicLink() ? "link" : "other",
    size: Number(stat.size),
    mode: Number(stat.mode) & 0o7777,
    mtimeNs: stat.mtimeNs,
    ctimeNs: stat.ctimeNs,
    ino: stat.ino,
    dev: stat.dev,
    nlink: Number(stat.nlink),
  };
}

function kindOf(entry: Pick<Deno.DirEntry, "isFile" | "isDirectory" | "isSymlink">): DirEntry["kind"] {
  return entry.isSymlink ? "link" : entry.isFile ? "file" : entry.isDirectory ? "dir" : "other";
}

function writeAll(file: Deno.FsFile, data: Uint8Array): void {
  for (let done = 0; done < data.length;) done += file.writeSync(data.subarray(done));
}

/** The steps that changes of files are composed of (file_writes.ts), on the real disk. */
const REAL_DISK: DiskSteps = {
  open: (path, how, mode) =>
    opened(
      () =>
        openFile(
          Deno.openSync(
            path,
            how === "new" ? { write: true, createNew: true, mode } : { append: true, create: true, mode },
          ),
        ),
      () => openUnopened(path, how, mode),
    ),
  rename: (from, to) => Deno.renameSync(from, to),
  remove,
  copy: copyFile,
  sync: syncPath,
  suffix: () => crypto.randomUUID().slice(0, 8),
};

function openFile(file: Deno.FsFile): OpenedFile {
  return { write: (data) => writeAll(file, data), sync: () => file.syncSync(), close: () => file.close() };
}

/** On a RAM disk: nothing makes it durable. */
function openUnopened(path: string, how: "new" | "append", mode: number): OpenedFile {
  const write = (data: Uint8Array) => {
    if (how === "append") return appendUnopened(folders(), path, data);
    if (!createUnopened(folders(), path, data, masked(mode))) throw new Deno.errors.AlreadyExists(path);
  };
  return { write, sync: () => {}, close: () => {} };
}

function syncPath(path: string): void {
  opened(() => {
    const file = Deno.openSync(path, { read: true });
    try {
      file.syncSync();
    } finally {
      file.close();
    }
  }, () => {}); // memory, which nothing makes durable
}

function copyFile(from: string, to: string): void {
  opened(() => Deno.copyFileSync(from, to), () => copyUnopened(from, to));
}

function masked(mode = 0o666): number {
  return mode & ~readUmask();
}

/** A folder above the `git` that may be run may not be written to, not even by making what is there. */
function makeDir(path: string, mode?: number): void {
  try {
    Deno.mkdirSync(path, { recursive: true, ...(mode === undefined ? {} : { mode }) });
  } catch (error) {
    if (error instanceof Deno.errors.NotCapable && nodeFs.statSync(path, { throwIfNoEntry: false })?.isDirectory()) {
      return;
    }
    throw error;
  }
}

function makeTempDir(parent: string, prefix: string): string {
  makeDir(parent);
  for (;;) {
    const letters = [...crypto.getRandomValues(new Uint8Array(8))]
      .map((b) => "abcdefghijklmnopqrstuvwxyz0123456789_"[b % 37]).join("");
    const path = `${parent}/${prefix}${letters}`;
    try {
      durableStep("folder", path, () => Deno.mkdirSync(path, { mode: 0o777 }));
      return path;
    } catch (error) {
      if (!(error instanceof Deno.errors.AlreadyExists)) throw error;
    }
  }
}

/**
 * Asks `cp`, for Deno's own copy ignores the flag that forbids a plain one. The answer for two disks is kept: where they
 * clone, so does every plain copy (`copy_file_range`).
 */
function reflink(from: string, to: string): boolean {
  const pair = `${deviceOf(from)} ${deviceOf(to.slice(0, to.lastIndexOf("/")) || "/")}`;
  if (clones.get(pair) === true) {
    copyFile(from, to);
    return true;
  }
  if (clones.get(pair) === false) return false;
  const cp = new Deno.Command("sh", {
    args: ["-c", 'exec cp --reflink=always -- "$0" "$1" 2>/dev/null', from, to],
    env: { PATH: Deno.env.get("PATH") ?? "/usr/bin:/bin" },
    clearEnv: true,
    stdin: "null",
  });
  const { success } = cp.outputSync();
  clones.set(pair, success);
  if (!success) remove(to);
  return success;
}

const clones = new Map<string, boolean>();

function deviceOf(path: string): string {
  return String(nodeFs.statSync(path, { bigint: true, throwIfNoEntry: false })?.dev);
}

function remove(path: string): void {
  try {
    durableStep("remove", path, () => Deno.removeSync(path));
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
}

function removeTree(path: string): void {
  try {
    Deno.removeSync(path, { recursive: true });
  } catch (error) {
    if (isMissing(error)) return;
    if (!(error instanceof Deno.errors.PermissionDenied)) throw error;
    makeFoldersWritable(path);
    Deno.removeSync(path, { recursive: true });
  }
}

function makeFoldersWritable(path: string): void {
  if (!Deno.lstatSync(path).isDirectory) return;
  Deno.chmodSync(path, 0o700);
  for (const entry of Deno.readDirSync(path)) {
    if (entry.isDirectory) makeFoldersWritable(`${path}/${entry.name}`);
  }
}

function isWritable(path: string): boolean {
  try {
    if (Deno.statSync(path).isDirectory) Deno.removeSync(makeTempDir(path, ".exp-probe-"));
    else {opened(() =>
        Deno.openSync(path, { append: true }).close(), () =>
        nodeFs.accessSync(path, nodeFs.constants.W_OK));}
    return true;
  } catch {
    return false;
  }
}

let knownUmask: number | undefined;

/**
 * Found by making a folder. `Deno.umask()` sets the mask of the whole process to 0 for a moment to read it, and a file
 * that another thread makes in that moment is open to everyone.
 */
function readUmask(): number {
  if (knownUmask === undefined) {
    try {
      const folder = inTemporaryFolder(temporaryFolders(Deno.env), (parent) => {
        const path = `${parent}/exp-umask-${crypto.randomUUID()}`;
        Deno.mkdirSync(path, { mode: 0o777 });
        return path;
      });
      knownUmask = 0o777 & ~(Deno.lstatSync(folder).mode ?? 0o755);
      Deno.removeSync(folder);
    } catch {
      knownUmask = Deno.umask(); // no place for temporary files
    }
  }
  return knownUmask;
}

async function lock(
  path: string,
  options: { exclusive: boolean; timeoutMs: number; content?: string },
): Promise<FileLock | undefined> {
  const file = opened(() => Deno.openSync(path, { read: true, write: true, create: true }), () => undefined);
  if (file === undefined) return await lockUnopened(path, options);
  const taken = file.lock(options.exclusive).then(() => true);
  let timer: number | undefined;
  const timeout = new Promise<false>((resolve) => timer = setTimeout(() => resolve(false), options.timeoutMs));
  const ok = await Promise.race([taken, timeout]);
  clearTimeout(timer);
  if (ok) {
    if (options.content !== undefined) {
      file.truncateSync(0);
      writeAll(file, bytesOf(options.content));
    }
    return { path, release: () => file.close() };
  }
  taken.then(() => file.close(), () => {}); // if it still comes, give it back
  return undefined;
}

/** SQLite opens files by itself. Whoever locks the file itself, as DVC does, is not seen. */
async function lockUnopened(
  path: string,
  options: { timeoutMs: number; content?: string },
): Promise<FileLock | undefined> {
  const until = performance.now() + options.timeoutMs;
  for (;;) {
    const lock = tryLock(`${path}.sqlite`);
    if (lock !== undefined) {
      writeUnopened(folders(), path, bytesOf(options.content ?? ""), masked());
      return { path, release: lock.release };
    }
    if (performance.now() >= until) return undefined;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

function tryLock(path: string): FileLock | undefined {
  try {
    return lockBySqlite(path);
  } catch (error) {
    const found = nodeFs.lstatSync(path, { throwIfNoEntry: false });
    if (found?.isDirectory()) removeFolderFor(path);
    // emptied in place, for a lock of somebody else's would not hold on another file of the same name
    else if (found?.isFile() && /not a database|malformed/i.test(String(error))) Deno.truncateSync(path, 0);
    else throw refusedLock(path, error);
    return lockBySqlite(path);
  }
}

function lockBySqlite(path: string): FileLock | undefined {
  const db = new (sqlite().DatabaseSync)(path);
  try {
    db.exec("PRAGMA busy_timeout = 0; PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE");
    return { path, release: () => db.close() };
  } catch (error) {
    db.close();
    if (/locked|busy/i.test(String(error))) return undefined;
    throw error;
  }
}

/** An empty folder where a lock belongs is nobody's; this never removes a file. */
function removeFolderFor(path: string): void {
  try {
    nodeFs.rmdirSync(path);
  } catch (error) {
    throw fault("EISDIR", `a folder is where the lock file ${path} belongs: move it away`, error);
  }
}

/** SQLite's words do not tell why; opening the file does. */
function refusedLock(path: string, error: unknown): unknown {
  try {
    Deno.openSync(path, { read: true, write: true, create: true }).close();
    return error;
  } catch (refusal) {
    return refusal;
  }
}

function fault(code: string, message: string, cause: unknown): Error {
  return Object.assign(new Error(message, { cause }), { code });
}
