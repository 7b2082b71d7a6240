import type { Host } from "../host/mod.ts";

/** Bytes of an index that git searches sooner than we do: some ten thousand files. */
const MUCH = 1 << 20;
/** `DIRC`, a version, the number of entries; numbers are big-endian. */
const HEADER_BYTES = 12;
const SIGNATURE = 0x44495243;
/** Of an entry with a SHA-1, before its name; times and numbers of the file come first. */
const MODE_AT = 24, FLAGS_AT = 60, NAME_AT = 62;
const LONGEST_NAME = 0xfff;

/**
 * Those of some paths that an index does not have as ordinary files, which `git add -u` looks at: without a process, from
 * the file itself (git: Documentation/gitformat-index). Of an index that is large, or of another form than git's usual
 * one (versions 2 and 3, SHA-1), nothing is told, and of an entry that git treats in some way of its own neither.
 */
export function pathsToAdd(host: Host, index: string, paths: readonly string[]): readonly string[] {
  if (paths.length === 0) return paths;
  const size = host.fs.stat(index)?.size ?? 0;
  if (size < HEADER_BYTES || size > MUCH) return paths;
  const known = namesOf(host.fs.readBytes(index), new Set(paths.map((path) => new TextEncoder().encode(path).length)));
  return known === undefined ? paths : paths.filter((path) => !known.has(path));
}

/** @param lengths of names that are wanted, in bytes */
function namesOf(bytes: Uint8Array, lengths: ReadonlySet<number>): Set<string> | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.getUint32(0) !== SIGNATURE || ![2, 3].includes(view.getUint32(4))) return undefined;
  const names = new Set<string>(), decoder = new TextDecoder();
  let at = HEADER_BYTES;
  for (let left = view.getUint32(8); left > 0; left--) {
    if (at + NAME_AT > bytes.length) return undefined;
    const flags = view.getUint16(at + FLAGS_AT), length = flags & LONGEST_NAME;
    const start = at + NAME_AT + ((flags & 0x4000) === 0 ? 0 : 2);
    if (length === LONGEST_NAME || bytes[start + length] !== 0) return undefined;
    // not assumed to be unchanged, not left out of the work tree, no side of a conflict
    const isOrdinary = flags === length && view.getUint32(at + MODE_AT) >>> 12 === 0o10;
    if (isOrdinary && lengths.has(length)) names.add(decoder.decode(bytes.subarray(start, start + length)));
    at += (start + length - at + 8) & ~7; // ends in one to eight zeros
  }
  return names;
}
