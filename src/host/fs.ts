/** What `lstat`/`stat` tell. Sizes in bytes, times in nanoseconds since 1970. */
export interface FileStat {
  readonly kind: "file" | "dir" | "link" | "other";
  readonly size: number;
  /** Permission bits only (0o7777). */
  readonly mode: number;
  readonly mtimeNs: bigint;
  readonly ctimeNs: bigint;
  /** When it was made, to the millisecond; undefined where the file system does not say. */
  readonly bornNs?: bigint;
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
  /**
   * Force the data (and the folder's entry) to the disk before returning; default false. `content`: the data alone, before
   * it takes the place of other data, so that a power cut leaves the old file or the new one, whole.
   */
  readonly sync?: boolean | "content";
}

/** How a copy goes that takes its time. */
export interface CopyNews {
  /** Told of what has been written since the last call. */
  readonly onBytes?: ((more: number) => void) | undefined;
  /** Aborted: the copy is given up, and what there is of it is of no use. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Files. Paths are absolute. "Not there" is `undefined` where the type says so; everything else that the machine refuses
 * is thrown as a `MachineError`.
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
  /** At most so many bytes from an offset on; fewer at the file's end. */
  readPart(path: string, offset: number, maxBytes: number): Uint8Array;
  lstat(path: string): FileStat | undefined;
  /** As `lstat`, in a third of the time: for questions about thousands of files. */
  glance(path: string): FileGlance | undefined;
  stat(path: string): FileStat | undefined;
  exists(path: string): boolean;
  list(path: string): DirEntry[];
  /** As `list`; nothing where there is no folder, or none any more: somebody else may have removed it meanwhile. */
  listIfThere(path: string): DirEntry[];
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
  /** Forces files, and their names in their folders, to the disk; this thread may go on meanwhile. */
  syncFiles(paths: readonly string[]): Promise<void>;
  copyFile(from: string, to: string): void;
  /** As `copyFile`, for a file that takes its time: this thread goes on meanwhile. Who aborts it removes what is there of it. */
  copyLargeFile(from: string, to: string, news: CopyNews): Promise<void>;
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
   * @throws {MachineError} naming the path, when something else is in the way
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
