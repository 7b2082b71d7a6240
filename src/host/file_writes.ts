import { durableStep } from "./crash.ts";
import type { AppendedFile, HostFs, WriteOptions } from "./fs.ts";
import { MachineError, refusalOf } from "./machine_error.ts";

/**
 * The few steps of a disk that changes of files are made of; what a power cut leaves follows from their order. Each
 * throws a {@link MachineError} when it is refused.
 */
export interface DiskSteps {
  /** `new`: there must be no such file yet; `append`: made when it is missing. */
  open(path: string, how: "new" | "append", mode: number): OpenedFile;
  rename(from: string, to: string): void;
  /** No error if it is not there. */
  remove(path: string): void;
  copy(from: string, to: string): void;
  /** Forces a file's content, or a folder's entries, to the disk. */
  sync(path: string): void;
  /** Eight hexadecimal digits. */
  suffix(): string;
}

export interface OpenedFile {
  /** All of it. */
  write(data: Uint8Array): void;
  sync(): void;
  close(): void;
}

type FileWrites = Pick<HostFs, "writeAtomic" | "createNew" | "append" | "openAppend" | "move" | "syncFolder">;

/** The same steps in the same order on every disk: the real one, and the one in memory that tests cut the power of. */
export function fileWrites(disk: DiskSteps): FileWrites {
  const writeTo = (file: OpenedFile, data: string | Uint8Array, sync: boolean | "content") => {
    try {
      file.write(bytesOf(data));
      if (sync !== false) file.sync();
    } finally {
      file.close();
    }
  };

  /** Makes a whole file under another name, and gives it the right one. */
  const replace = (path: string, make: (temp: string) => void, finish: (temp: string) => void) => {
    const temp = tempBeside(path, disk.suffix());
    try {
      make(temp);
      finish(temp);
    } catch (error) {
      disk.remove(temp);
      throw error;
    }
  };

  return {
    writeAtomic(path, data, { mode = 0o666, sync = false } = {}) {
      replace(path, (temp) => writeTo(disk.open(temp, "new", mode), data, sync), (temp) => {
        durableStep("write", path, () => disk.rename(temp, path));
        if (sync === true) disk.sync(folderOf(path));
      });
    },
    createNew(path, data, { mode = 0o666, sync = false }: WriteOptions = {}) {
      try {
        durableStep("create", path, () => writeTo(disk.open(path, "new", mode), data, sync));
        return true;
      } catch (error) {
        if (refusalOf(error) === "exists") return false;
        throw error;
      }
    },
    append(path, data, { mode = 0o666, sync = false } = {}) {
      durableStep("append", path, () => writeTo(disk.open(path, "append", mode), data, sync));
    },
    openAppend(path): AppendedFile {
      const file = disk.open(path, "append", 0o666);
      return {
        append: (data) => durableStep("append", path, () => file.write(bytesOf(data))),
        sync: () => file.sync(),
        close: () => file.close(),
      };
    },
    move(from, to) {
      try {
        durableStep("rename", to, () => disk.rename(from, to));
      } catch (error) {
        if (!(error instanceof MachineError) || error.code !== "EXDEV") throw error;
        replace(to, (temp) => {
          disk.copy(from, temp);
          disk.sync(temp);
        }, (temp) => durableStep("rename", to, () => disk.rename(temp, to)));
        disk.remove(from);
      }
    },
    syncFolder: (path) => disk.sync(path),
  };
}

/** Files that are not complete yet are named so, with eight hexadecimal digits. */
function tempBeside(path: string, suffix: string): string {
  const slash = path.lastIndexOf("/");
  return `${path.slice(0, slash + 1)}.${path.slice(slash + 1, slash + 60)}.${suffix}.tmp`;
}

/** Is this how we call files that are not complete yet, or are for a moment only? */
export function isHalfWritten(name: string): boolean {
  return /^(\..*\.[0-9a-f]{8}\.tmp|exp-stdin-.*)$/.test(name);
}

export function bytesOf(data: string | Uint8Array): Uint8Array {
  return typeof data === "string" ? new TextEncoder().encode(data) : data;
}

function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf("/")) || "/";
}
