import { type DirEntry, type FileLock, type FileStat, type HostFs, isMissing } from "../../../src/host/mod.ts";
import { type DiskSteps, fileWrites, isHalfWritten } from "../../../src/host/file_writes.ts";
import type { Locks } from "./locks.ts";
import { errnoOf, invalid, refusal } from "./refusal.ts";
import type { Inode } from "./steps.ts";
import { appended, type Volume } from "./volume.ts";

export interface MemoryFsOptions {
  readonly volume: Volume;
  readonly locks: Locks;
  readonly pid: number;
  /** Lower-case hex, 2 digits a byte. */
  readonly hex: (bytes: number) => string;
  readonly sleepSync: (ms: number) => void;
}

const UMASK = 0o022;

/** Files of a {@link Volume}, as a program is given them. */
export function memoryFs({ volume, locks, pid, hex, sleepSync }: MemoryFsOptions): HostFs {
  const decoder = new TextDecoder();
  const disk: DiskSteps = {
    open(path, how, mode) {
      const inode = how === "append" ? volume.open(path, mode & ~UMASK) : volume.create(path, mode & ~UMASK);
      return {
        write: (data) => volume.write(inode, path, appended(inode.content, data)),
        sync: () => volume.sync(inode, path),
        close: () => {},
      };
    },
    rename: (from, to) => volume.rename(from, to),
    remove,
    copy: copyFile,
    sync: (path) => volume.sync(volume.get("open", path), path),
    suffix: () => hex(4),
  };

  function remove(path: string): void {
    const inode = volume.find(path, false);
    if (inode?.kind === "dir") volume.rmdir(path);
    else if (inode !== undefined) volume.unlink(path);
  }

  function removeTree(path: string): void {
    const inode = volume.find(path, false);
    if (inode?.kind === "dir") { for (const name of [...inode.entries.keys()]) removeTree(`${path}/${name}`); }
    remove(path);
  }

  function makeDir(path: string, mode = 0o777): void {
    try {
      volume.mkdir(path, mode & ~UMASK);
    } catch (error) {
      if (errnoOf(error) === "EEXIST" && kindAt(path) === "dir") return;
      if (errnoOf(error) !== "ENOENT") throw error;
      makeDir(path.slice(0, path.lastIndexOf("/")), mode);
      volume.mkdir(path, mode & ~UMASK);
    }
  }

  /** Undefined also at the end of a ring of links. */
  function kindAt(path: string): Inode["kind"] | undefined {
    try {
      return volume.get("stat", path).kind;
    } catch {
      return undefined;
    }
  }

  function makeTempDir(parent: string, prefix: string): string {
    makeDir(parent);
    const path = `${parent}/${prefix}${hex(4)}`;
    volume.mkdir(path, 0o777 & ~UMASK);
    return path;
  }

  function copyFile(from: string, to: string): void {
    const source = volume.get("copy", from);
    if (source.kind === "dir") throw invalid("copy", from);
    const target = volume.open(to, source.mode);
    target.mode = source.mode;
    volume.write(target, to, target === source ? new Uint8Array() : source.content.bytes); // emptied before it is read
  }

  function statOf(inode: Inode): FileStat {
    return {
      kind: inode.kind,
      size: inode.kind === "link" ? inode.target.length : inode.content.bytes.length,
      mode: inode.mode,
      mtimeNs: inode.mtimeNs,
      ctimeNs: inode.ctimeNs,
      ino: BigInt(inode.ino),
      dev: 1n,
      nlink: inode.kind === "dir" ? 2 : inode.nlink,
    };
  }

  const statAt = (path: string, follow: boolean) => {
    const inode = volume.find(path, follow);
    return inode === undefined ? undefined : statOf(inode);
  };

  const list = (path: string) =>
    [...volume.getFolder("readdir", path).entries].map(([name, ino]): DirEntry => ({
      name,
      kind: volume.inodes.get(ino)!.kind,
    }));

  const readText = (path: string) => decoder.decode(volume.getFile("open", path).content.bytes);

  const lockFile = (path: string, exclusive: boolean): FileLock | undefined => {
    const inode = volume.open(path, 0o666 & ~UMASK);
    const release = locks.take(inode.ino, pid, exclusive);
    return release === undefined ? undefined : { path, release };
  };

  return {
    readBytes: (path) => volume.getFile("open", path).content.bytes.slice(),
    readText,
    readTextIfThere(path) {
      try {
        return readText(path);
      } catch (error) {
        if (isMissing(error)) return undefined;
        throw error;
      }
    },
    readChunks(path, chunkBytes, onChunk, offset = 0) {
      const { bytes } = volume.getFile("open", path).content;
      for (let at = offset; at < bytes.length; at += chunkBytes) onChunk(bytes.slice(at, at + chunkBytes));
    },
    readPart: (path, offset, maxBytes) => volume.getFile("open", path).content.bytes.slice(offset, offset + maxBytes),
    lstat: (path) => statAt(path, false),
    glance: (path) => statAt(path, false),
    stat(path) {
      try {
        return statAt(path, true);
      } catch (error) {
        if (errnoOf(error) === "ELOOP") return undefined; // a symlink that leads back to itself leads nowhere
        throw error;
      }
    },
    exists: (path) => kindAt(path) !== undefined,
    list,
    listIfThere: (path) => kindAt(path) === "dir" ? list(path) : [],
    readLink(path) {
      const inode = volume.get("readlink", path, false);
      if (inode.kind !== "link") throw invalid("readlink", path);
      return inode.target;
    },
    realPath: (path) => volume.realPath(path),
    ...fileWrites(disk),
    isHalfWritten,
    async syncFiles(paths) {
      await Promise.resolve(); // not before somebody waits for it
      for (const path of paths) disk.sync(path);
      for (const folder of new Set(paths.map((path) => path.slice(0, path.lastIndexOf("/"))))) disk.sync(folder);
    },
    makeDir,
    makeTempDir,
    rename: (from, to) => volume.rename(from, to),
    copyFile,
    copyLargeFile: (from, to) => Promise.resolve(copyFile(from, to)),
    reflink: () => false,
    hardLink: (from, to) => volume.link(from, to),
    symLink: (target, path) => volume.symlink(target, path),
    remove,
    removeTree,
    chmod(path, mode) {
      volume.get("chmod", path).mode = mode;
    },
    utimes(path, _atimeMs, mtimeMs) {
      volume.get("utime", path).mtimeNs = BigInt(Math.round(mtimeMs * 1e6));
    },
    isWritable: (path) => kindAt(path) !== undefined,
    umask: () => UMASK,
    lock(path, { exclusive, timeoutMs, content }) {
      const lock = lockFile(path, exclusive);
      if (lock === undefined) sleepSync(timeoutMs);
      else if (content !== undefined) volume.write(volume.get("open", path), path, new TextEncoder().encode(content));
      return Promise.resolve(lock);
    },
    tryLock(path) {
      const found = volume.find(path, false);
      if (found?.kind === "dir" && found.entries.size > 0) throw refusal("EISDIR", "tryLock", path);
      if (found?.kind === "dir") volume.rmdir(path); // an empty folder is nobody's
      const lock = lockFile(path, true);
      const file = volume.get("open", path);
      if (lock === undefined || file.content.bytes.length === 0) return lock;
      if (found?.kind === "link") {
        lock.release();
        throw refusal("SQLITE_NOTADB", "tryLock", path);
      }
      volume.write(file, path, new Uint8Array());
      return lock;
    },
  };
}
