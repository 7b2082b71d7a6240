import { type CopyNews, type Host, type HostFs, startDigest } from "../host/mod.ts";
import { ioFault } from "./fault.ts";
import type { HashInfo } from "./types.ts";

const CHUNK_BYTES = 1 << 20;
/** From this size on the system's `md5sum` is faster than ours, start included. */
export const BIG_FILE_BYTES = 64 << 20;

/**
 * Reads a file once and hashes it; memory stays flat. Symlinks are followed.
 *
 * @param onBytes told while it is read; this rules out the system's program, which tells nothing
 */
export function hashFile(
  host: Host,
  path: string,
  algorithm: HashInfo["algorithm"],
  size: number,
  onBytes?: (bytes: number) => void,
): string {
  if (algorithm === "md5" && size >= BIG_FILE_BYTES && onBytes === undefined) {
    const hash = hashWithSystem(host, path);
    if (hash !== undefined) return hash;
  }
  return hashHere(host.fs, path, algorithm, size, onBytes);
}

export function hashHere(
  fs: HostFs,
  path: string,
  algorithm: HashInfo["algorithm"],
  size: number,
  onBytes?: (bytes: number) => void,
): string {
  const hash = startDigest("md5");
  const take = (chunk: Uint8Array) => {
    hash.update(algorithm === "md5" || !looksLikeText(chunk) ? chunk : withoutCarriageReturns(chunk));
    onBytes?.(chunk.length);
  };
  if (size < CHUNK_BYTES) take(fs.readBytes(path));
  else fs.readChunks(path, CHUNK_BYTES, take);
  return hash.hex();
}

const PART_BYTES = 8 << 20;

/** The MD5 of a large file: it is told how far it is, and who wants to end it is heard. */
export async function hashInParts(
  host: Host,
  path: string,
  size: number,
  { onBytes, signal }: CopyNews,
): Promise<string> {
  const digest = startDigest("md5");
  for (let at = 0; at < size; at += PART_BYTES) {
    digest.update(readPart(host.fs, path, at));
    onBytes?.(Math.min(PART_BYTES, size - at));
    await host.clock.sleep(0); // lets signals in
    signal?.throwIfAborted();
  }
  return digest.hex();
}

function readPart(fs: HostFs, path: string, offset: number): Uint8Array {
  try {
    return fs.readPart(path, offset, PART_BYTES);
  } catch (error) {
    throw ioFault(error, "read", path);
  }
}

/** Hashes bytes that are at hand. */
export function hashBytes(bytes: Uint8Array, algorithm: HashInfo["algorithm"]): string {
  const hash = startDigest("md5");
  for (let at = 0; at < bytes.length; at += CHUNK_BYTES) {
    const chunk = bytes.subarray(at, at + CHUNK_BYTES);
    hash.update(algorithm === "md5-dos2unix" && looksLikeText(chunk) ? withoutCarriageReturns(chunk) : chunk);
  }
  return hash.hex();
}

/**
 * The MD5 of a large file, which is copied at the same time.
 *
 * @returns undefined when the system lacks a program for it or the disk is full; `copy` may be there in part then
 */
export function hashWhileCopying(host: Host, path: string, copy: string): string | undefined {
  return firstHash(host, ["-c", HASH_AND_COPY, path, copy]);
}

const HASH_AND_COPY = 'cp -- "$0" "$1" & md5sum <"$0"; hashed=$?; wait $! && exit $hashed';

/**
 * The MD5 of a file by the system's own program, while this one does something else.
 *
 * @param copy where it is copied to at the same time
 * @returns undefined where that could not be done
 * @throws the signal's reason, once the programs have ended; `copy` may be there in part then
 */
export async function hashAside(
  host: Host,
  path: string,
  { copy, signal }: { readonly copy?: string; readonly signal?: AbortSignal | undefined } = {},
): Promise<string | undefined> {
  signal?.throwIfAborted();
  let text = "";
  const program = host.processes.spawn({
    argv: copy === undefined ? ["sh", "-c", HASH_INPUT, path] : ["sh", "-c", HASH_AND_COPY, path, copy],
    cwd: "/",
    stdin: "null",
    stdout: (chunk) => text += new TextDecoder().decode(chunk),
    stderr: "null",
    detached: signal !== undefined, // whoever signals our group means us, and we tell the programs
  });
  const end = () => program.kill("SIGKILL");
  signal?.addEventListener("abort", end);
  const { code } = await program.done.finally(() => signal?.removeEventListener("abort", end));
  signal?.throwIfAborted();
  return code === 0 ? firstDigits(text) : undefined;
}

const HASH_INPUT = 'exec md5sum <"$0"';

/** The system's own program; undefined where there is none. */
function hashWithSystem(host: Host, path: string): string | undefined {
  return firstHash(host, ["-c", HASH_INPUT, path]);
}

function firstHash(host: Host, args: readonly string[]): string | undefined {
  const result = host.processes.runSync({ program: "sh", args, cwd: "/" });
  if (result.code !== 0) return undefined;
  return firstDigits(new TextDecoder().decode(result.stdout));
}

function firstDigits(text: string): string | undefined {
  return /^[0-9a-f]{32}/.exec(text)?.[0];
}

/** DVC 2's test for text: no NUL and at most 30 % unusual bytes in the first 512. */
function looksLikeText(chunk: Uint8Array): boolean {
  const sample = chunk.subarray(0, 512);
  let odd = 0;
  for (const byte of sample) {
    if (byte === 0) return false;
    const usual = (byte >= 0x20 && byte <= 0x7e) || byte === 8 || byte === 9 || byte === 10 || byte === 12 ||
      byte === 13;
    if (!usual) odd++;
  }
  return sample.length === 0 || odd / sample.length <= 0.3;
}

function withoutCarriageReturns(chunk: Uint8Array): Uint8Array {
  if (!chunk.includes(13)) return chunk;
  const result = new Uint8Array(chunk.length);
  let length = 0;
  for (let i = 0; i < chunk.length; i++) {
    if (chunk[i] === 13 && chunk[i + 1] === 10) continue;
    result[length++] = chunk[i]!;
  }
  return result.subarray(0, length);
}
