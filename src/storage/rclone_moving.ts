import { fault } from "./faults.ts";
import type { RcloneEnd } from "./rclone_child.ts";
import { flowOf } from "./rclone_flow.ts";
import type { LogEvent } from "./rclone_log.ts";
import { nextOf, untilStuck } from "./rclone_stuck.ts";
import { isDiskFull, isNobodyThere, isPermanent, isPlaceMissing, verdictOf } from "./rclone_verdict.ts";
import { FEW, lastWords, pause, type RcloneWork, stopped, untilInVain, withList } from "./rclone_work.ts";
import type { MoveFailure, MoveOptions } from "./types.ts";

export interface Batch {
  readonly paths: readonly string[];
  readonly options: MoveOptions | undefined;
  /** The command and its arguments, but for what all have. @param list the file that names the paths */
  args(list: string, count: number): readonly string[];
  /** Settings for it, of which an older rclone may know nothing. */
  readonly variables?: Readonly<Record<string, string>>;
  /** The folder of this machine that they go to. */
  readonly into?: string;
  /** What becomes of one that was neither moved nor told of; undefined: nothing wrong. */
  readonly silent: string | undefined;
  /** Are those that are not there told as errors? Else such an error is about something else. */
  readonly tellsMissing: boolean;
}

/** So much goes over the line between two words about it, at most. */
const STEP_BYTES = 1 << 20;

/** After so many failures on end nobody expects that the next one will do better. */
function enoughOf(says: string): number {
  if (isDiskFull(says) || isPermanent(says)) return 1;
  return isNobodyThere(says) ? 4 : 40;
}

/**
 * Moves a batch, and those again that may do better the next time, until nothing changes.
 * @throws {ExpError} what stops all of the work: when nothing was moved, and whatever was tried failed alike
 */
export async function moveBatch(work: RcloneWork, batch: Batch): Promise<MoveFailure[]> {
  const failures = new Map<string, MoveFailure>();
  let left = batch.paths.filter((path) => !isUnspeakable(path, failures));
  const tried = new Set<string>();
  let attempt = 0;
  let hasMoved = false;
  let stops = 0;
  while (left.length > 0) {
    const next = stops === 0 ? left : nextOf(left, tried, stops, attempt);
    const round = await moveOnce(work, batch, next, stops > 0);
    for (const [path, failure] of round.failures) failures.set(path, failure);
    for (const path of round.moved) failures.delete(path);
    for (const path of round.tried) tried.add(path);
    left = left.filter((path) => failures.get(path)?.kind === "failed");
    hasMoved ||= round.moved.size > 0;
    if (round.moved.size > 0) attempt = 0;
    const { stop } = round;
    if (stop !== undefined) stops++;
    if (batch.into !== undefined && isDiskFull(stop ?? "")) {
      throw fault("full-disk/storage-file", { doing: "write", path: batch.into });
    }
    if (!hasMoved && stop !== undefined && verdictOf(stop) !== "failed") throw stopped(work, stop);
    if (stop === undefined && left.some((path) => !tried.has(path))) continue;
    if (left.length > 0 && !await pause(work, attempt++, stop ?? "", batch.options?.signal)) {
      if (!hasMoved && stop !== undefined) throw stopped(work, stop);
      break;
    }
  }
  return [...failures.values()];
}

interface Round {
  readonly moved: ReadonlySet<string>;
  /** Each had an error of its own. */
  readonly tried: Iterable<string>;
  readonly failures: ReadonlyMap<string, MoveFailure>;
  /** What stopped all of it. */
  readonly stop: string | undefined;
}

/** @param isWary it is to be told of each request that is sent again, which is a lot of words for many files */
async function moveOnce(work: RcloneWork, batch: Batch, paths: readonly string[], isWary: boolean): Promise<Round> {
  const moved = new Set<string>();
  const errors = new Map<string, string>();
  let bytes = 0;
  let onEnd = 0;
  const stuck = untilStuck(work.host.clock);
  const flows = flowOf();
  let vain = untilInVain();
  const onEvent = (event: LogEvent): "stop" | undefined => {
    switch (event.kind) {
      case "bytes":
        if (event.bytes > bytes) batch.options?.onBytes?.(event.bytes - bytes);
        bytes = event.bytes;
        if (flows(event.underWay)) {
          stuck.onMove();
          vain = untilInVain();
        }
        return stuck.isStuck() ? "stop" : undefined;
      case "moved":
        onEnd = 0;
        stuck.onMove();
        vain = untilInVain();
        moved.add(event.path);
        batch.options?.onMoved?.(event.path);
        return;
      case "error":
        if (event.path === undefined) return;
        errors.set(event.path, event.says);
        stuck.onTrouble(event.says);
        if (batch.tellsMissing && verdictOf(event.says) === "missing" && !isPlaceMissing(event.says)) return;
        return ++onEnd >= enoughOf(event.says) ? "stop" : undefined;
      case "retry":
        stuck.onTrouble(event.says);
        return vain.onEvent(event);
    }
  };
  const args = (
    list: string,
  ) => [
    ...batch.args(list, paths.length),
    ...flagsOf(work, batch.options),
    isWary || paths.length <= FEW ? "-vv" : "-v",
  ];
  const end = await withList(
    work,
    paths,
    (list) =>
      work.rclone.run({
        args: args(list),
        variables: batch.variables,
        signal: batch.options?.signal,
        onEvent,
        quiet: { of: "moves", ms: quietMs(work, batch) },
      }),
  );
  const isOver = vain.says !== undefined || end.gaveUp !== undefined || end.code > 128 ||
    onEnd >= enoughOf([...errors.values()].at(-1) ?? "") ||
    (end.code !== 0 && moved.size === 0 && !tellsOf(errors, batch));
  const stop = isOver ? vain.says ?? stopOf(end, [...errors.values()].at(-1), stuck.says) : undefined;
  return { moved, tried: errors.keys(), failures: failuresOf(batch, paths, moved, errors, stop), stop };
}

/**
 * What ended it all: that a server is silent says more than what became of the last file.
 *
 * @param last of a file's errors
 * @param again why something was last tried again; of who was not ended by us the last words say more
 */
function stopOf(end: RcloneEnd, last: string | undefined, again: string | undefined): string {
  const isSilence = end.says !== undefined && isNobodyThere(end.says);
  const ofFiles = isSilence ? end.says : last;
  const ofAll = end.code > 128 ? again ?? end.says : end.says ?? again;
  return end.gaveUp ?? ofFiles ?? ofAll ?? lastWords(end);
}

/** A given pace may be slower than what tells of it. */
function quietMs({ quietMs }: RcloneWork, { options }: Batch): number {
  return quietMs + 1000 * (STEP_BYTES / (options?.bytesPerSecond ?? Infinity));
}

/** Was there an error that is one file's own? */
function tellsOf(errors: ReadonlyMap<string, string>, { tellsMissing }: Batch): boolean {
  return tellsMissing && [...errors.values()].some((says) => verdictOf(says) === "missing" && !isPlaceMissing(says));
}

function failuresOf(
  batch: Batch,
  paths: readonly string[],
  moved: ReadonlySet<string>,
  errors: ReadonlyMap<string, string>,
  stop: string | undefined,
): Map<string, MoveFailure> {
  const failures = new Map<string, MoveFailure>();
  for (const path of paths) {
    if (moved.has(path)) continue;
    const says = errors.get(path);
    if (says !== undefined) {
      const kind = verdictOf(says);
      failures.set(path, { path, says, kind: kind === "missing" && !batch.tellsMissing ? "failed" : kind });
    } else if (stop !== undefined) failures.set(path, { path, says: stop, kind: "failed" });
    else if (batch.silent !== undefined) failures.set(path, { path, says: batch.silent, kind: "missing" });
  }
  return failures;
}

function flagsOf(work: RcloneWork, options: MoveOptions | undefined): string[] {
  const jobs = Math.max(1, Math.min(options?.jobs ?? work.jobs, work.mostJobs ?? Infinity));
  const looking = work.backend === "sftp" ? Math.ceil(jobs / 4) : jobs;
  const flags = ["--stats", "500ms", "--transfers", String(jobs), "--checkers", String(looking)];
  if (options?.bytesPerSecond !== undefined) flags.push("--bwlimit", `${Math.max(1, options.bytesPerSecond)}B`);
  return flags;
}

/** A list of paths cannot hold a name with a line break. */
function isUnspeakable(path: string, failures: Map<string, MoveFailure>): boolean {
  if (!path.includes("\n")) return false;
  failures.set(path, { path, kind: "failed", says: "its name has a line break" });
  return true;
}
