/** Where downloads lie until it is known that they are what was asked for: beside the cache, so that a rename takes them in. */
import { hasDied, type Host, processMark, refusalOf } from "../host/mod.ts";
import { joinPath, makeCacheFolder, nameOf, parentOf, type Repo } from "../repo/mod.ts";
import type { MoveFailure, MoveOptions, Storage } from "../storage/mod.ts";
import { Arrivals, type Take } from "./arrivals.ts";
import { ioFault } from "./fault.ts";
import { isDirHash, objectPath } from "./object_path.ts";
import type { ObjectId, Objects } from "./objects.ts";
import { cacheObjects } from "./own_objects.ts";
import { parseTree } from "./tree.ts";
import type { TreeEntry } from "./types.ts";

const FOLDER = ".incoming";

/** How objects are named where they are stored: relative, with `/`. */
export function storedPath(id: ObjectId): string {
  return objectPath("", id).slice(1);
}

/** The object of a stored path; undefined for whatever else lies there. */
export function storedId(path: string): ObjectId | undefined {
  const match = /^(files\/md5\/)?([0-9a-f]{2})\/([0-9a-f]{30}(?:\.dir)?)$/.exec(path);
  if (match === null) return undefined;
  return { algorithm: match[1] === undefined ? "md5-dos2unix" : "md5", hash: `${match[2]}${match[3]}` };
}

interface Arrived {
  /** Objects that are in the cache now, or wait here (folder objects that were asked to). */
  readonly ids: readonly ObjectId[];
  readonly failures: readonly (MoveFailure & { readonly id: ObjectId })[];
}

/** One command's downloads. What a process that died has left whole is taken over when the next one begins. */
export class Incoming implements Disposable {
  readonly #folder: string;
  readonly #host: Host;

  constructor(private readonly cache: Objects) {
    this.#host = cache.host;
    const all = joinPath(cache.base, FOLDER);
    this.#folder = joinPath(all, `${processMark(this.#host)}-${this.#host.random.hex(4)}`);
    this.#takeOver(all);
  }

  /** Fetches objects into the cache; each is hashed before it gets its name. */
  async fetch(storage: Storage, ids: readonly ObjectId[], options: MoveOptions = {}): Promise<Arrived> {
    return await this.fetchFrom(storage, new Map(ids.map((id) => [storedPath(id), id])), options);
  }

  /** The same of objects that lie under other paths. */
  async fetchFrom(
    storage: Storage,
    wanted: ReadonlyMap<string, ObjectId>,
    options: MoveOptions = {},
  ): Promise<Arrived> {
    const arrived: ObjectId[] = [];
    const wrong: MoveFailure[] = [];
    const adopt: Take = (file, id, hash) => this.cache.adopt(file, id, hash);
    const arrivals = new Arrivals(this.cache, this.#folder, adopt, ({ path, id }, isRight) => {
      if (isRight) arrived.push(id);
      else wrong.push({ path, kind: "failed", says: "what came has another hash" });
      options.onMoved?.(path);
    });
    const onMoved = (path: string) => {
      const id = wanted.get(path);
      if (id !== undefined) arrivals.add({ path, id });
    };
    let failed: readonly MoveFailure[] = [];
    try {
      failed = await storage.fetch([...wanted.keys()], this.#opened(), { ...options, onMoved });
    } finally { // what is whole is kept, also when the rest is given up
      await arrivals.settle();
    }
    const failures = [...failed, ...wrong].map((failure) => ({ ...failure, id: wanted.get(failure.path)! }));
    return { ids: arrived, failures };
  }

  /** Fetches folder objects and says what they hold; they wait here until {@link settle}. */
  async fetchTrees(
    storage: Storage,
    ids: readonly ObjectId[],
    options: MoveOptions = {},
  ): Promise<{ readonly trees: Map<string, readonly TreeEntry[]>; readonly failures: Arrived["failures"] }> {
    const wanted = new Map(ids.map((id) => [storedPath(id), id]));
    const trees = new Map<string, readonly TreeEntry[]>();
    const failed = [...await storage.fetch([...wanted.keys()], this.#opened(), options)];
    const without = new Set(failed.map(({ path }) => path));
    for (const [path, id] of wanted) {
      if (without.has(path)) continue;
      const file = joinPath(this.#folder, path);
      if (this.cache.isRight(file, id)) {
        trees.set(id.hash, parseTree(new TextDecoder().decode(this.#host.fs.readBytes(file)), id.hash));
      } else failed.push({ path, kind: "failed", says: "what came has another hash" });
    }
    return { trees, failures: failed.map((failure) => ({ ...failure, id: wanted.get(failure.path)! })) };
  }

  /**
   * Reads objects from end to end, and keeps none of them.
   *
   * @throws the signal's reason, or `interrupted`
   * @returns those whose content is not what their names say, and those that could not be read; what is gone by now is neither
   */
  async prove(
    storage: Storage,
    ids: readonly ObjectId[],
    options: MoveOptions,
  ): Promise<{ readonly wrong: ObjectId[]; readonly unread: (MoveFailure & { readonly id: ObjectId })[] }> {
    if (ids.length === 0) return { wrong: [], unread: [] };
    const asked = new Map(ids.map((id) => [storedPath(id), id]));
    const wrong: ObjectId[] = [];
    const look: Take = (file, id, hash) => {
      const isRight = hash === undefined
        ? options.signal?.aborted || this.cache.isRight(file, id) // nobody is told of it any more
        : hash === id.hash.slice(0, 32);
      this.#host.fs.remove(file);
      return isRight;
    };
    const arrivals = new Arrivals(this.cache, this.#folder, look, ({ path, id }, isRight) => {
      if (!isRight) wrong.push(id);
      options.onMoved?.(path);
    }, options.signal);
    const onMoved = (path: string) => {
      const id = asked.get(path);
      if (id !== undefined) arrivals.add({ path, id });
    };
    let failed: readonly MoveFailure[] = [];
    try {
      failed = await storage.fetch([...asked.keys()], this.#opened(), { ...options, onMoved });
    } finally {
      await arrivals.settle();
    }
    options.signal?.throwIfAborted();
    const unread = failed.filter(({ kind }) => kind !== "missing")
      .map((failure) => ({ ...failure, id: asked.get(failure.path)! }));
    return { wrong, unread };
  }

  /** Takes a folder object in that has waited. @returns whether there was one */
  settle(id: ObjectId): boolean {
    const file = joinPath(this.#folder, storedPath(id));
    return this.#host.fs.exists(file) && this.cache.adopt(file, id);
  }

  [Symbol.dispose](): void {
    const { fs } = this.#host;
    fs.removeTree(this.#folder);
    const all = parentOf(this.#folder);
    if (fs.exists(all) && fs.listIfThere(all).length === 0) this.#leave(all);
  }

  /** Made before others make it: in a cache that is shared, members of the group put theirs beside it. */
  #opened(): string {
    try {
      makeCacheFolder(this.#host, this.#folder, this.cache.options.shared);
    } catch (error) {
      throw ioFault(error, "make", this.#folder);
    }
    return this.#folder;
  }

  #leave(all: string): void {
    try {
      this.#host.fs.remove(all);
    } catch {
      // another fetch has just begun
    }
  }

  /** What others have fetched, and did not live to take in. A folder object waits for its files: it goes last. */
  #takeOver(all: string): void {
    for (const folder of deadFolders(this.#host, all)) {
      try {
        for (const path of filesBelow(this.#host, folder, "")) {
          const id = storedId(path);
          if (id !== undefined && !isDirHash(id.hash)) this.cache.adopt(joinPath(folder, path), id);
        }
        this.#host.fs.removeTree(folder);
      } catch (error) {
        if (!isRefused(error)) throw error; // another user's, who takes it over
      }
    }
  }
}

/** Folders of fetches that were killed. @param takeOver takes in what is whole in them, as the next fetch would, and removes them */
export function examineIncoming(repo: Repo, { takeOver }: { readonly takeOver: boolean }): string[] {
  const cache = cacheObjects(repo);
  const found = deadFolders(repo.host, joinPath(cache.base, FOLDER));
  if (takeOver && found.length > 0) new Incoming(cache)[Symbol.dispose]();
  return found;
}

function isRefused(error: unknown): boolean {
  return refusalOf(error instanceof Error ? error.cause ?? error : error) === "no-rights";
}

function deadFolders(host: Host, all: string): string[] {
  const names = host.fs.listIfThere(all).map(({ name }) => name);
  return names.filter((name) => hasDied(host, name.replace(/-[0-9a-f]+$/, "")) === true)
    .map((name) => joinPath(all, name));
}

function* filesBelow(host: Host, base: string, below: string): Generator<string> {
  for (const { name, kind } of host.fs.listIfThere(joinPath(base, below))) {
    const path = below === "" ? name : `${below}/${name}`;
    if (kind === "dir") yield* filesBelow(host, base, path);
    else if (kind === "file" && !host.fs.isHalfWritten(nameOf(path))) yield path;
  }
}
