/** Storages without any place: what is there is told to them, and what they are asked is written down. */
import type { Storage, StoredFile } from "../../src/storage/mod.ts";

type KnownFile = Omit<StoredFile, "path">;

export interface MemoryStorage extends Storage {
  /** `look a b`, `list d`: each question in turn. */
  readonly asked: string[];
  readonly files: Map<string, KnownFile>;
}

export function memoryStorage(files: Readonly<Record<string, KnownFile>>): MemoryStorage {
  const known = new Map(Object.entries(files));
  const asked: string[] = [];
  const at = (path: string): StoredFile => ({ path, ...known.get(path)! });
  const never = () => Promise.reject(new Error("nobody is to move anything"));
  return {
    asked,
    files: known,
    shown: "memory",
    folder: undefined,
    canList: true,
    list: (below) => {
      asked.push(`list ${below}`);
      const paths = [...known.keys()].filter((path) => path === below || path.startsWith(`${below}/`));
      return Promise.resolve(paths.map(at));
    },
    look: (paths) => {
      asked.push(`look ${paths.join(" ")}`);
      return Promise.resolve(new Map(paths.filter((path) => known.has(path)).map((path) => [path, at(path)])));
    },
    read: never,
    fetch: never,
    put: never,
    remove: never,
  };
}
