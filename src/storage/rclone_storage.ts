/** A storage that an rclone child reaches: one process a batch. */
import type { Host } from "../host/mod.ts";
import { nameOf } from "../repo/mod.ts";
import { askPassword } from "./ask_password.ts";
import { rcloneAt } from "./rclone_child.ts";
import { factsOf } from "./rclone_facts.ts";
import { listing, look } from "./rclone_listing.ts";
import { type Batch, moveBatch } from "./rclone_moving.ts";
import { flagVariable, optionVariable } from "./rclone_draft.ts";
import { obscure } from "./rclone_obscure.ts";
import { publicUrl, type RclonePlace, rclonePlace } from "./rclone_place.ts";
import { withSums } from "./rclone_sums.ts";
import { growsInPlace, isHalfFile, putByStaging, sweepHalves } from "./rclone_staging.ts";
import { fetchArchive, sendArchive } from "./ssh_archive.ts";
import { checkNeeds, isRcloneOlder } from "./rclone_version.ts";
import { chosen, FEW, type RcloneWork, versionOf } from "./rclone_work.ts";
import type { LookWish, MoveOptions, PutOptions, Storage, StoragePlace, StoredFile } from "./types.ts";

/** @throws {ExpError} `config` */
export async function openRcloneStorage(host: Host, given: StoragePlace): Promise<Storage> {
  const shown = publicUrl(given.url);
  const place = rclonePlace(await withAskedPasswords(host, given, shown), factsOf(host));
  checkNeeds(host, place.needs);
  const work: RcloneWork = {
    host,
    rclone: rcloneAt(host, shown, variablesOf(host, place), place.backend === undefined),
    root: place.root.replace(/\/*$/, "/"),
    shown,
    backend: place.backend,
    jobs: Number(given.options.get("jobs")) || usualJobs(host, place.backend),
    mostJobs: place.mostJobs,
    shell: place.shell,
    hasVersions: place.options.versions === "true",
    quietMs: quietMs(place.variables),
  };
  return rcloneStorage(work, () => growsInPlace(place.backend, () => isRcloneOlder(host, [1, 63])));
}

/** A server by SSH takes ten sessions on one connection, unless told otherwise: these, and a few that only look. */
function usualJobs(host: Host, backend: string | undefined): number {
  return backend === "sftp" ? 8 : Math.max(16, 4 * host.platform.cores);
}

/** What only a person knows: `ask_password`, `ask_passphrase`. */
async function withAskedPasswords(host: Host, place: StoragePlace, shown: string): Promise<StoragePlace> {
  const options = new Map(place.options);
  for (const name of ["password", "passphrase"]) {
    if (options.get(`ask_${name}`)?.toLowerCase() !== "true" || options.has(name)) continue;
    const user = options.get("user");
    options.set(name, await askPassword(host, name === "password" ? shown : `the key for ${shown}`, user));
  }
  return { ...place, options };
}

/** With a server that says nothing: as long as DVC waits for an answer, where nothing is configured. */
const PATIENCE = {
  [flagVariable("timeout")]: "60s",
  [flagVariable("contimeout")]: "20s",
};

/** We try again ourselves: fewer tries of a place that costs more, for it is met anew each time. */
function triesOf(backend: string | undefined): string {
  return backend === "sftp" || backend === "s3" || backend === "azureblob" ? "2" : "3";
}

/** Nothing moves so long only when all that is under way waits for an answer, and has waited before. */
function quietMs(variables: RclonePlace["variables"]): number {
  const seconds = Number.parseFloat(variables[flagVariable("timeout")] ?? PATIENCE[flagVariable("timeout")]!);
  return 1000 * (1.5 * (seconds > 0 ? seconds : 60) + 5);
}

function variablesOf(host: Host, place: RclonePlace): Record<string, string | undefined> {
  const variables: Record<string, string | undefined> = { ...PATIENCE, ...place.variables };
  variables[flagVariable("low-level-retries")] = triesOf(place.backend);
  if (place.backend !== undefined) variables[optionVariable("type")] = place.backend;
  for (const [option, value] of Object.entries(place.options)) variables[optionVariable(option)] = value;
  for (const [option, value] of Object.entries(place.passwords)) {
    variables[optionVariable(option)] = obscure(host, value);
  }
  // newer than 1.60, which passes over variables that it does not know, and would not over flags
  variables[flagVariable("no-update-dir-modtime")] = "true";
  variables[flagVariable("ask-password")] = "false"; // of a configuration that is encrypted: nobody could answer
  return variables;
}

function rcloneStorage(work: RcloneWork, isStaged: () => boolean): Storage {
  /** Of uploads that were killed: seen in a listing, removed with the next upload. */
  const halves = new Set<string>();
  return {
    shown: work.shown,
    folder: undefined,
    canList: true,
    async list(below, wish) {
      const files = await listing(work, work.root + below, wish, wish?.depth === undefined ? ["--fast-list"] : []);
      const found = await isFile(work, below, files, wish)
        ? files.map((file) => ({ ...file, path: below }))
        : files.map((file) => ({ ...file, path: below === "" ? file.path : `${below}/${file.path}` }));
      for (const { path } of found) if (isHalfFile(path)) halves.add(path);
      const named = halves.size === 0 ? found : found.filter(({ path }) => !isHalfFile(path));
      const whole = work.hasVersions ? named.map(asVersion) : named;
      if (wish?.etag && whole.length > 0) return [...(await look(work, whole.map(({ path }) => path), wish)).values()];
      return wish?.md5 === true ? withSums(work, whole, wish.signal) : whole;
    },
    look: async (paths, wish) => paths.length === 0 ? new Map() : await look(work, paths, wish),
    async read(path, wish) {
      const { readFile } = await import("./rclone_read.ts");
      return readFile(work, path, wish?.signal);
    },
    async fetch(paths, into, options) {
      const left = await fetchArchive(work, paths, into, options);
      return await moveBatch(work, fetching(work, left, into, options));
    },
    async put(from, paths, options = {}) {
      if (halves.size > 0) await sweepHalves(work, [...halves]);
      halves.clear();
      const left = await sendArchive(work, from, paths, options);
      if (left.length === 0) return [];
      return isStaged() ? putByStaging(work, from, left, options) : moveBatch(work, putting(work, left, from, options));
    },
    remove: (paths, options) => moveBatch(work, removing(work, paths, options)),
  };
}

function asVersion(file: StoredFile): StoredFile {
  const own = versionOf(file.path);
  return own === undefined ? file : { ...file, versionOf: own };
}

/** A listing of a file is of one that is called as it is; so may be the only file of a folder. */
async function isFile(
  work: RcloneWork,
  below: string,
  files: readonly StoredFile[],
  wish: LookWish | undefined,
): Promise<boolean> {
  if (files.length !== 1 || files[0]!.path !== nameOf(below)) return false;
  return (await look(work, [below], { signal: wish?.signal })).size > 0;
}

/** The folder is the caller's own, so a file needs no other name until it is whole: a third less work for small ones. */
const IN_PLACE = { [flagVariable("inplace")]: "true" };

function fetching(work: RcloneWork, paths: readonly string[], into: string, options?: MoveOptions): Batch {
  // S3 can be asked for an object without a question before: then the answer says that it is not there
  const asks = work.backend !== "s3";
  // an older version is known from a listing alone
  const some = (list: string, count: number) =>
    work.hasVersions ? ["--files-from-raw", list] : chosen(list, asks ? count : 0);
  return {
    paths,
    options,
    into,
    args: (list, count) => [
      ...["copy", work.root, into, "--no-check-dest", "--ignore-checksum", "--local-no-set-modtime"],
      ...["--use-server-modtime", ...some(list, count)],
      ...count > FEW ? ["--local-no-preallocate"] : [], // for many small ones it costs, and gains nothing
      ...asks ? [] : ["--s3-no-head-object"],
    ],
    variables: IN_PLACE,
    silent: "it is not there",
    tellsMissing: true,
  };
}

function putting(work: RcloneWork, paths: readonly string[], from: string, options?: PutOptions): Batch {
  return {
    paths,
    options,
    args: (list) => [
      ...["copy", from, work.root, "--no-check-dest", "--ignore-checksum", "--copy-links"],
      ...lessMemory(work, paths.length),
      ...chosen(list, 0),
    ],
    silent: "it is not there",
    tellsMissing: false,
  };
}

/** Old rclones hold four parts of each large file, and sixteen MiB of it: 380 MB for eight files, and this is less than half. */
function lessMemory({ backend }: RcloneWork, count: number): string[] {
  return backend === "s3" && count > 4 ? ["--buffer-size", "1M", "--s3-upload-concurrency", "2"] : [];
}

function removing(work: RcloneWork, paths: readonly string[], options?: MoveOptions): Batch {
  return {
    paths,
    options,
    args: (list, count) => ["delete", work.root, ...chosen(list, count)],
    silent: undefined,
    tellsMissing: true,
  };
}
