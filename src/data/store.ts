import { ExpError } from "../common/mod.ts";
import type { FileStat } from "../host/mod.ts";
import {
  checkRemovable,
  checkWritableInside,
  joinPath,
  parentOf,
  pathAndFolders,
  relativeInside,
  type Repo,
} from "../repo/mod.ts";
import { checkoutPath, removeFiles, unsavedFiles } from "./checkout.ts";
import { gitTracks } from "./gitignore_lines.ts";
import { type HashIndex, openHashIndex, SURELY_SETTLED_NS } from "./hash_index.ts";
import { type JobItem, type ObjectsPlace, totalBytes } from "./job.ts";
import { type Endable, LargeFiles } from "./large_file.ts";
import { Linker, linkTypesOf, type Placed } from "./links.ts";
import { isDirHash } from "./object_path.ts";
import { Objects } from "./objects.ts";
import { observedFile, observeFolderAhead, observePath, rememberFolder } from "./observe.ts";
import type { Observing } from "./observing.ts";
import { PlacedOuts } from "./placed.ts";
import { Presence } from "./presence.ts";
import { type BeginWork, countingWork, emitProgress, type TellProgress } from "./progress.ts";
import { relocateKnown } from "./relocate.ts";
import { runJob } from "./run_job.ts";
import { findLinked } from "./system_copy.ts";
import { entriesInside, formatTree } from "./tree.ts";
import type { CheckoutChange, CheckoutChoice, DataStore, HashInfo, Observed, TreeEntry } from "./types.ts";
import { refuseUnreadableNames } from "./unreadable_names.ts";
import { walkFolder } from "./walk.ts";
import { fault } from "./faults.ts";

export interface DataStoreOptions {
  /** Told often while files are hashed, stored or checked out. */
  readonly onProgress?: TellProgress;
  /** By whom work on a large file is ended; without it such work cannot be. */
  readonly endable?: Endable | undefined;
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
  /** Of a folder: names that no record can hold were looked for. */
  readonly isToRecord?: boolean;
}

class Store implements DataStore {
  readonly #objects: Objects;
  readonly #presence: Presence;
  readonly #linker: Linker;
  readonly #index: HashIndex;
  readonly #observing: Observing;
  readonly #remembered = new Map<string, Remembered>();
  readonly #placed: PlacedOuts;
  readonly #storeIn: ObjectsPlace;
  readonly #large: LargeFiles;
  readonly #begin: BeginWork;
  /** Hashes of files that were stored while they were hashed; the next commit need not look for them. */
  readonly #justStored = new Map<HashInfo["algorithm"], Set<string>>();
  readonly #committed: Exclude<Observed, { kind: "missing" }>[] = [];

  constructor(readonly repo: Repo, readonly options: DataStoreOptions) {
    const { host, config } = repo;
    const tell = options.onProgress ?? (repo.emit && emitProgress(repo.emit));
    this.#begin = countingWork(tell);
    this.#storeIn = { base: repo.cacheDir, shared: config.get("cache", "shared") === "group" };
    this.#objects = new Objects(host, repo.cacheDir, this.#storeIn);
    this.#linker = new Linker(host, linkTypesOf(config), repo.tmpDir);
    this.#index = openHashIndex(repo);
    this.#presence = new Presence(host, this.#objects, this.#index);
    this.#placed = new PlacedOuts(host.fs, joinPath(repo.tmpDir, "exp/placed"));
    this.#large = new LargeFiles({
      ...{ host, objects: this.#objects, linker: this.#linker, index: this.#index, begin: this.#begin },
      endable: options.endable,
    });
    this.#observing = {
      host,
      filter: { ignore: repo.ignore, root: repo.root },
      index: this.#index,
      hashAndStore: (path, stat) => this.#objects.putWhileHashing(path, stat),
      storeFor: (files) => files < MANY_FILES || this.#objects.isSmallBeside(files) ? this.#storeIn : undefined,
      onStored: (algorithm, hashes) => {
        const stored = this.#justStored.get(algorithm) ?? new Set();
        for (const hash of hashes) stored.add(hash);
        this.#justStored.set(algorithm, stored);
      },
      begin: this.#begin,
      isWatched: tell !== undefined && host.terminal.stderrIsTty,
    };
  }

  observe(
    path: string,
    algorithm: HashInfo["algorithm"] = "md5",
    options: { toStore?: boolean; noData?: boolean; toRecord?: boolean } = {},
  ): Observed {
    const { toRecord = false } = options;
    const key = `${algorithm} ${path}`;
    const known = this.#remembered.get(key);
    if (known !== undefined) {
      if (toRecord && !known.isToRecord && known.observed.kind === "dir") refuseUnreadableNames(this.repo.host, path);
      return known.observed;
    }
    const stat = this.repo.host.fs.stat(path);
    const { observing, noData } = this.#observingWith(options.noData ?? false, toRecord);
    const observed = stat === undefined
      ? { kind: "missing" as const }
      : observePath(observing, path, algorithm, stat, options.toStore ?? false);
    if (observed.kind === "dir" && noData.length > 0) return { ...observed, noData }; // not for the others
    this.#remembered.set(key, { observed, stat });
    return observed;
  }

  #observingWith(takesNoData: boolean, isToRecord: boolean) {
    const noData: string[] = [];
    const onNoData = takesNoData ? (relpath: string) => void noData.push(relpath) : undefined;
    return { observing: { ...this.#observing, filter: { ...this.#observing.filter, onNoData, isToRecord } }, noData };
  }

  async hashAhead(path: string, how: Parameters<DataStore["hashAhead"]>[1] = {}): Promise<void> {
    const { makes = "commit", toStore = false, toRecord = false } = how;
    const key = `md5 ${path}`;
    if (!this.#large.canBeEnded || this.#remembered.has(key)) return;
    const { fs } = this.repo.host;
    const hashLarge = async (file: string, stat: FileStat | undefined) => {
      const known = file === path || stat === undefined ? undefined : this.#index.findFile(file, "md5", stat);
      const hash = known ??
        await this.#large.hash(file, stat, { makes, toStore, isWatched: this.#observing.isWatched });
      if (hash !== undefined) this.#remembered.set(`md5 ${file}`, { observed: observedFile("md5", hash, stat!), stat });
      return hash;
    };
    const stat = fs.stat(path);
    if (stat?.kind !== "dir") return void await hashLarge(path, stat);
    const { observing, noData } = this.#observingWith(true, toRecord);
    const hashOne = (file: string) => hashLarge(file, fs.stat(file));
    const observed = await observeFolderAhead(observing, path, toStore, hashOne, () => noData.length === 0);
    if (observed !== undefined) this.#remembered.set(key, { observed, stat, isToRecord: toRecord });
  }

  async storeAhead(path: string, observed: Observed): Promise<void> {
    if (observed.kind === "file") {
      const known = this.#remembered.get(`${observed.info.algorithm} ${path}`);
      await this.#large.store(path, observed, known?.stat);
    } else if (observed.kind === "dir") {
      for (const [key, known] of [...this.#remembered]) { // those of its files that were hashed ahead
        if (!key.startsWith(`md5 ${path}/`)) continue;
        await this.#large.store(key.slice("md5 ".length), known.observed, known.stat);
      }
    }
  }

  async copyAhead(path: string, info: HashInfo, inside?: readonly string[]): Promise<void> {
    if (!this.#large.mayCopyOut(info)) return;
    if (info.algorithm === "md5") await this.hashAhead(path, { makes: "checkout" });
    await this.#large.copyOut(info, this.#observeOver(path, info.algorithm), inside);
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

  knowTree(info: HashInfo, tree: readonly TreeEntry[]): void {
    this.#objects.knowTree(info, tree);
  }

  has(info: HashInfo): boolean {
    return this.#presence.has(info);
  }

  readTree(info: HashInfo): readonly TreeEntry[] | undefined {
    return this.#objects.readTree(info);
  }

  commit(path: string, observed: Observed, options: { link?: boolean; inside?: readonly string[] } = {}): void {
    if (observed.kind === "missing") throw fault("failed/nothing-to-store", { path });
    checkWritableInside(this.repo.host.fs, this.repo.root, path);
    const link = options.link ?? true;
    this.#committed.push(observed);
    if (observed.kind === "file") this.#commitFile(path, observed.info, link);
    else if (!this.#commitChanges(path, observed, link, options.inside)) {
      this.#commitFolder(path, observed, link, options.inside);
    }
    if (link) this.#placed.note(path, observed.info);
  }

  committed(): readonly string[] {
    const paths = this.#committed.flatMap((observed) => {
      const { algorithm } = observed.info;
      const entries = observed.kind === "dir" ? observed.tree : [];
      return [observed.info, ...entries].map(({ hash }) => this.#objects.path({ algorithm, hash }));
    });
    return [...new Set(paths)].filter((path) => this.repo.host.fs.exists(path)); // of a folder perhaps a part
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
    const startedNs = isLink ? stat.mtimeNs + SURELY_SETTLED_NS : nowNs;
    this.#index.recordFile(path, info.algorithm, stat, info.hash, startedNs);
  }

  /** Of a folder that is there as it was observed last, only what has changed since. @returns whether that was all */
  #commitChanges(
    path: string,
    { info, changes, holdsLinks }: Extract<Observed, { kind: "dir" }>,
    link: boolean,
    inside: readonly string[] | undefined,
  ): boolean {
    if (changes === undefined || inside !== undefined) return false;
    if (link && (holdsLinks !== false || this.#linker.sharesContent)) return false;
    return this.#presence.extend(changes, info, () => {
      this.#storeFiles(path, info.algorithm, changes.entries);
      if (!this.#objects.hasOne(info)) this.#objects.putBytes(info, changes.text);
    });
  }

  #commitFolder(
    path: string,
    { info, tree, text, holdsLinks }: Extract<Observed, { kind: "dir" }>,
    link: boolean,
    inside: readonly string[] | undefined,
  ): void {
    const { algorithm } = info;
    const files = entriesInside(tree, inside);
    this.#storeFiles(path, algorithm, files);
    if (!this.#objects.hasOne(info)) {
      const object = text === undefined ? formatTree(tree) : { ...info, text };
      if (object.hash !== info.hash) throw fault("failed/changed-meanwhile", { path });
      this.#objects.putBytes(info, object.text);
    }
    // behind a symlink to a folder lie files that are not the output's own
    if (!link || this.repo.host.fs.lstat(path)?.kind === "link") return;
    if (this.#linker.sharesContent) this.#placeFiles(path, algorithm, files);
    else if (holdsLinks !== false) this.#replaceLinks(path, files);
  }

  #storeFiles(path: string, algorithm: HashInfo["algorithm"], tree: readonly TreeEntry[]): void {
    const { host } = this.repo;
    const stored = this.#justStored.get(algorithm);
    const others = tree.filter(({ hash }) => stored?.has(hash) !== true);
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
    runJob(host, job, advance);
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
    const linked = tree.length < MANY_FILES ? undefined : findLinked(this.repo.host, path);
    if (linked?.length === 0) return;
    const isLinked = linked && new Set(linked);
    for (const { relpath } of tree) {
      if (isLinked?.has(relpath) === false) continue;
      const file = `${path}/${relpath}`;
      const stat = this.repo.host.fs.glance(file);
      if (stat !== undefined && (stat.kind === "link" || stat.nlink > 1)) this.#linker.makeOwn(file, false);
    }
  }

  checkout(path: string, info: HashInfo, options: CheckoutChoice = {}): CheckoutChange[] {
    const { fs } = this.repo.host;
    checkWritableInside(fs, this.repo.root, path);
    const { relink = false, inside, dry = false } = options;
    const observed = this.#observeOver(path, info.algorithm);
    if (!options.force) {
      const unsaved = unsavedFiles(this.#objects, path, observed, info, inside);
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
        onFolderPlaced: (...placed) => rememberFolder(this.#observing, ...placed),
      },
      path,
      observed,
      info,
      { relink, inside, dry },
    );
    if (!dry) this.#noteCheckout(path, info, inside === undefined, done !== undefined);
    if (done === undefined) return [];
    const within = relativeInside(this.repo.root, path) ?? path;
    return [{ ...done, path: isDirHash(info.hash) ? within + "/" : within }];
  }

  #noteCheckout(path: string, info: HashInfo, isWhole: boolean, isChanged: boolean): void {
    if (isChanged) this.forget(path);
    if (isWhole) this.#placed.note(path, info);
    else if (isChanged) this.#notePart(path, info);
  }

  /** A folder of which only a part was put in place. */
  #notePart(path: string, { algorithm }: HashInfo): void {
    const now = this.observe(path, algorithm, { noData: true });
    this.#placed.note(path, now.kind === "missing" ? undefined : now.info);
  }

  unsavedFiles(path: string, info: HashInfo | undefined, inside?: readonly string[]): string[] {
    return unsavedFiles(this.#objects, path, this.#observeOver(path, info?.algorithm), info, inside);
  }

  /** What lies where something is to be put: a pipe and its like hold no data. */
  #observeOver(path: string, algorithm: HashInfo["algorithm"] | undefined): Observed {
    if (this.repo.host.fs.stat(path)?.kind === "other") return { kind: "missing" };
    return this.observe(path, algorithm, { noData: true });
  }

  removeDropped(
    current: ReadonlySet<string>,
    { force = false, dry = false }: { readonly force?: boolean; readonly dry?: boolean } = {},
  ): CheckoutChange[] {
    const { root } = this.repo;
    const isCurrent = (path: string) => [...pathAndFolders(path)].some((each) => current.has(each));
    const dropped = [...this.#placed.read()].filter(([path]) => {
      const inside = relativeInside(root, path);
      if (inside === undefined || inside === "" || isCurrent(path)) return false;
      if (this.repo.host.fs.lstat(path) !== undefined) return true;
      this.#placed.note(path, undefined);
      return false;
    });
    if (dropped.length === 0) return [];
    const byGit = gitTracks(this.repo, dropped.map(([path]) => path));
    return dropped.flatMap(([path, { algorithm, hash }]) => {
      const observed = this.#observeDropped(path, algorithm);
      if (observed === undefined || observed.info.hash !== hash || byGit(path)) return [];
      if (!force && unsavedFiles(this.#objects, path, observed, undefined).length > 0) return [];
      const files = observed.kind === "dir" ? observed.tree.map(({ relpath }) => `${path}/${relpath}`) : [path];
      const doomed = files.filter((file) => !isCurrent(file));
      if (!dry) {
        if (doomed.length > 0) this.#removeFiles(path, doomed);
        this.#placed.note(path, undefined);
      }
      if (doomed.length === 0) return [];
      const within = relativeInside(root, path) ?? path;
      const change = { kind: "deleted" as const, files: { added: 0, modified: 0, deleted: 1 } };
      return [{ ...change, path: observed.kind === "dir" ? `${within}/` : within }];
    });
  }

  /** Undefined for what is behind a link of the user's, or not to be read. */
  #observeDropped(path: string, algorithm: HashInfo["algorithm"]): Exclude<Observed, { kind: "missing" }> | undefined {
    const { fs } = this.repo.host;
    if (fs.lstat(path)?.kind === "link" && fs.stat(path)?.kind === "dir") return undefined;
    try {
      checkWritableInside(fs, this.repo.root, path);
      const observed = this.observe(path, algorithm);
      return observed.kind === "missing" ? undefined : observed;
    } catch (error) {
      if (error instanceof ExpError) return undefined; // it stays
      throw error;
    }
  }

  #removeFiles(path: string, files: readonly string[]): void {
    removeFiles(this.repo.host, parentOf(path), files.map((file) => file.slice(parentOf(path).length + 1)));
    this.forget(path);
  }

  relocate(from: string, to: string): void {
    this.forget();
    relocateKnown(this.repo.host, this.#index, from, to);
    this.#placed.note(to, this.#placed.read().get(from));
    this.disown(from);
  }

  disown(path: string): void {
    this.#placed.note(path, undefined);
  }

  unprotect(path: string): void {
    const { host, ignore, root } = this.repo;
    if (path !== root) checkWritableInside(host.fs, root, path);
    const stat = host.fs.lstat(path);
    const target = stat?.kind === "link" ? host.fs.stat(path) : stat;
    if (stat === undefined || (stat.kind === "link" && target?.kind === "dir")) return;
    if (target === undefined) throw fault("missing-data/dead-link", { path });
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
    this.disown(path);
    this.forget(path);
  }

  [Symbol.dispose](): void {
    this.#placed.save();
    this.#linker[Symbol.dispose]();
    this.#index[Symbol.dispose]();
  }
}

/** @param files absolute */
export function unsavedFault(files: readonly string[]): ExpError {
  return fault("conflict/unsaved", { files });
}
