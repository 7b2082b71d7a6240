import { type Host, isMissing, startDigest } from "../host/mod.ts";
import { joinPath } from "../repo/mod.ts";
import { CHUNK_BYTES, unreadable } from "./folder_look.ts";
import type { LookWish, StoredFile } from "./types.ts";

/** Of fewer, or less, starting a program costs more than it saves. */
const MANY_FILES = 64;
const MANY_BYTES = 8 << 20;
/** So much is for one program: its arguments fit into what the kernel has for them, and none waits long for another. */
const BATCH_FILES = 256;
const BATCH_BYTES = 32 << 20;

const SUM_ALL = 'cd -- "$0" && exec md5sum -- "$@"';
/** `md5sum` puts a backslash before the line of a name that it had to escape. */
const LINE = /^\\?([0-9a-f]{32}) /gm;

/**
 * The MD5s of files below a folder: of many by the system's program, as many of it at a time as was said, or as there are
 * cores; what is left by this one. Who ends it is heard: the files come back without the MD5s that are lacking then.
 *
 * @throws {MachineError} for what cannot be read, but with `passesUnreadable`: then it stays without an MD5
 */
export async function withFolderSums(
  host: Host,
  folder: string,
  found: readonly StoredFile[],
  wish: LookWish,
): Promise<StoredFile[]> {
  const files = found.filter(({ isFolder, unseen }) => isFolder === undefined && unseen === undefined);
  const sums = await sumsBySystem(host, folder, files, wish);
  for (const { path } of files) {
    if (sums.has(path)) continue;
    if (wish.signal !== undefined) await host.clock.sleep(0); // lets signals in
    if (wish.signal?.aborted === true) break;
    const md5 = sumHere(host.fs, joinPath(folder, path), wish);
    if (md5 !== undefined) sums.set(path, md5);
  }
  return found.map((file) => sums.has(file.path) ? { ...file, md5: sums.get(file.path)! } : file);
}

async function sumsBySystem(
  host: Host,
  folder: string,
  files: readonly StoredFile[],
  { jobs = host.platform.cores, signal }: LookWish,
): Promise<Map<string, string>> {
  const sums = new Map<string, string>();
  if (files.length < MANY_FILES && files.reduce((sum, { size }) => sum + size, 0) < MANY_BYTES) return sums;
  const batches = batchesOf(files);
  const work = async () => {
    for (let batch; signal?.aborted !== true && (batch = batches.shift()) !== undefined;) {
      const hashes = await sumBatch(host, folder, batch, signal);
      hashes?.forEach((md5, i) => sums.set(batch[i]!, md5));
    }
  };
  await Promise.all(Array.from({ length: Math.min(jobs, batches.length) }, work));
  return sums;
}

function batchesOf(files: readonly StoredFile[]): string[][] {
  const batches: string[][] = [];
  let batch: string[] = [], bytes = 0;
  for (const { path, size } of files) {
    if (batch.length === 0 || batch.length >= BATCH_FILES || bytes + size > BATCH_BYTES) {
      batches.push(batch = []);
      bytes = 0;
    }
    batch.push(path);
    bytes += size;
  }
  return batches;
}

/** In the files' order; undefined where that did not work for all of them. */
async function sumBatch(
  host: Host,
  folder: string,
  paths: readonly string[],
  signal: AbortSignal | undefined,
): Promise<string[] | undefined> {
  const decoder = new TextDecoder();
  let text = "";
  const program = host.processes.spawn({
    argv: ["sh", "-c", SUM_ALL, folder, ...paths.map((path) => `./${path}`)], // `-` would be its standard input
    cwd: "/",
    stdin: "null",
    stdout: (chunk) => text += decoder.decode(chunk, { stream: true }),
    stderr: "null",
    detached: signal !== undefined, // whoever signals our group means us, and we tell the programs
  });
  const end = () => program.kill("SIGKILL");
  signal?.addEventListener("abort", end);
  const { code } = await program.done.finally(() => signal?.removeEventListener("abort", end));
  const hashes = [...text.matchAll(LINE)].map(([, hash]) => hash!);
  return code === 0 && hashes.length === paths.length ? hashes : undefined;
}

/** @returns undefined, with `passesUnreadable`, for what cannot be read or is gone by now */
function sumHere(fs: Host["fs"], path: string, { passesUnreadable }: LookWish): string | undefined {
  const digest = startDigest("md5");
  const take = (chunk: Uint8Array) => digest.update(chunk);
  if (passesUnreadable !== true) fs.readChunks(path, CHUNK_BYTES, take);
  else {
    try {
      if (unreadable(fs, path, take) !== undefined) return undefined;
    } catch (error) {
      if (!isMissing(error)) throw error;
      return undefined;
    }
  }
  return digest.hex();
}
