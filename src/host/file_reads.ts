import nodeFs from "node:fs";
import { refuseEndless } from "./endless.ts";
import type { DirEntry, FileGlance, FileStat, HostFs } from "./fs.ts";
import { codeOf, isMissing } from "./machine_error.ts";
import { opened, withCopy } from "./unopened.ts";

type FileReads = Pick<
  HostFs,
  | "readBytes"
  | "readText"
  | "readTextIfThere"
  | "readChunks"
  | "readPart"
  | "glance"
  | "lstat"
  | "stat"
  | "exists"
  | "list"
  | "listIfThere"
  | "readLink"
  | "realPath"
>;

export const FILE_READS: FileReads = {
  readBytes,
  readText: (path) => readText(path),
  // with `HOME=/dev/null`, `/dev/null/.config` is asked for
  readTextIfThere: (path) => ifThere(() => readText(path, Deno.statSync(path))),
  readChunks,
  readPart,
  glance: (path) => ifThere(() => glance(path)),
  // `node:fs` makes its numbers of this very answer, in ten times the time
  lstat: (path) => ifThere(() => toStat(Deno.lstatSync(path))),
  stat: (path) => ifThere(() => toStat(Deno.statSync(path)), ["ELOOP"]),
  exists: (path) => nodeFs.existsSync(path),
  list,
  // an exception takes ten times as long as a look
  listIfThere: (path) => nodeFs.existsSync(path) ? ifThere(() => list(path)) ?? [] : [],
  readLink: (path) => reopened(() => Deno.readLinkSync(path)),
  realPath: (path) => Deno.realPathSync(path),
};

/** @param also a symlink that leads back to itself leads nowhere, as any other that does */
function ifThere<T>(look: () => T, also: readonly string[] = []): T | undefined {
  try {
    return look();
  } catch (error) {
    if (isMissing(error) || also.includes(codeOf(error) ?? "")) return undefined;
    throw error;
  }
}

function list(path: string): DirEntry[] {
  return reopened(() => [...Deno.readDirSync(path)].map((entry) => ({ name: entry.name, kind: kindOf(entry) })));
}

function readBytes(path: string): Uint8Array {
  refuseEndless(path);
  return reopened(() => opened(() => Deno.readFileSync(path), () => withCopy(path, Deno.readFileSync)));
}

function readText(path: string, found?: Deno.FileInfo): string {
  refuseEndless(path, found);
  return reopened(() => opened(() => Deno.readTextFileSync(path), () => withCopy(path, Deno.readTextFileSync)));
}

/** Over a network a file that another machine has replaced meanwhile is stale, once: its name leads to the new one. */
function reopened<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (codeOf(error) !== "ESTALE") throw error;
    return read();
  }
}

function readChunks(path: string, chunkBytes: number, onChunk: (chunk: Uint8Array) => void, offset = 0): void {
  refuseEndless(path);
  const read = (from: string) => {
    using file = Deno.openSync(from, { read: true });
    if (offset > 0) file.seekSync(offset, Deno.SeekMode.Start);
    readOpen(file, chunkBytes, onChunk);
  };
  opened(() => read(path), () => withCopy(path, read));
}

function readPart(path: string, offset: number, maxBytes: number): Uint8Array {
  refuseEndless(path);
  const read = (from: string) => {
    using file = Deno.openSync(from, { read: true });
    file.seekSync(offset, Deno.SeekMode.Start);
    return fill(file, new Uint8Array(maxBytes));
  };
  return opened(() => read(path), () => withCopy(path, read));
}

function readOpen(file: Deno.FsFile, chunkBytes: number, onChunk: (chunk: Uint8Array) => void): void {
  const buffer = new Uint8Array(chunkBytes);
  for (;;) {
    const chunk = fill(file, buffer);
    if (chunk.length === 0) return;
    onChunk(chunk);
    if (chunk.length < chunkBytes) return;
  }
}

/** What there is to fill the buffer with. */
function fill(file: Deno.FsFile, buffer: Uint8Array): Uint8Array {
  let filled = 0;
  while (filled < buffer.length) {
    const n = file.readSync(buffer.subarray(filled));
    if (n === null || n === 0) break;
    filled += n;
  }
  return filled === buffer.length ? buffer : buffer.subarray(0, filled);
}

function glance(path: string): FileGlance {
  const info = Deno.lstatSync(path);
  return { kind: kindOf(info), size: info.size, mode: (info.mode ?? 0) & 0o7777, nlink: info.nlink ?? 1 };
}

function toStat(info: Deno.FileInfo): FileStat {
  const bornNs = nanoseconds(info.birthtime);
  return {
    kind: kindOf(info),
    size: info.size,
    mode: (info.mode ?? 0) & 0o7777,
    mtimeNs: nanoseconds(info.mtime),
    ctimeNs: nanoseconds(info.ctime),
    ...(bornNs > 0n ? { bornNs } : {}),
    ino: BigInt(info.ino ?? 0),
    dev: BigInt(info.dev),
    nlink: info.nlink ?? 0,
  };
}

/** The runtime tells no more than milliseconds. */
function nanoseconds(time: Date | null): bigint {
  return BigInt(time?.getTime() ?? 0) * 1_000_000n;
}

function kindOf(entry: Pick<Deno.DirEntry, "isFile" | "isDirectory" | "isSymlink">): DirEntry["kind"] {
  return entry.isSymlink ? "link" : entry.isFile ? "file" : entry.isDirectory ? "dir" : "other";
}
