/** What the system's own programs do with many small files: for each they need a fraction of what the runtime does. */
import { type Host, makeScratchFolder, refusalOf } from "../host/mod.ts";
import { parentOf } from "../repo/mod.ts";
import type { Look } from "./job.ts";

/** How many lists are worked through side by side. */
const MAX_PARTS = 4;

/** With fewer files starting a program costs more than it saves. */
export const WORTH_A_PROGRAM = 64;

const HASH_DIGITS = 32;

const HASH_ALL = 'cd -- "$0" && exec xargs -0 -s 1000000 md5sum --';

/**
 * The copies are hashed, so that a hash is right whatever becomes of the file meanwhile. Folders for them are there:
 * under such a mask `cp` could not write into its own.
 */
const COPY_ALL = `
top=$0 to=$1 mask=$2; shift 2
part() {
  cd -- "$top" && (umask "$mask" && exec xargs -0 -s 1000000 cp --parents --no-preserve=mode --reflink=auto -t "$to/files" --) <"$1" &&
    cd -- "$to/files" && xargs -0 -s 1000000 md5sum -- <"$1" >"$1.md5"
}
waited=
for list; do part "$list" & waited="$waited $!"; done
for one in $waited; do wait "$one" || exit 1; done
for list; do cat -- "$list.md5" || exit 1; done`;

/**
 * MD5s of files, in their order.
 *
 * @param relpaths below `top`
 * @returns undefined when that did not work for all of them (no such programs, a file that is gone): do it one by one
 */
export function hashBySystem(host: Host, top: string, relpaths: readonly string[]): string[] | undefined {
  return hashesFrom(host, [HASH_ALL, top], relpaths.length, listOf(relpaths));
}

/** Copies of files under a temporary name, and their MD5s in the files' order. Dispose it: what is left of them goes. */
interface SystemCopies extends Disposable {
  readonly hashes: readonly string[];
  /** Where they lie, as the files do below their folder. */
  readonly top: string;
  at(relpath: string): string;
}

/**
 * Copies files (a clone where the file system can), symlinks followed.
 *
 * @param folder where the copies' own folder is made, and what killed processes have left under this prefix goes
 * @param mask what the copies may not be, as umask has it
 * @returns undefined as {@link hashBySystem} does
 */
export function copyBySystem(
  host: Host,
  top: string,
  relpaths: readonly string[],
  into: { readonly folder: string; readonly prefix: string; readonly mask: number },
): SystemCopies | undefined {
  const { fs } = host;
  let scratch: string | undefined;
  const remove = () => scratch === undefined ? undefined : fs.removeTree(scratch);
  try {
    scratch = makeScratchFolder(host, into.folder, into.prefix);
    const copies = `${scratch}/files`;
    const at = (relpath: string) => `${copies}/${relpath}`;
    fs.makeDir(copies);
    for (const folder of new Set(relpaths.map(parentOf))) if (folder !== "") fs.makeDir(at(folder));
    const lists = partsOf(relpaths, Math.min(host.platform.cores, MAX_PARTS)).map((part, i) => {
      fs.createNew(`${scratch}/${i}`, listOf(part));
      return `${scratch}/${i}`;
    });
    const hashes = hashesFrom(host, [COPY_ALL, top, scratch, into.mask.toString(8), ...lists], relpaths.length);
    if (hashes !== undefined) return { hashes, top: copies, at, [Symbol.dispose]: remove };
  } catch (error) {
    if (refusalOf(error) === undefined) throw error; // a full disk, say: who does it one by one tells of it
  }
  remove();
  return undefined;
}

const LOOK_AT_ALL = `cd -- "$0" && exec xargs -0 -s 1000000 stat -c '%i %.9Y' --`;

/**
 * What files look like, in their order.
 *
 * @param relpaths below `top`
 * @returns undefined when the system cannot tell it of all of them
 */
export function lookBySystem(
  host: Host,
  top: string,
  relpaths: readonly string[],
): Look[] | undefined {
  const command = { program: "sh", args: ["-c", LOOK_AT_ALL, top], cwd: "/", stdin: listOf(relpaths) } as const;
  const { code, stdout } = host.processes.runSync(command);
  const lines = [...new TextDecoder().decode(stdout).matchAll(/^(\d+) (\d+)[.,](\d{9})$/gm)];
  if (code !== 0 || lines.length !== relpaths.length) return undefined;
  return lines.map(([, ino, seconds, ns]) => ({ ino: BigInt(ino!), mtimeNs: BigInt(seconds! + ns!) }));
}

/** Files below a folder that are links, or have other names; undefined when that cannot be told so. */
export function findLinked(host: Host, top: string): string[] | undefined {
  const args = ["-c", 'exec find "$0/" "(" -type l -o -type f -links +1 ")" -printf "%P\\0"', top];
  const { code, stdout } = host.processes.runSync({ program: "sh", args, cwd: "/" });
  return code === 0 ? new TextDecoder().decode(stdout).split("\0").slice(0, -1) : undefined;
}

/** Have all files below a folder this mode? False where that cannot be told so. */
export function areAllOfMode(host: Host, top: string, mode: number): boolean {
  const args = ["-c", 'exec find "$0/" -type f ! -perm "$1" -print -quit', top, mode.toString(8)];
  const { code, stdout } = host.processes.runSync({ program: "sh", args, cwd: "/" });
  return code === 0 && stdout.length === 0;
}

function partsOf<T>(all: readonly T[], count: number): T[][] {
  const size = Math.ceil(all.length / count);
  return Array.from({ length: Math.ceil(all.length / size) }, (_, i) => all.slice(i * size, (i + 1) * size));
}

/** `./` before each: a file called `-` would be standard input. */
function listOf(relpaths: readonly string[]): Uint8Array {
  return new TextEncoder().encode(relpaths.map((path) => `./${path}\0`).join(""));
}

/** A line of md5sum begins with the hash, or with a backslash before it where the name has one (or a line end). */
function hashesFrom(host: Host, args: readonly string[], count: number, stdin?: Uint8Array): string[] | undefined {
  const command = { program: "sh" as const, args: ["-c", ...args], cwd: "/" };
  const result = host.processes.runSync(stdin === undefined ? command : { ...command, stdin });
  if (result.code !== 0) return undefined;
  const text = new TextDecoder().decode(result.stdout);
  const hashes: string[] = [];
  for (let start = 0; start < text.length; start = text.indexOf("\n", start) + 1) {
    if (text[start] === "\\") start++;
    hashes.push(text.slice(start, start + HASH_DIGITS));
  }
  return hashes.length === count ? hashes : undefined;
}
