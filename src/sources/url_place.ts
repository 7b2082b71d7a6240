/** A file or folder at a URL, or at a path of this machine: what is there, and how it comes here. */
import type { Key, Value, ValueMap } from "../common/mod.ts";
import type { Host } from "../host/mod.ts";
import { countingMoves } from "../data/mod.ts";
import { type Config, joinPath, relativeFrom, relativeInside, urlScheme } from "../repo/mod.ts";
import { fileState, folderState, hashingOf, type UrlState, wishOf } from "../stage/mod.ts";
import { type LookWish, openStorage, placeOfUrl, type Storage, type StoredFile } from "../storage/mod.ts";
import { fault } from "./faults.ts";
import type { Travel } from "./receive.ts";

/** A URL that is opened; nothing is asked of it yet. */
export interface OpenUrl {
  /** As typed. */
  readonly url: string;
  readonly storage: Storage;
  /** Below the storage's root. */
  readonly path: string;
}

/** What is at a URL. */
interface UrlContent {
  readonly isFolder: boolean;
  /** With paths below the URL; of a file `""`. */
  readonly files: readonly StoredFile[];
}

/** @param options of the storage, beside those that a remote has @throws {ExpError} `config` for what is no place for data */
export async function openUrl(
  host: Host,
  config: Config,
  cwd: string,
  url: string,
  options: ValueMap = new Map(),
): Promise<OpenUrl> {
  const { place, path } = placeOfUrl(config, isPath(url) ? joinPath(cwd, url) : url);
  const given = [...options].map(([key, value]) => [String(key), String(value)] as const);
  const storage = await openStorage(host, { ...place, options: new Map([...place.options, ...given]) });
  return { url, storage, path };
}

export function isPath(url: string): boolean {
  return urlScheme(url) === undefined;
}

/** @returns undefined where nothing is */
export async function lookAt({ storage, path }: OpenUrl, wish: LookWish = {}): Promise<UrlContent | undefined> {
  const file = path === "" ? undefined : (await storage.look([path], wish)).get(path);
  if (file !== undefined) return { isFolder: false, files: [{ ...file, path: "" }] };
  const files = storage.canList ? await storage.list(path, wish) : [];
  if (files.length === 0) return undefined;
  const below = files.map((each) => ({ ...each, path: path === "" ? each.path : each.path.slice(path.length + 1) }));
  return { isFolder: true, files: below };
}

/** What is there with what tells it apart from what it was. @throws {ExpError} `not-found` */
export async function stateOf(opened: OpenUrl, signal?: AbortSignal): Promise<UrlState> {
  const hashing = hashingOf(placedUrl(opened));
  const content = await lookAt(opened, { ...wishOf(hashing), signal });
  if (content === undefined) throw nothingAt(opened);
  const [first] = content.files;
  const state = content.isFolder || first === undefined
    ? folderState(hashing, content.files)
    : fileState(hashing, first);
  if (state === undefined) throw fault("not-found/url-hash", { url: placedAt(opened), needed: hashing.name });
  return state;
}

/** Of `remote://NAME/path` the place behind it says how files are told apart. */
function placedUrl({ url, storage }: OpenUrl): string {
  return urlScheme(url) !== "remote" ? url : storage.folder ?? storage.shown;
}

function nothingAt(opened: OpenUrl) {
  return fault("not-found/url", { url: placedAt(opened), canList: opened.storage.canList });
}

/** As DVC names it: a path of this machine from the root on. */
export function placedAt({ url, storage, path }: OpenUrl): string {
  return isPath(url) && storage.folder !== undefined ? joinPath(storage.folder, path) : url;
}

/** `md5|etag|checksum size nfiles version_id hash path fs_config`, as DVC writes it down in a `.dvc` file. */
export function urlDep(written: string, state: UrlState | undefined, options: ValueMap = new Map()): ValueMap {
  const item: ValueMap = new Map<Key, Value>();
  if (state !== undefined) {
    item.set(state.hash.name, state.hash.value);
    item.set("size", BigInt(state.size));
    if (state.nfiles !== undefined) item.set("nfiles", BigInt(state.nfiles));
    if (state.versionId !== undefined) item.set("version_id", state.versionId);
  }
  item.set("hash", "md5");
  item.set("path", written);
  if (options.size > 0) item.set("fs_config", options);
  return item;
}

/**
 * Brings what is at a URL to a path that is not there yet, by way of a folder on the same disk.
 *
 * @returns how many files
 * @throws {ExpError} `not-found`; `remote-failed` when not all of it came
 */
export async function fetchUrl(
  opened: OpenUrl,
  host: Host,
  temp: string,
  target: string,
  { jobs, tell, signal }: Travel,
): Promise<number> {
  const { storage, path } = opened;
  const content = await lookAt(opened, { signal });
  if (content === undefined) throw nothingAt(opened);
  const paths = content.files.map((file) => file.path === "" ? path : path === "" ? file.path : `${path}/${file.path}`);
  const bytes = host.terminal.stderrIsTty ? content.files.reduce((sum, { size }) => sum + size, 0) : 0;
  const progress = countingMoves(tell, "fetching", { files: paths.length, bytes });
  const failures = await storage.fetch(paths, temp, { jobs, signal, ...progress });
  const [failure] = failures;
  if (failure !== undefined) {
    throw fault("remote-failed/url", { url: placedAt(opened), path: failure.path, says: failure.says });
  }
  const fetched = joinPath(temp, path);
  if (content.isFolder) host.fs.makeDir(fetched);
  host.fs.rename(fetched, target);
  return paths.length;
}

/** Where a path of this machine is written from: the folder of the `.dvc` file, if it was typed relative. */
export function writtenFrom(root: string, wdir: string, cwd: string, url: string): string {
  if (!isPath(url)) return url;
  const absolute = joinPath(cwd, url);
  const isOurs = relativeInside(root, absolute) !== undefined;
  return url.startsWith("/") && !isOurs ? url : relativeFrom(wdir, absolute);
}
