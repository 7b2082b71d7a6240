/** `list-url`, `get-url`: what is at a URL, or a path of this machine. */
import { compareCodePoints, type ValueMap } from "../common/mod.ts";
import { type Host, makeScratchFolder } from "../host/mod.ts";
import { type Config, joinPath, nameOf, parentOf } from "../repo/mod.ts";
import { fault } from "./faults.ts";
import type { Listable, Listed } from "./listing.ts";
import type { Reader } from "./open_source.ts";
import { findOutPlace } from "./out_place.ts";
import type { Travel } from "./receive.ts";
import { GETTING } from "./temporary.ts";
import { fetchUrl, lookAt, openUrl, placedAt } from "./url_place.ts";

/** Where it is asked from: whose remotes `remote://NAME/…` means. */
export interface UrlReader extends Pick<Reader, "host" | "cwd"> {
  readonly config: Config;
}

/** @param depth how many folders deep it is looked at; default: all the way. @throws {ExpError} `not-found` */
export async function listedUrl(
  reader: UrlReader,
  url: string,
  fsConfig: ValueMap,
  depth?: number,
): Promise<Listable<UrlNode>> {
  const opened = await openUrl(reader.host, reader.config, reader.cwd, url, fsConfig);
  const { folder } = opened.storage;
  if (folder !== undefined) {
    const path = joinPath(folder, opened.path);
    if (reader.host.fs.stat(path) === undefined) throw fault("not-found/listed-url", { url, path, canList: true });
    return listedFolder(reader.host, path, url);
  }
  const content = await lookAt(opened, { depth });
  const { canList } = opened.storage;
  if (content === undefined) throw fault("not-found/listed-url", { url, path: placedAt(opened), canList });
  if (!content.isFolder) {
    return listedFiles(new Map(), { path: url, isDir: false, size: content.files[0]?.size ?? null });
  }
  const folders = new Map<string, UrlNode[]>([["", []]]);
  for (const { path, size, isFolder } of content.files) {
    if (isFolder) folderOf(folders, path);
    else addFile(folders, path, size);
  }
  return listedFiles(folders, { path: "", isDir: true, size: null });
}

interface UrlNode {
  /** Below the URL. */
  readonly path: string;
  readonly isDir: boolean;
  readonly size: number | null;
}

function addFile(folders: Map<string, UrlNode[]>, path: string, size: number): void {
  folderOf(folders, parentOf(path)).push({ path, isDir: false, size });
}

function folderOf(folders: Map<string, UrlNode[]>, path: string): UrlNode[] {
  let folder = folders.get(path);
  if (folder === undefined) {
    folder = [];
    folders.set(path, folder);
    folderOf(folders, parentOf(path)).push({ path, isDir: true, size: null });
  }
  return folder;
}

function listedFiles(folders: ReadonlyMap<string, readonly UrlNode[]>, top: UrlNode): Listable<UrlNode> {
  return {
    top,
    describe: (node) => Promise.resolve(entryOf(node, node === top ? top.path : nameOf(node.path))),
    children: ({ path }) => Promise.resolve([...folders.get(path) ?? []].sort(byPath)),
  };
}

/** Empty folders, too. @param url as it was typed */
function listedFolder({ fs }: Host, path: string, url: string): Listable<UrlNode> {
  const nodeAt = (at: string): UrlNode => {
    const stat = fs.stat(at);
    return { path: at, isDir: stat?.kind === "dir", size: stat?.size ?? null };
  };
  const top = nodeAt(path);
  return {
    top,
    describe: (node) => Promise.resolve(entryOf(node, node !== top ? nameOf(node.path) : top.isDir ? url : top.path)),
    children: (node) =>
      Promise.resolve(fs.list(node.path).map(({ name }) => nodeAt(joinPath(node.path, name))).sort(byPath)),
  };
}

function entryOf({ isDir, size }: UrlNode, path: string): Listed {
  return { path, isOut: false, isDir, isExec: false, size, md5: null };
}

function byPath(a: UrlNode, b: UrlNode): number {
  return compareCodePoints(a.path, b.path);
}

interface GetUrlOptions extends Travel {
  readonly out: string | undefined;
  readonly force: boolean;
  readonly fsConfig: ValueMap;
}

/** Brings what is at a URL here, untracked. @returns how many files @throws {ExpError} `exists`; `not-found` */
export async function getUrl(reader: UrlReader, url: string, options: GetUrlOptions): Promise<number> {
  const { host, cwd } = reader;
  const place = findOutPlace(host, cwd, url, options);
  const opened = await openUrl(host, reader.config, cwd, url, options.fsConfig);
  const content = await lookAt(opened, { signal: options.signal });
  if (content === undefined) throw fault("not-found/got-url", { url, canList: opened.storage.canList });
  const beside = parentOf(place.path);
  if (!host.fs.exists(beside)) host.fs.makeDir(beside);
  const temp = makeScratchFolder(host, beside, GETTING);
  try {
    const count = await fetchUrl(opened, host, temp, `${temp}/whole`, options);
    if (options.force) host.fs.removeTree(place.path);
    host.fs.rename(`${temp}/whole`, place.path);
    return count;
  } finally {
    host.fs.removeTree(temp);
  }
}
