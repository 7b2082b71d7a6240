import { ExpError } from "../common/errors.ts";
import type { FileStat } from "../host/mod.ts";
import { checkRemovable, checkWritableInside, joinPath, parentOf, relativeInside, type Repo } from "../repo/mod.ts";
import type { HashInfo } from "../stage/types.ts";
import { checkoutPath, unsavedFiles } from "./checkout.ts";
import { createHashIndex, type HashIndex, isSettled } from "./hash_index.ts";
import { Linker, linkTypesOf, type Placed } from "./links.ts";
import { type JobItem, type ObjectsPlace, totalBytes } from "./job.ts";
import { runJob } from "./run_job.ts";
import { isDirHash } from "./object_path.ts";
import { Objects } from "./objects.ts";
import { observePath, type Observing } from "./observe.ts";
import { type BeginWork, countingWork, type TellProgress } from "./progress.ts";
import { formatTree } from "./tree.ts";
import type { CheckoutChange, DataStore, Observed, TreeEntry } from "./types.ts";
import { walkFolder } from "./walk.ts";

export interface DataStoreOptions {
  /** Told often while files are hashed, stored or checked out. */
  readonly onProgress?: TellProgress;
}

/** Opens the data of a repository. Costs nothing until something is asked. */
export function openDataStore(repo: Repo, options: DataStoreOptions = {}): DataStore {
  return new Store(repo, options);
}

/** Above this many files presence is remembered by the shard folders' state instead of being looked at each time. */
const MANY_FILES = 1000;

interface Remembered {
  readonly observed: Observed;
  readonly stat: FileStat | undefined;
}

class Store implements DataStore {
  readonly #objects: Objects;
  readonly #linker: Linker;
  readonly #index: HashIndex;
  readonly #observing: Observing;
  readonly #remembered = new Map<string, Remembered>();
  readonly #storeIn: ObjectsPlace;
  readonly #begin: BeginWork;
  /** `algorithm hash` of files that were stored while they were hashed; the next commit need not look for them. */
  readonly #justStored = new Set<string>();

  constructor(readonly repo: Repo, readonly options: DataStoreOptions) {
    const { host, config } = repo;
    this.#begin = countingWork(options.onProgress);
    this.#storeIn = { base: repo.cacheDir, shared: config.get("cache", "shared") === "group" };
    this.#objects = new Objects(host, repo.cacheDir, this.#storeIn);
    this.#linker = new Linker(host, linkTypesOf(config), repo.tmpDir);
    this.#index = createHashIndex(host.fs, joinPath(repo.tmpDir, "exp/hashes.sqlite"));
    this.#observing = {
      host,
      filter: { ignore: repo.ignore, root: repo.root },
      index: this.#index,
      hashAndStore: (path, stat) => this.#objects.putWhileHashing(path, stat),
      storeIn: this.#storeIn,
      onStored: (algorithm, hashes) => hashes.forEach((hash) => this.#justStored.add(`${algorithm} ${hash}`)),
      begin: this.#begin,
      isWatched: options.onProgress !== undefined && host.terminal.stderrIsTty,
    };
  }

  observe(path: string, algorithm: HashInfo["algorithm"] = "md5", options: { toStore?: boolean } = {}): Observed {
    const key = `${algorithm} ${path}`;
    const known = this.#remembered.get(key);
    if (known !== undefined) return known.observed;
    const stat = this.repo.host.fs.stat(path);
    const observed = stat === undefined
      ? { kind: "missing" as const }
      : observePath(this.#observing, path, algorithm, stat, options.toStore ?? false);
    this.#remembered.set(key, { observed, stat });
    return observed;
  }

  // deno-lint-ignore require-await -- the interface allows hashing side by side
  async observeAll(paths: readonly string[], algorithm: HashInfo["algorithm"] = "md5"): Promise<Map<string, Observed>> {
    return new Map(paths.map((path) => [path, this.observe(path, algorithm)]));
  }

  forget(path?: string): void {
    if (path === undefined) return this.#remembered.clear();
    for (const key of this.#remembered.keys()) {
      const known = key.slice(key.indexOf(" ") + 1);
      if (relativeInside(path, known) !== undefined || relativeInside(known, path) !== undefined) {
        this.#remembered.delete(key);
      }
    }
  }

  has(info: HashInfo): boolean {
    if (!isDirHash(info.hash)) return this.#objects.hasOne(info, info.size);
    const { algorithm } = info;
    const path = this.#objects.path(info);
    const isMany = (info.nfiles ?? 0) >= MANY_FILES;
    if (isMany && this.#isPresentAsBefore(path)) return true;
    const tree = this.#objects.readTree(info);
    if (tree === undefined || !tree.every(({ hash }) => this.#objects.hasOne({ algorithm, hash }))) return false;
    if (isMany) {
      const shards = new Set([path, ...tree.map(({ hash }) => this.#objects.path({ algorithm, hash }))].map(parentOf));
      const state = this.#stateOf([...shards].sort());
      if (state !== undefined) this.#index.recordPresence(path, state);
    }
    return true;
  }

  /** No object comes or goes without changing its folder's mtime, so equal folders hold the same objects. */
  #isPresentAsBefore(object: string): boolean {
    const before = this.#index.findPresence(object);
    if (before === undefined) return false;
    const folders = before.trimEnd().split("\n").map((line) =>
      line.slice(line.indexOf(" ", line.indexOf(" ") + 1) + 1)
    );
    return this.#stateOf(folders) === before;
  }

  /** A line with inode, mtime and path for each folder; undefined when one changed too recently to tell. */
  #stateOf(folders: readonly string[]): string | undefined {
    const { fs, clock } = this.repo.host;
    const nowNs = BigInt(Math.floor(clock.now())) * 1_000_000n;
    let state = "";
    for (const folder of folders) {
      const stat = fs.stat(folder);
      if (stat === undefined || !isSettled(stat.mtimeNs, nowNs)) return undefined;
      state += `${stat.ino} ${stat.mtimeNs} ${folder}\n`;
    }
    return state;
  }

  readTree(info: HashInfo): readonly TreeEntry[] | undefined {
    return this.#objects.readTree(info);
  }

  commit(path: string, observed: Observed, options: { link?: boolean } = {}): void {
    if (observed.kind === "missing") throw new ExpError("failed", `${path} does not exist`);
    checkWritableInside(this.repo.host.fs, this.repo.root, path);
    const link = options.link ?? true;
    if (observed.kind === "file") this.#commitFile(path, observed.info, link);
    else this.#commitFolder(path, observed.info, observed.tree, link);
  }

  #commitFile(path: string, info: HashInfo, link: boolean): void {
    const before = this.#remembered.get(`${info.algorithm} ${path}`);
    const size = info.size ?? this.repo.host.fs.stat(path)?.size ?? 0;
    if (!this.#objects.hasOne(info, size)) {
      const advance = this.#begin("storing", size);
      this.#objects.putFile(info, path, size, before?.observed.kind === "file" ? before.stat : undefined);
      advance(size);
    }
    if (link) this.#linkBack(path, info, size);
  }

  #linkBack(path: string, info: HashInfo, size: number): void {
    const isexec = info.isexec === true;
    if (!this.#linker.sharesContent) return this.#linker.makeOwn(path, isexec);
    this.#rememberPlaced(path, info, this.#linker.place(this.#objects.path(info), path, { id: info, isexec, size }));
  }

  /** A large file that we have put there ourselves need not be hashed the next time. */
  #rememberPlaced(path: string, info: HashInfo, { stat, isLink }: Placed): void {
    if (stat === undefined) return;
    const nowNs = BigInt(Math.floor(this.repo.host.clock.now())) * 1_000_000n;
    // nobody writes to a protected object, however young it is
    const startedNs = isLink ? stat.mtimeNs + 10_000_000_000n : nowNs;
    this.#index.recordFile(path, info.algorithm, stat, info.hash, startedNs);
  }

  #commitFolder(path: string, info: HashInfo, tree: readonly TreeEntry[], link: boolean): void {
    const { algorithm } = info;
    this.#storeFiles(path, algorithm, tree);
    if (!this.#objects.hasOne(info)) {
      const object = formatTree(tree);
      if (object.hash !== info.hash) throw new ExpError("failed", `${path} changed while it was being stored`);
      this.#objects.putBytes(info, object.text);
    }
    // behind a symlink to a folder lie files that are not the output's own
    if (!link || this.repo.host.fs.lstat(path)?.kind === "link") return;
    if (this.#linker.sharesContent) this.#placeFiles(path, algorithm, tree);
    else this.#replaceLinks(path, tree);
  }

  #storeFiles(path: string, algorithm: HashInfo["algorithm"], tree: readonly TreeEntry[]): void {
    const { host } = this.repo;
    const others = tree.filter(({ hash }) => !this.#justStored.has(`${algorithm} ${hash}`));
    this.#justStored.clear();
    const present = others.length >= MANY_FILES ? this.#objects.listAll(algorithm) : undefined;
    const items = new Map<string, JobItem>();
    for (const { hash, relpath, size } of others) {
      if (items.has(hash)) continue;
      if ((present === undefined || present.has(hash)) && this.#objects.hasOne({ algorithm, hash }, size)) continue;
      const file = `${path}/${relpath}`;
      items.set(hash, [file, size ?? host.fs.stat(file)?.size ?? 0, hash]);
    }
    const job = { kind: "store" as const, algorithm, storeIn: this.#storeIn, items: [...items.values()] };
    const advance = this.#begin("storing", totalBytes(job.items));
    runJob(host, job, ([, size]) => advance(size));
  }

  #placeFiles(path: string, algorithm: HashInfo["algorithm"], tree: readonly TreeEntry[]): void {
    const items = tree.map(({ hash, relpath, size }): JobItem => {
      const object = this.#objects.path({ algorithm, hash });
      return [`${path}/${relpath}`, size ?? this.repo.host.fs.stat(object)?.size ?? 0, hash];
    });
    const { types, tmpDir } = this.#linker;
    runJob(this.repo.host, { kind: "place", algorithm, base: this.repo.cacheDir, types, tmpDir, items });
  }

  /** Plain files of a folder stay as they are, mode included; links become files of their own. */
  #replaceLinks(path: string, tree: readonly TreeEntry[]): void {
    for (const { relpath } of tree) {
      const file = `${path}/${relpath}`;
      const stat = this.repo.host.fs.glance(file);
      if (stat !== undefined && (stat.kind === "link" || stat.nlink > 1)) this.#linker.makeOwn(file, false);
    }
  }

  checkout(path: string, info: HashInfo, options: { relink?: boolean; force?: boolean } = {}): CheckoutChange[] {
    const { fs } = this.repo.host;
    checkWritableInside(fs, this.repo.root, path);
    const observed = this.observe(path, info.algorithm);
    if (!options.force) {
      const unsaved = this.unsavedFiles(path, info);
      if (unsaved.length > 0) throw unsavedFault(unsaved);
    }
    const done = checkoutPath(
      {
        host: this.repo.host,
        objects: this.#objects,
        linker: this.#linker,
        begin: this.#begin,
        remove: (doomed) => this.remove(doomed),
        onPlaced: (file, placedInfo, placed) => this.#rememberPlaced(file, placedInfo, placed),
      },
      path,
      observed,
      info,
      options.relink ?? false,
    );
    if (done === undefined) return [];
    this.forget(path);
    const within = relativeInside(this.repo.root, path) ?? path;
    return [{ kind: done, path: isDirHash(info.hash) ? within + "/" : within }];
  }

  unsavedFiles(path: string, info: HashInfo | undefined): string[] {
    return unsavedFiles(this.#objects, path, this.observe(path, info?.algorithm), info);
  }

  unprotect(path: string): void {
    const { host, ignore, root } = this.repo;
    if (path !== root) checkWritableInside(host.fs, root, path);
    const stat = host.fs.lstat(path);
    if (stat === undefined || (stat.kind === "link" && host.fs.stat(path)?.kind === "dir")) return;
    if (stat.kind !== "dir") this.#linker.makeOwn(path, false);
    else {
      for (const { relpath } of walkFolder(host, path, { ignore, root }).files) {
        this.#linker.makeOwn(`${path}/${relpath}`, false);
      }
    }
  }

  remove(path: string): void {
    checkRemovable(this.repo, path);
    this.repo.host.fs.removeTree(path);
    this.forget(path);
  }

  [Symbol.dispose](): void {
    this.#index[Symbol.dispose]();
  }
}

/** @param files absolute */
export function unsavedFault(files: readonly string[]): ExpError {
  return new ExpError("conflict", `these files are not saved and would be lost: ${files.join(", ")}`, {
    hint: "save them (`exp commit`), move them away, or use --force",
    dvcMessage: "Can't remove the following unsaved files without confirmation. Use `--force` to force.\n" +
      files.join("\n"),
  });
}
