import type { CopyNews } from "../host/mod.ts";
import type { Repo } from "../repo/mod.ts";
import type { MoveFailure, MoveOptions, Storage, StoredFile } from "../storage/mod.ts";
import type { Garbage } from "./gc.ts";
import { statesByPath } from "./cloud_states.ts";
import { failedMove } from "./failed_fault.ts";
import { Incoming, storedPath } from "./incoming.ts";
import { entryLoad, idsOf, type Load, loadOf, type Loads, loadsOf, pathsOf, uniqueLoads } from "./loads.ts";
import { lackingHere, lookFor } from "./look_for.ts";
import { movesOf } from "./moves_of.ts";
import { isDirHash } from "./object_path.ts";
import type { ObjectId, Objects } from "./objects.ts";
import { cacheObjects } from "./own_objects.ts";
import { countingMoves, countingWork, type DataProgress } from "./progress.ts";
import type {
  AskHow,
  CloudState,
  CollectRemoteOptions,
  FailedObject,
  ProofRequest,
  Remote,
  RemoteItem,
  RemoteProof,
  Transfer,
  TransferHow,
} from "./remote.ts";
import { collectRemote } from "./remote_gc.ts";
import { rightObjects } from "./right_objects.ts";
import { fetchRuns, pushRuns } from "./run_entries.ts";
import { entriesInside } from "./tree.ts";
import type { TreeEntry } from "./types.ts";
import { rememberWhole, wholeFolders } from "./whole_folders.ts";

/** So few are asked for without looking first whether they are there. */
const FEW = 16;

export class StorageRemote implements Remote {
  readonly #cache: Objects;

  constructor(
    readonly repo: Repo,
    readonly name: string,
    readonly storage: Storage,
    private readonly options: ReadonlyMap<string, string>,
  ) {
    this.#cache = cacheObjects(repo);
  }

  get shown(): string {
    return this.storage.shown;
  }

  get folder(): string | undefined {
    return this.storage.folder;
  }

  async push(items: readonly RemoteItem[], how: TransferHow = {}): Promise<Transfer> {
    const trees = await this.readTrees(items.map(({ info }) => info), how.signal);
    const { files, folders } = loadsOf(items, trees);
    const there = how.again ? new Map() : await this.#look([...files, ...folders], true, how.signal);
    const missing: Load[] = [];
    const lacking = <T extends Load>(loads: readonly T[]): readonly T[] =>
      loads.filter(({ id }) => !there.has(id.hash));
    const news = this.#hashing([...lacking(files), ...lacking(folders)], how);
    const wanted = async <T extends Load>(loads: readonly T[]): Promise<T[]> => {
      const asked = lacking(loads);
      const right = await rightObjects(this.#cache, idsOf(asked), news);
      missing.push(...asked.filter(({ id }) => !right.has(id)));
      return asked.filter(({ id }) => right.has(id));
    };
    const send = await wanted(files);
    const lost = new Set(missing.map(({ id }) => id.hash));
    const isWhole = (folder: Loads["folders"][number]) => !folder.files.some(({ id }) => lost.has(id.hash));
    const sendFolders = await wanted(folders.filter(isWhole));
    const total = send.length + sendFolders.length;
    const bytes = [...send, ...sendFolders].reduce((sum, { id }) => sum + this.#sizeOf(id), 0);
    if (how.dry) return { copied: total, bytes, missing, failed: [] };
    const progress = this.#progress("pushing", { files: total, bytes }, how);
    const failed = await this.#put(send, progress);
    const unsent = new Set(failed.map(({ id }) => id.hash));
    // a folder's own object goes last, so that the folder objects of a side always have their files
    const whole = sendFolders.filter((folder) => !folder.files.some(({ id }) => unsent.has(id.hash)));
    failed.push(...await this.#put(whole, progress));
    return { copied: send.length + whole.length - failed.length, bytes, missing, failed };
  }

  async fetch(wanted: readonly RemoteItem[], how: TransferHow = {}): Promise<Transfer> {
    using incoming = new Incoming(this.#cache);
    const whole = wholeFolders(this.repo, this.#cache, wanted);
    const done = await this.#fetchLacking(wanted.filter((item) => !whole.has(item)), incoming, how);
    if (done.copied > 0 && how.dry !== true) rememberWhole(this.repo, this.#cache, wanted);
    return done;
  }

  async #fetchLacking(items: readonly RemoteItem[], incoming: Incoming, how: TransferHow): Promise<Transfer> {
    const moves = this.#moves(how);
    const lacking = this.#lackingFolders(items);
    const fetched = lacking.length === 0 ? undefined : await incoming.fetchTrees(this.storage, idsOf(lacking), moves);
    const trees = new Map([...this.#knownTrees(items), ...fetched?.trees ?? []]);
    const { files, folders } = loadsOf(items, trees);
    const wanted = lackingHere(this.#cache, files);
    const there = wanted.length > FEW || how.dry ? await this.#look(wanted, false, how.signal) : undefined;
    const coming = there === undefined ? wanted : wanted.filter(({ id }) => there.has(id.hash));
    const bytes = coming.reduce((sum, { id }) => sum + (there?.get(id.hash)?.size ?? 0), 0);
    const waiting = folders.filter(({ id }) => fetched?.trees.has(id.hash) === true);
    const total = coming.length + waiting.length;
    const known = pathsOf([...lacking, ...files]);
    const lost: MoveFailureOf[] = [...fetched?.failures ?? []];
    if (there !== undefined) {
      for (const { id } of wanted) if (!there.has(id.hash)) lost.push({ id, kind: "missing", says: "", path: "" });
    }
    if (how.dry) return { copied: total, bytes, ...this.#sort(lost, known) };
    const size = there === undefined ? sumOf(coming) : bytes;
    const progress = this.#progress("fetching", { files: total, bytes: size }, how);
    const { failures } = coming.length === 0
      ? { failures: [] }
      : await incoming.fetch(this.storage, idsOf(coming), progress);
    lost.push(...failures);
    for (const { id } of waiting) if (incoming.settle(id)) progress.onMoved?.(storedPath(id));
    return { copied: total - failures.length, bytes, ...this.#sort(lost, known) };
  }

  async status(items: readonly RemoteItem[], how: AskHow = {}): Promise<Map<string, CloudState>> {
    await this.#fetchTrees(items, how.signal);
    const trees = this.#knownTrees(items);
    const loads: Load[] = [];
    for (const item of items) {
      loads.push(loadOf(item));
      for (const entry of entriesInside(trees.get(item.info.hash) ?? [], item.inside)) {
        loads.push(entryLoad(item, entry));
      }
    }
    // one content is one object, however many paths it has: the first stands for all, as in DVC
    const asked = uniqueLoads(loads);
    const unseen = new Set<string>();
    const there = await this.#ask(asked, {
      ...how,
      onUnseen: (object) => {
        unseen.add(object.id.hash);
        how.onUnseen?.(object);
      },
    });
    const stateOf = ({ id, size }: Load): CloudState => {
      const isHere = this.#cache.hasOne(id, size), isThere = there.has(id.hash);
      return isHere ? (isThere ? "ok" : "new") : (isThere ? "deleted" : "missing");
    };
    const seen = asked.filter(({ id }) => !unseen.has(id.hash));
    return statesByPath(seen.map((load) => [load.path, stateOf(load)]));
  }

  async pushRuns(how: TransferHow = {}): Promise<number> {
    return await pushRuns(this.repo, this.storage, this.#moves(how), how.dry);
  }

  async fetchRuns(how: TransferHow = {}): Promise<number> {
    return await fetchRuns(this.repo, this.storage, this.#moves(how), how.dry);
  }

  async has(ids: readonly ObjectId[], how: AskHow = {}): Promise<Set<string>> {
    return new Set((await this.#ask(ids.map((id) => ({ path: "", id })), how)).keys());
  }

  async readTrees(ids: readonly ObjectId[], signal?: AbortSignal): Promise<Map<string, readonly TreeEntry[]>> {
    const folders = uniqueLoads(ids.filter(({ hash }) => isDirHash(hash)).map((id) => ({ path: "", id })));
    const known = new Map<string, readonly TreeEntry[]>();
    const lacking: ObjectId[] = [];
    for (const { id } of folders) {
      const tree = this.#cache.readTree(id);
      if (tree === undefined) lacking.push(id);
      else known.set(id.hash, tree);
    }
    if (lacking.length === 0) return known;
    const incoming = new Incoming(this.#cache);
    try {
      const { trees } = await incoming.fetchTrees(this.storage, lacking, { ...this.#moves(), signal });
      return new Map([...known, ...trees]);
    } finally {
      incoming[Symbol.dispose]();
    }
  }

  async read(id: ObjectId): Promise<Uint8Array | undefined> {
    const { fs } = this.repo.host;
    if (!this.#cache.hasOne(id)) {
      using incoming = new Incoming(this.#cache);
      if (isDirHash(id.hash)) {
        await incoming.fetchTrees(this.storage, [id]);
        incoming.settle(id);
      } else await incoming.fetch(this.storage, [id]);
    }
    return this.#cache.hasOne(id) ? fs.readBytes(this.#cache.path(id)) : undefined;
  }

  async prove(request: ProofRequest, how: TransferHow = {}): Promise<RemoteProof> {
    const { proveRemote } = await import("./remote_proof.ts");
    return await proveRemote(this, this.#cache, request, { ...this.#moves(how), tell: how.tell });
  }

  async collect(keep: Iterable<ObjectId>, options: CollectRemoteOptions): Promise<Garbage> {
    return await collectRemote(this.storage, keep, options);
  }

  /** As DVC does: what is in a folder is asked once. */
  async #fetchTrees(items: readonly RemoteItem[], signal: AbortSignal | undefined): Promise<void> {
    const lacking = this.#lackingFolders(items);
    if (lacking.length === 0) return;
    using incoming = new Incoming(this.#cache);
    const { trees } = await incoming.fetchTrees(this.storage, idsOf(lacking), this.#moves({ signal }));
    for (const { id } of lacking) if (trees.has(id.hash)) incoming.settle(id);
  }

  /** Folders whose own object the cache lacks, though it may be known what they hold. */
  #lackingFolders(items: readonly RemoteItem[]): Load[] {
    return uniqueLoads(items.filter(({ info }) => isDirHash(info.hash)).map(loadOf))
      .filter(({ id }) => this.#cache.readTree(id) === undefined || !this.#cache.hasOne(id));
  }

  #knownTrees(items: readonly RemoteItem[]): Map<string, readonly TreeEntry[]> {
    const trees = new Map<string, readonly TreeEntry[]>();
    for (const { info } of items) {
      const tree = this.#cache.readTree(info);
      if (tree !== undefined) trees.set(info.hash, tree);
    }
    return trees;
  }

  /** @param isCompared with the cache's own, and by MD5s where a listing tells them: what is fetched is hashed anyhow */
  async #look(loads: readonly Load[], isCompared: boolean, signal?: AbortSignal): Promise<Map<string, StoredFile>> {
    return await lookFor(this.storage, this.#cache, loads, { isCompared, signal });
  }

  async #ask(loads: readonly Load[], { signal, onUnseen }: AskHow): Promise<Map<string, StoredFile>> {
    return await lookFor(this.storage, this.#cache, loads, {
      isCompared: true,
      signal,
      onUnseen: ({ id, path }, { kind, says }) => onUnseen?.({ id, ...failedMove({ path, kind, says }, this.shown) }),
    });
  }

  #sizeOf(id: ObjectId): number {
    return this.repo.host.fs.glance(this.#cache.path(id))?.size ?? 0;
  }

  async #put(loads: readonly Load[], options: MoveOptions): Promise<FailedObject[]> {
    if (loads.length === 0) return [];
    const failures = await this.storage.put(this.repo.cacheDir, loads.map(({ id }) => storedPath(id)), {
      ...options,
      protect: true,
    });
    const byPath = new Map(loads.map((load) => [storedPath(load.id), load]));
    return failures.map((failure) => ({ ...failedMove(failure, this.shown), ...byPath.get(failure.path)! }));
  }

  #moves(how: TransferHow = {}): Moves {
    return { ...movesOf(how, this.options), durable: how.durable ?? false };
  }

  /** What is sent is read from end to end first. */
  #hashing(loads: readonly Load[], { tell, signal }: TransferHow): CopyNews {
    const isWatched = this.repo.host.terminal.stderrIsTty;
    const total = isWatched ? loads.reduce((sum, { id }) => sum + this.#sizeOf(id), 0) : 0;
    return { signal, ...(total > 0 ? { onBytes: countingWork(tell)("hashing", total) } : {}) };
  }

  /** Counts bytes where somebody watches, for it takes a look at each file. */
  #progress(
    what: DataProgress["what"],
    { files, bytes }: { readonly files: number; readonly bytes: number },
    how: TransferHow,
  ): Moves {
    const isWatched = this.repo.host.terminal.stderrIsTty;
    return { ...this.#moves(how), bytes, ...countingMoves(how.tell, what, { files, bytes: isWatched ? bytes : 0 }) };
  }

  /** What is nowhere is missing; what is there and did not come has failed. */
  #sort(lost: readonly MoveFailureOf[], paths: ReadonlyMap<string, string>): Pick<Transfer, "missing" | "failed"> {
    const told = lost.map((failure) => ({ ...failure, path: paths.get(failure.id.hash) ?? failure.id.hash }));
    return {
      missing: told.filter(({ kind }) => kind === "missing").map(({ id, path }) => ({ id, path })),
      failed: told.filter(({ kind }) => kind !== "missing").map((failure) => ({
        id: failure.id,
        ...failedMove(failure, this.shown),
      })),
    };
  }
}

/** As far as it is known what they hold. */
function sumOf(loads: readonly Load[]): number {
  return loads.reduce((sum, { size = 0 }) => sum + size, 0);
}

type Moves = MoveOptions & { readonly durable: boolean };
type MoveFailureOf = MoveFailure & { readonly id: ObjectId };
