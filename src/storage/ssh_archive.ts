/**
 * Many small files to and from an SSH server whose shell can be had: one archive, in place of some questions and answers
 * for each. What does not come about (no shell, no `tar`, a file that is gone, a line that breaks) is left to rclone.
 */
import { quoteForShell } from "../common/mod.ts";
import { fault } from "./faults.ts";
import { endedBy, GATHER_MS, lineReader, TRANSFER_MARK } from "./rclone_child.ts";
import { Watch } from "./rclone_watch.ts";
import { FEW, folderOf, type RcloneWork, withList } from "./rclone_work.ts";
import { stagingFolder } from "./rclone_staging.ts";
import type { MoveOptions } from "./types.ts";

/** So small they are on average: nobody hears of an archive's bytes, only of its files. */
const SMALL_BYTES = 64 << 10;
/** Sent at a time: what is sent has its name only when all of it is there. */
const PART_BYTES = 16 << 20;
const PART_FILES = 10_000;
/** A line may be so slow, and one of the files nearly all that comes; that the server is there ssh itself asks. */
const SLOWEST_BYTES_PER_MS = 16;

/** Nothing that a `tar` takes for anything else, in a list or on its command line. */
const PLAIN = /^[0-9A-Za-z_.][0-9A-Za-z_./-]*$/;

/** The list, the folder here, the command there; names are told as their files begin. */
const FETCH = 'list=$0 into=$1; shift; "$@" <"$list" | tar -xvmof - -C "$into" 2>&1';
/** Not on its way while it is made: what a `tar` could not read it fills up with zeros. */
const SEND = 'list=$0 from=$1; shift; tar -chf "$list.tar" -C "$from" -T "$list" && "$@" <"$list.tar"';

/** Of each file that has its place the name is told, of one that has come on standard error. Of a folder all go at once. */
const TAKE_IN = [
  "unset TAR_OPTIONS",
  `trap 'cd .. && rm -rf "$0"' EXIT; trap 'exit 1' HUP INT TERM PIPE`,
  'find .. -maxdepth 1 -type d -name ".exp-up-*" -mtime +1 -exec rm -rf {} + 2>/dev/null',
  "tar -xvomf - >&2 || exit 1",
  'for d in $(find . -type d); do set -- "$d"/*; [ -f "$1" ] || continue',
  'mkdir -p "../$d" && mv -f "$@" "../$d/" && printf "%s\\n" "$@" || exit 1',
  "done",
].join("; ");

/** @returns those that did not come; of the others `onMoved` has told */
export async function fetchArchive(
  work: RcloneWork,
  paths: readonly string[],
  into: string,
  options: MoveOptions = {},
): Promise<readonly string[]> {
  const { shell } = work;
  if (shell === undefined || !isWorthIt(paths, options)) return paths;
  const { note, left } = moved(paths, options);
  let begun: string | undefined;
  const whole = (next: string | undefined) => {
    if (begun !== undefined) note(begun);
    begun = next;
  };
  // what else tar says may be of the file that it has begun
  const onName = (name: string | undefined) => name === undefined ? begun = undefined : whole(name);
  const there = `cd ${quoteForShell(folderOf(work))} && exec tar -cf - -T -`;
  const isRight = await runPipe(work, paths, [FETCH, into, ...shell, there], options, onName);
  if (isRight) whole(undefined);
  return left();
}

/** The same the other way. @param from the folder here */
export async function sendArchive(
  work: RcloneWork,
  from: string,
  paths: readonly string[],
  options: MoveOptions = {},
): Promise<readonly string[]> {
  const { shell } = work;
  if (shell === undefined || !isWorthIt(paths, options) || !await isOneFolder(work, shell, options)) return paths;
  const { note, left } = moved(paths, options);
  const count = Math.min(PART_FILES, Math.max(FEW, Math.floor(PART_BYTES * paths.length / (options.bytes ?? 1))));
  for (let at = 0; at < paths.length; at += count) {
    const part = paths.slice(at, at + count);
    const staging = stagingFolder(work.host);
    const [folder, whole] = [folderOf(work), folderOf(work) + staging].map(quoteForShell);
    const takeIn = `mkdir -p ${folder} && cd ${folder} && mkdir ${staging} && cd ${staging} && exec sh -c ${
      quoteForShell(TAKE_IN)
    } ${whole}`;
    const isRight = await runPipe(work, part, [SEND, from, ...shell, takeIn], options, (path) => path && note(path));
    if (!isRight) break;
  }
  return left();
}

/** The command there alone. */
const ASK = 'shift; "$@"';

/** Is the shell's folder that of SFTP, whose root may be another one? What the one has made the other takes away. */
async function isOneFolder(
  work: RcloneWork,
  shell: readonly string[],
  { signal }: MoveOptions,
): Promise<boolean> {
  const { rclone } = work, probe = stagingFolder(work.host), place = work.root + probe;
  const { code } = await rclone.run({ args: ["mkdir", place], signal });
  if (code !== 0) return false;
  const takeAway = `cd ${quoteForShell(folderOf(work))} && exec rmdir ${probe}`;
  const isOne = await runPipe(work, [], [ASK, "", ...shell, takeAway], { signal }, () => {});
  if (!isOne) await rclone.run({ args: ["rmdir", place], signal });
  return isOne;
}

function isWorthIt(paths: readonly string[], { bytes, bytesPerSecond }: MoveOptions): boolean {
  return bytes !== undefined && bytesPerSecond === undefined && paths.length > FEW &&
    bytes <= SMALL_BYTES * paths.length && paths.every((path) => PLAIN.test(path));
}

/** Keeps what has been moved. Of the bytes each has its share: how large one is nobody says. */
function moved(paths: readonly string[], { bytes = 0, onBytes, onMoved }: MoveOptions) {
  const done = new Set<string>();
  return {
    note(path: string): void {
      done.add(path);
      onBytes?.(bytes / paths.length);
      onMoved?.(path);
    },
    left: (): string[] => paths.filter((path) => !done.has(path)),
  };
}

/**
 * @param onName told of each path that is named, in order, and of whatever else is said (undefined)
 * @returns whether it has ended as it should
 * @throws {ExpError} `interrupted`
 */
async function runPipe(
  work: RcloneWork,
  paths: readonly string[],
  [script, folder, ...command]: readonly string[],
  options: MoveOptions,
  onName: (path: string | undefined) => void,
): Promise<boolean> {
  if (options.signal?.aborted) throw fault("interrupted/transfer", { shown: work.shown });
  const wanted = new Set(paths);
  const lines = lineReader((line) => {
    const name = line.replace(/^(x )?\.\//, ""); // `./NAME`, or `x ./NAME`, as tars tell it
    onName(wanted.has(name) ? name : undefined);
  });
  return await withList(work, paths.map((path) => `./${path}`), async (list) => {
    const { host } = work;
    const dead = new AbortController();
    using watch = new Watch(host, () => dead.abort());
    const mark = host.random.hex(8);
    const child = host.processes.spawn({
      argv: ["sh", "-c", script!, list, folder!, ...command],
      cwd: host.cwd,
      env: { [TRANSFER_MARK]: mark, COPYFILE_DISABLE: "1", TAR_OPTIONS: undefined },
      stdin: "null",
      stdout: (chunk) => {
        watch.noteOutput();
        lines.add(chunk);
      },
      stderr: () => watch.noteOutput(),
      gatherMs: GATHER_MS,
    });
    watch.wantMoves(work.quietMs + (options.bytes ?? 0) / SLOWEST_BYTES_PER_MS);
    using _ = endedBy(host, child, [options.signal, dead.signal], `${TRANSFER_MARK}=${mark}`);
    const { code } = await child.done;
    if (options.signal?.aborted) throw fault("interrupted/transfer", { shown: work.shown });
    return code === 0;
  });
}
