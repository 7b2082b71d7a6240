/** What is to travel, as objects: each content once, by the path that it is told by. */
import { isDirHash } from "./object_path.ts";
import type { ObjectId } from "./objects.ts";
import type { RemoteItem } from "./remote.ts";
import { entriesInside } from "./tree.ts";
import type { TreeEntry } from "./types.ts";

/** An object on its way, with the path that it is told by. */
export interface Load {
  readonly path: string;
  readonly id: ObjectId;
  readonly size?: number;
}

/** What items stand for: each object once, and which files a folder's object waits for. */
export interface Loads {
  readonly files: readonly Load[];
  readonly folders: readonly (Load & { readonly files: readonly Load[] })[];
}

export function loadsOf(items: readonly RemoteItem[], trees: ReadonlyMap<string, readonly TreeEntry[]>): Loads {
  const files: Load[] = [];
  const folders: Loads["folders"][number][] = [];
  for (const item of items) {
    if (!isDirHash(item.info.hash)) {
      files.push(loadOf(item));
      continue;
    }
    const inner = entriesInside(trees.get(item.info.hash) ?? [], item.inside).map((entry) => entryLoad(item, entry));
    files.push(...inner);
    folders.push({ ...loadOf(item), files: inner });
  }
  return { files: uniqueLoads(files), folders: uniqueLoads(folders) };
}

export function loadOf({ path, info }: RemoteItem): Load {
  return { path, id: info, ...(info.size === undefined || isDirHash(info.hash) ? {} : { size: info.size }) };
}

export function entryLoad({ path, info }: RemoteItem, { hash, relpath }: TreeEntry): Load {
  return { path: `${path}/${relpath}`, id: { algorithm: info.algorithm, hash } };
}

export function uniqueLoads<T extends Load>(loads: readonly T[]): T[] {
  const found = new Map<string, T>();
  for (const load of loads) {
    const key = `${load.id.algorithm} ${load.id.hash}`;
    if (!found.has(key)) found.set(key, load);
  }
  return [...found.values()];
}

export function idsOf(loads: readonly Load[]): ObjectId[] {
  return loads.map(({ id }) => id);
}

export function pathsOf(loads: readonly Load[]): Map<string, string> {
  return new Map(loads.map(({ id, path }) => [id.hash, path]));
}
