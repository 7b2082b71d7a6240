/** What is known of a file or folder at a URL: by what DVC 3.67.1 tells it apart, and how it stands in dvc.lock. */
import type { Key, Value, ValueMap } from "../common/mod.ts";
import { formatTree } from "../data/mod.ts";
import { urlScheme } from "../repo/mod.ts";
import type { LookWish, StoredFile } from "../storage/mod.ts";

/** The key in dvc.lock under which its hash stands. */
type UrlHashName = "md5" | "etag" | "checksum";

export interface UrlState {
  readonly hash: { readonly name: UrlHashName; readonly value: string };
  readonly size: number;
  /** Of a folder. */
  readonly nfiles?: number;
  readonly versionId?: string;
}

/** How the files of one kind of place are told apart. */
interface UrlHashing {
  readonly name: UrlHashName;
  readonly from: "md5" | "etag";
}

const MD5: UrlHashing = { name: "md5", from: "md5" };
const ETAG: UrlHashing = { name: "etag", from: "etag" };
const CHECKSUM: UrlHashing = { name: "checksum", from: "etag" };

/** DVC's `PARAM_CHECKSUM` of each file system; where it has none, the MD5 of the content. */
const BY_SCHEME: Readonly<Record<string, UrlHashing>> = {
  s3: ETAG,
  gs: ETAG,
  azure: ETAG,
  oss: ETAG,
  webdav: ETAG,
  webdavs: ETAG,
  http: CHECKSUM,
  https: CHECKSUM,
  hdfs: CHECKSUM,
  webhdfs: CHECKSUM,
  gdrive: { name: "checksum", from: "md5" },
};

export function hashingOf(url: string): UrlHashing {
  return BY_SCHEME[urlScheme(url) ?? ""] ?? MD5;
}

/** What a storage is to be asked for, to know the hash. */
export function wishOf(hashing: UrlHashing): LookWish {
  return hashing.from === "md5" ? { md5: true } : { etag: true };
}

/** Undefined where the storage does not say what the hash is. */
export function fileState(hashing: UrlHashing, file: StoredFile): UrlState | undefined {
  const value = file[hashing.from];
  if (value === undefined) return undefined;
  const versionId = file.versionId === undefined ? {} : { versionId: file.versionId };
  return { hash: { name: hashing.name, value }, size: file.size, ...versionId };
}

/**
 * A folder's hash is that of its listing, in which each file has the hash of its kind.
 * @param files with paths below the folder
 */
export function folderState(hashing: UrlHashing, files: readonly StoredFile[]): UrlState | undefined {
  const entries: { hash: string; relpath: string }[] = [];
  for (const file of files) {
    const hash = file[hashing.from];
    if (hash === undefined) return undefined;
    entries.push({ hash, relpath: file.path });
  }
  return {
    hash: { name: "md5", value: formatTree(entries, hashing.name).hash },
    size: files.reduce((sum, { size }) => sum + size, 0),
    nfiles: files.length,
  };
}

/** Is it, by its hash, what dvc.lock says? */
export function isAsLocked(state: UrlState, item: ValueMap | undefined): boolean {
  return item?.get(state.hash.name) === state.hash.value;
}

/** `path hash md5|etag|checksum size nfiles isexec version_id`, as DVC writes it. */
export function urlItem(written: string, state: UrlState, before: ValueMap | undefined): ValueMap {
  const item: ValueMap = new Map<Key, Value>([["path", written], ["hash", "md5"], [state.hash.name, state.hash.value]]);
  item.set("size", BigInt(state.size));
  if (state.nfiles !== undefined) item.set("nfiles", BigInt(state.nfiles));
  // no storage tells of it; DVC does, by SSH
  if (before?.get("isexec") === true && isAsLocked(state, before)) item.set("isexec", true);
  if (state.versionId !== undefined) item.set("version_id", state.versionId);
  return item;
}
