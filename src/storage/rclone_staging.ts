/**
 * Uploads where a file grows under its own name: they go to a folder beside first, and from there, whole, to their
 * places. The folder's name tells when it was made, so that what a killed process has left can be told from what another
 * one is about to move.
 */
import type { Host } from "../host/mod.ts";
import { moveBatch } from "./rclone_moving.ts";
import { chosen, lastWords, type RcloneWork, withList } from "./rclone_work.ts";
import type { MoveFailure, PutOptions } from "./types.ts";

const STAGING = /^\.exp-up-([0-9a-z]+)-[0-9a-f]+$/;
/** What rclone itself, from 1.63, writes to before it renames. */
const PARTIAL = /\.[0-9a-f]{8}\.partial$/;
const DAY_MS = 86_400_000;

/** Is it no file of anybody, but half of one? */
export function isHalfFile(path: string): boolean {
  return PARTIAL.test(path) || STAGING.test(path.split("/")[0]!);
}

/** Servers by which one can watch a file grow. @param isOld whether rclone is one that does not rename by itself */
export function growsInPlace(backend: string | undefined, isOld: () => boolean): boolean {
  return backend === "webdav" || (backend === "sftp" && isOld());
}

/** A new one's name. */
export function stagingFolder({ clock, random }: Host): string {
  return `.exp-up-${clock.now().toString(36)}-${random.hex(4)}`;
}

export async function putByStaging(
  work: RcloneWork,
  from: string,
  paths: readonly string[],
  options: PutOptions,
): Promise<MoveFailure[]> {
  const folder = `${stagingFolder(work.host)}/`;
  try {
    return await putThrough(work, folder, from, paths, options);
  } finally {
    await work.rclone.run({ args: ["purge", work.root + folder] });
  }
}

async function putThrough(
  work: RcloneWork,
  folder: string,
  from: string,
  paths: readonly string[],
  options: PutOptions,
): Promise<MoveFailure[]> {
  const failures = await moveBatch(work, {
    paths,
    options: { ...options, onMoved: undefined },
    args: (list) => [
      ...["copy", from, work.root + folder, "--no-check-dest", "--ignore-checksum", "--copy-links"],
      ...chosen(list, 0),
    ],
    silent: "it is not there",
    tellsMissing: false,
  });
  const failed = new Set(failures.map(({ path }) => path));
  const arrived = paths.filter((path) => !failed.has(path));
  for (const [top, group] of Map.groupBy(arrived, topOf)) {
    if (top !== "") failures.push(...await moveIn(work, folder, top, group, options));
    else for (const path of group) failures.push(...await moveFile(work, folder, path, options));
  }
  return failures;
}

/** From folder to folder of the same name, for rclone before 1.64 moves nothing into a folder that is above. */
async function moveIn(
  work: RcloneWork,
  staging: string,
  top: string,
  paths: readonly string[],
  options: PutOptions,
): Promise<MoveFailure[]> {
  const failures = await moveBatch(work, {
    paths: paths.map((path) => path.slice(top.length)),
    options: { ...options, onBytes: undefined, onMoved: (path) => options.onMoved?.(top + path) },
    args: (list, count) => [
      ...["move", work.root + staging + top, work.root + top, "--ignore-times", "--ignore-checksum"],
      ...chosen(list, count),
    ],
    silent: "it has vanished on its way",
    tellsMissing: false,
  });
  return failures.map(({ path, says }) => ({ path: top + path, kind: "failed", says }));
}

async function moveFile(
  work: RcloneWork,
  staging: string,
  path: string,
  { signal, onMoved }: PutOptions,
): Promise<MoveFailure[]> {
  const args = ["moveto", work.root + staging + path, work.root + path, "--ignore-times"];
  const end = await work.rclone.run({ args, signal });
  if (end.code !== 0) return [{ path, kind: "failed", says: lastWords(end) }];
  onMoved?.(path);
  return [];
}

/** With its `/`; empty for a file that is in no folder. */
function topOf(path: string): string {
  return path.slice(0, path.indexOf("/") + 1);
}

/** Removes what killed uploads have left, a day after. @param halves as a listing found them */
export async function sweepHalves(work: RcloneWork, halves: readonly string[]): Promise<void> {
  const now = work.host.clock.now();
  const isOld = (path: string) => {
    const made = STAGING.exec(path.split("/")[0]!)?.[1];
    return made === undefined || parseInt(made, 36) < now - DAY_MS;
  };
  const old = halves.filter(isOld);
  if (old.length === 0) return;
  await withList(
    work,
    old,
    (list) => work.rclone.run({ args: ["delete", work.root, "--min-age", "1d", ...chosen(list, old.length)] }),
  );
}
