import nodeFs from "node:fs";
import { refuseEndless } from "./endless.ts";
import { bytesOf } from "./file_writes.ts";
import type { FileLock } from "./fs.ts";
import { MachineError, refusalOf } from "./machine_error.ts";
import { writeAll } from "./real_disk.ts";
import { sqlite } from "./sqlite.ts";
import { masked } from "./umask.ts";
import { opened, writeUnopened } from "./unopened.ts";

/** See `HostFs.lock`. */
export async function lock(
  path: string,
  options: { exclusive: boolean; timeoutMs: number; content?: string },
): Promise<FileLock | undefined> {
  refuseEndless(path);
  const file = opened(() => Deno.openSync(path, { read: true, write: true, create: true }), () => undefined);
  if (file === undefined) return await lockUnopened(path, options);
  const taken = file.lock(options.exclusive).then(() => true);
  let timer: number | undefined;
  const timeout = new Promise<false>((resolve) => timer = setTimeout(() => resolve(false), options.timeoutMs));
  const ok = await Promise.race([taken, timeout]);
  clearTimeout(timer);
  if (ok) {
    if (options.content !== undefined) sign(file, bytesOf(options.content));
    return { path, release: () => file.close() };
  }
  taken.then(() => file.close(), () => {}); // if it still comes, give it back
  return undefined;
}

/** Who took the lock last has mostly signed already; to cut a file and write it again makes some disks write at once. */
function sign(file: Deno.FsFile, content: Uint8Array): void {
  const before = new Uint8Array(content.length + 1);
  const size = file.readSync(before) ?? 0;
  if (size === content.length && content.every((byte, at) => byte === before[at])) return;
  file.truncateSync(0);
  file.seekSync(0, Deno.SeekMode.Start);
  writeAll(file, content);
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
      writeUnopened(path, bytesOf(options.content ?? ""), masked());
      return { path, release: lock.release };
    }
    if (performance.now() >= until) return undefined;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** See `HostFs.tryLock`. */
export function tryLock(path: string): FileLock | undefined {
  try {
    return lockBySqlite(path);
  } catch (error) {
    const found = nodeFs.lstatSync(path, { throwIfNoEntry: false });
    if (found?.isDirectory()) removeFolderFor(path);
    // emptied in place, for a lock of somebody else's would not hold on another file of the same name
    else if (found?.isFile() && refusalOf(error) === "damaged") Deno.truncateSync(path, 0);
    else throw refusedLock(path, error);
    return lockBySqlite(path);
  }
}

function lockBySqlite(path: string): FileLock | undefined {
  refuseEndless(path);
  const db = new (sqlite().DatabaseSync)(path);
  try {
    db.exec("PRAGMA busy_timeout = 0; PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE");
    return { path, release: () => db.close() };
  } catch (error) {
    db.close();
    if (refusalOf(error) === "busy") return undefined;
    throw error;
  }
}

/** An empty folder where a lock belongs is nobody's; this never removes a file. */
function removeFolderFor(path: string): void {
  try {
    nodeFs.rmdirSync(path);
  } catch (error) {
    const words = `a folder is where the lock file ${path} belongs: move it away`;
    throw new MachineError("EISDIR", "tryLock", path, words, error);
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
