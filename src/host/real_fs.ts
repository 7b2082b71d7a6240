import nodeFs from "node:fs";
import { durableStep } from "./crash.ts";
import { refusePipe } from "./endless.ts";
import { lock, tryLock } from "./file_lock.ts";
import { FILE_READS } from "./file_reads.ts";
import { fileWrites, isHalfWritten } from "./file_writes.ts";
import type { HostFs } from "./fs.ts";
import { askingEach, refusalOf } from "./machine_error.ts";
import { copyLargeFile } from "./large_copy.ts";
import { copyFile, REAL_DISK, remove, removeTree } from "./real_disk.ts";
import { reflink } from "./reflink.ts";
import { syncFiles } from "./sync_files.ts";
import { assumeUmask, readUmask } from "./umask.ts";
import { copyUnopenedTo, opened } from "./unopened.ts";

/** @param umask the process's, @param tempDir a temporary folder: when a Worker is told them */
export function createFs(umask?: number, tempDir?: string): HostFs {
  copyUnopenedTo(tempDir);
  assumeUmask(umask);
  return askingEach<HostFs>({
    ...FILE_READS,
    ...fileWrites(REAL_DISK),
    isHalfWritten,
    syncFiles,
    makeDir,
    makeTempDir,
    rename: (from, to) => durableStep("rename", to, () => Deno.renameSync(from, to)),
    copyFile: (from, to) => durableStep("copy", to, () => copyFile(from, to)),
    copyLargeFile: (from, to, news) => durableStep("copy", to, () => copyLargeFile(from, to, news)),
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
  });
}

/** A folder above the `git` that may be run may not be written to, not even by making what is there. */
function makeDir(path: string, mode?: number): void {
  try {
    Deno.mkdirSync(path, { recursive: true, ...(mode === undefined ? {} : { mode }) });
  } catch (error) {
    const isThere = () => nodeFs.statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
    if (refusalOf(error) !== "not-allowed" || !isThere()) throw error;
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
      if (refusalOf(error) !== "exists") throw error;
    }
  }
}

function isWritable(path: string): boolean {
  try {
    if (Deno.statSync(path).isDirectory) Deno.removeSync(makeTempDir(path, ".exp-probe-"));
    else openToAppend(path);
    return true;
  } catch {
    return false;
  }
}

function openToAppend(path: string): void {
  refusePipe(path);
  opened(
    () => Deno.openSync(path, { append: true }).close(),
    () => nodeFs.accessSync(path, nodeFs.constants.W_OK),
  );
}
