/** A remote that keeps files under their own names, and versions of them: DVC's `version_aware` and `worktree`. Read only. */
import { compareCodePoints, type ExpError } from "../common/mod.ts";
import type { Repo } from "../repo/mod.ts";
import type { Storage, StoredFile } from "../storage/mod.ts";
import { fault } from "./faults.ts";
import { statesByPath } from "./cloud_states.ts";
import { failedMove } from "./failed_fault.ts";
import { Incoming } from "./incoming.ts";
import { movesOf } from "./moves_of.ts";
import { isDirHash } from "./object_path.ts";
import type { ObjectId, Objects } from "./objects.ts";
import { cacheObjects } from "./own_objects.ts";
import type { AskHow, CloudState, FailedObject, Remote, RemoteItem, Transfer, TransferHow } from "./remote.ts";
import { entriesInside } from "./tree.ts";
import type { TreeEntry } from "./types.ts";

/** A file that is wanted, by its path from the root, under which the remote has it. */
interface Wanted {
  readonly path: string;
  readonly id: ObjectId;
  readonly size: number | undefined;
}

/** With the versions that may be it. */
interface Candidates extends Wanted {
  readonly candidates: readonly StoredFile[];
}

/**
 * A version is chosen by its content, not by the id that DVC wrote down: whatever is fetched is hashed, and one listing
 * tells the MD5s of all versions.
 */
export class VersionedRemote implements Remote {
  readonly #cache: Objects;
  #listed: Promise<Map<string, StoredFile[]>> | undefined;

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

  /** None that holds objects. */
  get folder(): undefined {
    return undefined;
  }

  get refusal(): ExpError {
    return this.#refuse("push");
  }

  push(): Promise<never> {
    return Promise.reject(this.refusal);
  }

  async fetch(items: readonly RemoteItem[], how: TransferHow = {}): Promise<Transfer> {
    const { files, unknown } = this.#filesOf(items);
    const wanted = files.filter(({ id, size }) => !this.#cache.hasOne(id, size));
    const versions = wanted.length === 0 ? new Map<string, StoredFile[]>() : await this.#versions(how.signal);
    const open = wanted.map((file) => ({ ...file, candidates: candidatesFor(file, versions.get(file.path) ?? []) }));
    const found = open.filter(({ candidates }) => candidates.length > 0);
    const missing = [...unknown, ...open.filter(({ candidates }) => candidates.length === 0)].map(({ path, id }) => ({
      path,
      id,
    }));
    const bytes = found.reduce((sum, { candidates }) => sum + candidates[0]!.size, 0);
    if (how.dry) return { copied: found.length, bytes, missing, failed: [] };
    const { copied, failed } = await this.#fetchVersions(found, how);
    return { copied, bytes, missing, failed };
  }

  async #fetchVersions(
    found: readonly Candidates[],
    how: TransferHow,
  ): Promise<{ copied: number; failed: FailedObject[] }> {
    const incoming = new Incoming(this.#cache);
    try {
      return await this.#tryVersions(incoming, found, how);
    } finally {
      incoming[Symbol.dispose]();
    }
  }

  /** Where a listing does not tell which version is the right one, one after the other is fetched. */
  async #tryVersions(incoming: Incoming, found: readonly Candidates[], how: TransferHow) {
    const failed = new Map<string, FailedObject>();
    let done = 0;
    for (let attempt = 0, open = [...found]; open.length > 0; attempt++) {
      const paths = new Map(open.map(({ candidates, id }) => [candidates[attempt]!.path, id]));
      const onMoved = () => how.tell?.({ what: "fetching", done: ++done, total: found.length, unit: "files" });
      const { failures } = await incoming.fetchFrom(this.storage, paths, { ...movesOf(how, this.options), onMoved });
      const lost = new Map(failures.map((failure) => [failure.id.hash, failure]));
      for (const { id } of open) failed.delete(id.hash);
      const rest = open.filter(({ id }) => lost.has(id.hash));
      for (const { id, path } of rest) {
        failed.set(id.hash, { id, ...failedMove({ ...lost.get(id.hash)!, path }, this.shown) });
      }
      open = rest.filter(({ candidates }) => attempt + 1 < candidates.length);
      done -= open.length;
    }
    return { copied: found.length - failed.size, failed: [...failed.values()] };
  }

  async status(items: readonly RemoteItem[], { signal }: AskHow = {}): Promise<Map<string, CloudState>> {
    const { files, unknown } = this.#filesOf(items);
    const versions = await this.#versions(signal);
    const states = files.map((file): [string, CloudState] => {
      const isHere = this.#cache.hasOne(file.id, file.size);
      const isThere = candidatesFor(file, versions.get(file.path) ?? []).length > 0;
      return [file.path, isHere ? (isThere ? "ok" : "new") : (isThere ? "deleted" : "missing")];
    });
    return statesByPath([...unknown.map(({ path }): [string, CloudState] => [path, "missing"]), ...states]);
  }

  /** As DVC has it: such remotes have no run-cache. */
  pushRuns(): Promise<number> {
    return Promise.resolve(0);
  }

  fetchRuns(): Promise<number> {
    return Promise.resolve(0);
  }

  async has(ids: readonly ObjectId[], { signal }: AskHow = {}): Promise<Set<string>> {
    const there = new Set([...(await this.#versions(signal)).values()].flatMap((files) => files.map(({ md5 }) => md5)));
    return new Set(ids.filter(({ hash }) => there.has(hash)).map(({ hash }) => hash));
  }

  /** It has no folder objects: records list the files. */
  readTrees(ids: readonly ObjectId[]): Promise<Map<string, readonly TreeEntry[]>> {
    const known = ids.flatMap((id) => {
      const tree = this.#cache.readTree(id);
      return tree === undefined ? [] : [[id.hash, tree] as const];
    });
    return Promise.resolve(new Map(known));
  }

  read(id: ObjectId): Promise<Uint8Array | undefined> {
    const path = this.#cache.path(id);
    return Promise.resolve(this.#cache.hasOne(id) ? this.repo.host.fs.readBytes(path) : undefined);
  }

  prove(): Promise<never> {
    return Promise.reject(this.#refuse("prove"));
  }

  collect(): Promise<never> {
    return Promise.reject(this.#refuse("gc"));
  }

  #refuse(wish: "push" | "gc" | "prove"): ExpError {
    return fault("config/versioned-remote", { remote: this.name, wish });
  }

  /** A folder that is recorded as one object has its files where the cache knows them. */
  #filesOf(items: readonly RemoteItem[]): { files: Wanted[]; unknown: Wanted[] } {
    const files = new Map<string, Wanted>();
    const unknown: Wanted[] = [];
    const want = (file: Wanted) => files.set(`${file.path} ${file.id.hash}`, file);
    for (const { path, info, inside } of items) {
      if (!isDirHash(info.hash)) {
        want({ path, id: info, size: info.size });
        continue;
      }
      const tree = this.#cache.readTree(info);
      if (tree === undefined) unknown.push({ path, id: info, size: undefined });
      for (const { hash, relpath, size } of entriesInside(tree ?? [], inside)) {
        want({ path: `${path}/${relpath}`, id: { algorithm: info.algorithm, hash }, size });
      }
    }
    return { files: [...files.values()], unknown };
  }

  /** All versions of each file, the newest first. */
  #versions(signal?: AbortSignal): Promise<Map<string, StoredFile[]>> {
    return this.#listed ??= this.storage.list("", { md5: true, signal }).then((files) => {
      const versions = Map.groupBy(files, ({ path, versionOf }) => versionOf ?? path);
      for (const each of versions.values()) each.sort(byAge);
      return versions;
    });
  }
}

/** The versions that may have the content: those with its MD5; where that is not known, those of its size. */
function candidatesFor({ id, size }: Wanted, versions: readonly StoredFile[]): StoredFile[] {
  const right = versions.filter(({ md5 }) => md5 === id.hash);
  if (right.length > 0) return right.slice(0, 1);
  return versions.filter((version) => version.md5 === undefined && (size === undefined || version.size === size));
}

/** The current one first; names of older ones hold their time. */
function byAge(a: StoredFile, b: StoredFile): number {
  if (a.versionOf === undefined || b.versionOf === undefined) return a.versionOf === undefined ? -1 : 1;
  return compareCodePoints(b.path, a.path);
}
