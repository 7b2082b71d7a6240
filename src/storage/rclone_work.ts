/** What the calls of an rclone storage share: its child, its root, the files that name what is to be moved. */
import type { Host } from "../host/mod.ts";
import { openPrivateFolder } from "./private_folder.ts";
import { fault } from "./faults.ts";
import type { Rclone, RcloneEnd } from "./rclone_child.ts";
import type { LogEvent } from "./rclone_log.ts";
import { enoughRetries, isNobodyThere, isPermanent, isPlaceMissing, verdictOf } from "./rclone_verdict.ts";

export interface RcloneWork {
  readonly host: Host;
  readonly rclone: Rclone;
  /** `REMOTE:PATH`, with a `/` at its end, so that nobody asks whether it is a file. */
  readonly root: string;
  readonly shown: string;
  /** The type of its backend; undefined for a remote of the user's own. */
  readonly backend: string | undefined;
  /** How many files at a time, where nobody says. */
  readonly jobs: number;
  readonly mostJobs: number | undefined;
  /** See {@link PlaceDraft.shell}. */
  readonly shell: readonly string[] | undefined;
  /** When nothing has moved, or come, for so long, nothing more will. */
  readonly quietMs: number;
  /** Older versions are listed with the files, see {@link versionOf}. */
  readonly hasVersions: boolean;
}

/** So many and fewer are asked for one by one; of more, the folders that they are in are listed. */
export const FEW = 500;
/** What a listing gets for a folder that is not there. */
export const NO_FOLDER = 3;
const PAUSES_MS = [1000, 3000, 9000];

/** Those that the file names: each asked for, or found in the folders that they are in. */
export function chosen(list: string, count: number): string[] {
  return ["--files-from-raw", list, ...count <= FEW ? ["--no-traverse"] : []];
}

/** The path that rclone gives the server, with its `/`. */
export function folderOf({ root }: RcloneWork): string {
  return root.slice(root.indexOf(":") + 1);
}

/** As rclone names older versions of S3: `f-v2026-11-29-212902-000.csv`. */
const VERSION = /-v\d{4}-\d{2}-\d{2}-\d{6}-\d{3}(?=[^/]*$)/;

/** The path of which a path is an older version; undefined when it is none. */
export function versionOf(path: string): string | undefined {
  return VERSION.test(path) ? path.replace(VERSION, "") : undefined;
}

/** The file with the paths goes when the work is done. */
export async function withList<T>(
  { host }: RcloneWork,
  paths: readonly string[],
  use: (file: string) => Promise<T>,
): Promise<T> {
  const folder = openPrivateFolder(host);
  try {
    const file = `${folder.path}/paths`;
    host.fs.createNew(file, paths.map((path) => `${path}\n`).join(""));
    return await use(file);
  } finally {
    folder[Symbol.dispose]();
  }
}

/** Is it of use to try again, after a while that grows? Waits, if so. @param says what went wrong */
export async function pause(
  { host }: RcloneWork,
  attempt: number,
  says: string,
  signal?: AbortSignal,
): Promise<boolean> {
  const ms = PAUSES_MS[attempt];
  if (ms === undefined || isPermanent(says) || (attempt > 0 && isNobodyThere(says))) return false;
  await host.clock.sleep(ms * (0.5 + host.random.next()), signal);
  return true;
}

/** What stops all of the work. */
export function stopped({ shown }: RcloneWork, says: string) {
  if (isPlaceMissing(says)) return fault("not-found/storage", { shown, says });
  const kind = verdictOf(says);
  if (kind === "refused") return fault("remote-refused/storage", { shown, says });
  return fault("remote-failed/storage", { shown, says });
}

export function noBucket({ shown }: RcloneWork) {
  return fault("not-found/storage", { shown, says: "there is no such bucket" });
}

/** Watches what rclone tells of requests that it sends again: it would go on with each of many, and wait longer each time. */
export function untilInVain(): { readonly onEvent: (event: LogEvent) => "stop" | undefined; says: string | undefined } {
  let inRow = 0;
  const watch = {
    says: undefined as string | undefined,
    onEvent(event: LogEvent): "stop" | undefined {
      if (event.kind !== "retry") return;
      inRow = enoughRetries(event.says) === Infinity ? 0 : inRow + 1;
      if (inRow < enoughRetries(event.says)) return;
      watch.says = event.says;
      return "stop";
    },
  };
  return watch;
}

export function lastWords(end: RcloneEnd): string {
  return end.says ?? `rclone has ended with exit code ${end.code}`;
}
