import { type HashInfo, isDirHash, type TreeEntry } from "../data/mod.ts";
import { parentOf, pathAndFolders } from "../repo/mod.ts";

/** A tracked file or folder, or a file of a tracked folder. */
export interface DataEntry {
  /** Relative to the root. */
  readonly path: string;
  readonly isFolder: boolean;
  /** Undefined: never recorded, or a folder that is only on the way to tracked data. */
  readonly hash: HashInfo | undefined;
}

/** What a folder holds; undefined when nobody knows. */
type ListTree = () => readonly TreeEntry[] | undefined;

/**
 * Tracked data by path, as one side of a comparison has it: what dvc.lock and the `.dvc` files of a commit say, or what
 * lies on the disk. What tracked folders hold is looked up when it is asked for.
 */
export class DataIndex {
  readonly #entries = new Map<string, DataEntry>();
  readonly #names = new Map<string, Set<string>>();
  readonly #unread = new Map<string, ListTree>();
  readonly #unlisted = new Set<string>();

  /** @param tree of a tracked folder */
  add(entry: DataEntry, tree?: ListTree): void {
    this.#put(entry);
    if (tree !== undefined) this.#unread.set(entry.path, tree);
  }

  /** Looks up what the folders around a path hold, so that what is at it can be found. */
  reach(path: string): void {
    for (const folder of [...pathAndFolders(parentOf(path))].reverse()) this.#read(folder);
  }

  find(path: string): DataEntry | undefined {
    return this.#entries.get(path);
  }

  isFolder(path: string): boolean {
    return this.#names.has(path) || this.#unread.has(path) || this.find(path)?.isFolder === true;
  }

  /** Paths of what lies directly in a folder; `unknown` when it is one of which nobody knows what it holds. */
  list(path: string): Iterable<string> | "unknown" {
    this.#read(path);
    return this.#unlisted.has(path) ? "unknown" : this.#names.get(path) ?? [];
  }

  /** Every entry with a hash; with `granular` the files of folders, too, as far as they are known. */
  *hashed(granular: boolean): Generator<DataEntry> {
    if (granular) { for (const path of [...this.#unread.keys()]) this.#read(path); }
    for (const entry of this.#entries.values()) if (entry.hash !== undefined) yield entry;
  }

  #read(path: string): void {
    const tree = this.#unread.get(path);
    if (tree === undefined) return;
    this.#unread.delete(path);
    const entries = tree();
    const algorithm = this.find(path)?.hash?.algorithm ?? "md5";
    if (entries === undefined) this.#unlisted.add(path);
    for (const { hash, relpath, size } of entries ?? []) {
      const info = { algorithm, hash, ...(size === undefined ? {} : { size }) };
      this.#put({ path: `${path}/${relpath}`, isFolder: false, hash: info });
    }
  }

  #put(entry: DataEntry): void {
    this.#entries.set(entry.path, entry);
    for (let path = entry.path; path !== "";) {
      const above = parentOf(path);
      const names = this.#names.get(above);
      if (names?.has(path)) return;
      if (names === undefined) this.#names.set(above, new Set([path]));
      else names.add(path);
      if (above !== "" && !this.#entries.has(above)) {
        this.#entries.set(above, { path: above, isFolder: true, hash: undefined });
      }
      path = above;
    }
  }
}

/** An entry for a hash, as a file's or a folder's. */
export function entryOf(path: string, hash: HashInfo | undefined): DataEntry {
  return { path, isFolder: hash !== undefined && isDirHash(hash.hash), hash };
}

/** As it is listed: folders end in `/`. */
export function listedPath({ path, isFolder }: DataEntry): string {
  return isFolder ? `${path}/` : path;
}
