import { durableStep } from "./crash.ts";
import { refuseEndless, refusePipe } from "./endless.ts";
import type { DiskSteps, OpenedFile } from "./file_writes.ts";
import { askingEach, codeOf, isMissing, refusalOf } from "./machine_error.ts";
import { masked } from "./umask.ts";
import { appendUnopened, copyUnopened, createUnopened, opened } from "./unopened.ts";

/** The steps that changes of files are composed of (file_writes.ts), on the real disk. */
export const REAL_DISK: DiskSteps = askingEach(
  {
    open: (path, how, mode) =>
      askingEach(opened(() => openFile(path, how, mode), () => openUnopened(path, how, mode)), path),
    rename: (from, to) => Deno.renameSync(from, to),
    remove,
    copy: copyFile,
    sync: syncPath,
    suffix: () => crypto.randomUUID().slice(0, 8),
  } satisfies DiskSteps,
);

function openFile(path: string, how: "new" | "append", mode: number): OpenedFile {
  if (how === "append") refusePipe(path);
  const creation = how === "new" ? { write: true, createNew: true } : { append: true, create: true };
  const file = Deno.openSync(path, { ...creation, mode });
  return { write: (data) => writeAll(file, data), sync: () => file.syncSync(), close: () => file.close() };
}

/** On a RAM disk: nothing makes it durable. */
function openUnopened(path: string, how: "new" | "append", mode: number): OpenedFile {
  const write = (data: Uint8Array) => {
    if (how === "append") return appendUnopened(path, data);
    if (!createUnopened(path, data, masked(mode))) throw new Deno.errors.AlreadyExists(path);
  };
  return { write, sync: () => {}, close: () => {} };
}

export function writeAll(file: Deno.FsFile, data: Uint8Array): void {
  for (let done = 0; done < data.length;) done += file.writeSync(data.subarray(done));
}

function syncPath(path: string): void {
  refuseEndless(path);
  opened(() => {
    const file = Deno.openSync(path, { read: true });
    try {
      file.syncSync();
    } finally {
      file.close();
    }
  }, () => {}); // memory, which nothing makes durable
}

export function copyFile(from: string, to: string): void {
  refuseEndless(from);
  opened(() => Deno.copyFileSync(from, to), () => copyUnopened(from, to));
}

export function remove(path: string): void {
  try {
    durableStep("remove", path, () => Deno.removeSync(path));
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
}

export function removeTree(path: string): void {
  try {
    Deno.removeSync(path, { recursive: true });
  } catch (error) {
    if (isMissing(error)) return;
    if (["ENOTEMPTY", "EBUSY"].includes(codeOf(error) ?? "")) return removeClosed(path);
    if (refusalOf(error) !== "no-rights") throw error;
    makeFoldersWritable(path);
    Deno.removeSync(path, { recursive: true });
  }
}

/** NFS keeps what some process of this machine has open, under such a name, until that closes it. */
const OPEN_ON_NFS = /^\.nfs[0-9a-f]+$/;

/** All but what is open, and the folders that hold it: they are for whoever sweeps later. */
function removeClosed(folder: string): void {
  const entries = [...Deno.readDirSync(folder)];
  for (const { name, isDirectory } of entries) {
    if (isDirectory) removeClosed(`${folder}/${name}`);
    else if (!OPEN_ON_NFS.test(name)) remove(`${folder}/${name}`);
  }
  const left = [...Deno.readDirSync(folder)];
  if (left.length === 0 || !left.every(({ name, isDirectory }) => isDirectory || OPEN_ON_NFS.test(name))) {
    remove(folder);
  }
}

function makeFoldersWritable(path: string): void {
  if (!Deno.lstatSync(path).isDirectory) return;
  Deno.chmodSync(path, 0o700);
  for (const entry of Deno.readDirSync(path)) {
    if (entry.isDirectory) makeFoldersWritable(`${path}/${entry.name}`);
  }
}
