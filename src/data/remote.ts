import type { ExpError } from "../common/mod.ts";
import type { Host } from "../host/mod.ts";
import { joinPath, makeCacheFolder, parentOf, type Repo, SHARED_FILE_MODE, urlScheme } from "../repo/mod.ts";
import { ioFault } from "./fault.ts";
import { fault } from "./faults.ts";
import { isDirHash } from "./object_path.ts";
import { type ObjectId, Objects } from "./objects.ts";
import type { TellProgress } from "./progress.ts";
import { entriesInside } from "./tree.ts";
import type { HashInfo, TreeEntry } from "./types.ts";

/** Something whose data may travel: an out with its hash. */
export interface RemoteItem {
  /** As shown; relative to the root. */
  readonly path: string;
  readonly info: HashInfo;
  /** The remote that the out names for itself; default: the one of the command or of the configuration. */
  readonly remote?: string;
  /** Of a folder, only what is at or below these paths in it; default: all. */
  readonly inside?: readonly string[];
}

/** Where an object is: only in the cache, only in the remote, nowhere, or in both. */
export type CloudState = "new" | "deleted" | "missing" | "ok";

export interface Transfer {
  /** Objects that were copied. */
  readonly copied: number;
  /** Where they are now; not forced to the disk yet. */
  readonly written: readonly string[];
  /** Objects that neither side has. */
  readonly missing: readonly { readonly path: string; readonly id: ObjectId }[];
}

export interface Remote {
  readonly name: string;
  /** The folder; absolute. */
  readonly url: string;
  push(items: readonly RemoteItem[], tell?: TellProgress): Transfer;
  fetch(items: readonly RemoteItem[], tell?: TellProgress): Transfer;
  /** By path, with the files of folders as `folder/file`. */
  status(items: readonly RemoteItem[]): Map<string, CloudState>;
  /** Copies run-cache entries that the other side lacks; returns how many. */
  pushRuns(): number;
  fetchRuns(): number;
  readonly objects: Objects;
}

/**
 * Opens a remote of the configuration (default: `core.remote`). Only folders on this machine are supported.
 *
 * @throws {ExpError} `config` when there is none of that name, or it is in a cloud
 */
export function openRemote(repo: Repo, name?: string): Remote {
  const wanted = name ?? repo.config.get("core", "remote");
  if (!wanted) throw noRemote(repo);
  const options = repo.config.remote(wanted);
  const url = options?.get("url");
  if (options === undefined || url === undefined) {
    throw fault("config/no-such-remote", { remote: wanted, remotes: repo.config.remoteNames() });
  }
  if (urlScheme(url) !== undefined) throw fault("config/cloud-remote", { remote: wanted, url });
  return new LocalRemote(repo, wanted, url, options.get("shared") === "group");
}

/**
 * Items by the remote that each belongs to: its own, else the named or the default one.
 *
 * @param name of the remote that the person asked for: what belongs to another one is left out
 * @throws {ExpError} `config` when a remote that is needed is not there; nothing has been moved then
 */
export function byRemote(repo: Repo, items: readonly RemoteItem[], name?: string): [Remote, RemoteItem[]][] {
  const groups = new Map<string | undefined, RemoteItem[]>();
  for (const item of items) {
    if (name !== undefined && item.remote !== undefined && item.remote !== name) continue;
    const wanted = name ?? item.remote ?? (repo.config.get("core", "remote") || undefined);
    const group = groups.get(wanted);
    if (group) group.push(item);
    else groups.set(wanted, [item]);
  }
  return [...groups].map(([wanted, group]) => [openRemote(repo, wanted), group]);
}

/** Copies items to the remotes that each belongs to, or from them. @param name as in {@link byRemote} */
export function transferAll(
  repo: Repo,
  items: readonly RemoteItem[],
  direction: "push" | "fetch",
  options: { readonly name?: string | undefined; readonly tell?: TellProgress | undefined } = {},
): Transfer {
  const done = byRemote(repo, items, options.name).map(([remote, own]) => remote[direction](own, options.tell));
  return {
    copied: done.reduce((sum, { copied }) => sum + copied, 0),
    written: done.flatMap(({ written }) => written),
    missing: done.flatMap(({ missing }) => missing),
  };
}

/** The error for a repository whose configuration names no default remote. */
export function noRemote(repo: Repo): ExpError {
  return fault("config/no-default-remote", { root: repo.root, remotes: repo.config.remoteNames() });
}

class LocalRemote implements Remote {
  readonly objects: Objects;
  readonly #cache: Objects;

  constructor(readonly repo: Repo, readonly name: string, readonly url: string, shared: boolean) {
    this.objects = new Objects(repo.host, url, { shared });
    this.#cache = new Objects(repo.host, repo.cacheDir, { shared: repo.config.get("cache", "shared") === "group" });
  }

  push(items: readonly RemoteItem[], tell?: TellProgress): Transfer {
    return this.#transfer(
      items,
      this.#cache,
      this.objects,
      (done, total) => tell?.({ what: "pushing", done, total, unit: "files" }),
    );
  }

  fetch(items: readonly RemoteItem[], tell?: TellProgress): Transfer {
    return this.#transfer(
      items,
      this.objects,
      this.#cache,
      (done, total) => tell?.({ what: "fetching", done, total, unit: "files" }),
    );
  }

  /** A folder's own object goes last, so that the folder objects of a side always have their files. */
  #transfer(
    items: readonly RemoteItem[],
    from: Objects,
    to: Objects,
    tell: (done: number, total: number) => void,
  ): Transfer {
    const missing: { path: string; id: ObjectId }[] = [];
    const wanted: ObjectId[] = [];
    const seen = new Set<string>();
    const want = (path: string, id: ObjectId, size?: number): boolean => {
      const key = `${id.algorithm} ${id.hash}`;
      if (seen.has(key)) return true;
      seen.add(key);
      if (to.hasOne(id, size)) return true;
      if (!from.hasOne(id, size)) {
        missing.push({ path, id });
        return false;
      }
      wanted.push(id);
      return true;
    };
    for (const { path, info, inside } of items) {
      let whole = true;
      if (isDirHash(info.hash)) {
        const tree = from.readTree(info) ?? to.readTree(info);
        for (const { hash, relpath } of entriesInside(tree ?? [], inside)) {
          whole = want(`${path}/${relpath}`, { algorithm: info.algorithm, hash }) && whole;
        }
      }
      if (whole || to === this.#cache) want(path, info, info.size);
    }
    wanted.forEach((id, done) => {
      tell(done, wanted.length);
      copyObject(this.repo, from, to, id);
    });
    if (wanted.length > 0) tell(wanted.length, wanted.length);
    return { copied: wanted.length, written: wanted.map((id) => to.path(id)), missing };
  }

  status(items: readonly RemoteItem[]): Map<string, CloudState> {
    const states = new Map<string, CloudState>();
    const seen = new Set<string>();
    // one content is one object, however many paths it has: the first stands for all, as in DVC
    const note = (path: string, id: ObjectId, size?: number) => {
      if (!seen.has(id.hash)) states.set(path, this.#stateOf(id, size));
      seen.add(id.hash);
    };
    for (const { path, info, inside } of items) {
      if (!isDirHash(info.hash)) {
        note(path, info, info.size);
        continue;
      }
      // as DVC does: what is in a folder is asked once
      if (!this.#cache.hasOne(info) && this.objects.hasOne(info)) {
        copyObject(this.repo, this.objects, this.#cache, info);
      }
      note(path, info);
      const tree: readonly TreeEntry[] = this.#cache.readTree(info) ?? [];
      for (const { hash, relpath } of entriesInside(tree, inside)) {
        note(`${path}/${relpath}`, { algorithm: info.algorithm, hash });
      }
    }
    return states;
  }

  #stateOf(id: ObjectId, size?: number): CloudState {
    const here = this.#cache.hasOne(id, size), there = this.objects.hasOne(id, size);
    if (here) return there ? "ok" : "new";
    return there ? "deleted" : "missing";
  }

  pushRuns(): number {
    return copyRuns(this.repo.host, this.repo.cacheDir, this.objects);
  }

  fetchRuns(): number {
    return copyRuns(this.repo.host, this.url, this.#cache);
  }
}

function copyObject(repo: Repo, from: Objects, to: Objects, id: ObjectId): void {
  const source = from.path(id);
  const size = repo.host.fs.stat(source)?.size ?? 0;
  if (isDirHash(id.hash)) to.putBytes(id, repo.host.fs.readBytes(source));
  else to.putFile(id, source, size);
}

/** Run-cache entries are copied as they are: `runs/KK/KEY/VALUE`. */
function copyRuns(host: Host, from: string, to: Objects): number {
  const { fs } = host;
  const visit = (below: string, depth: number): number => {
    const folder = joinPath(from, below);
    if (fs.stat(folder)?.kind !== "dir") return 0;
    let copied = 0;
    for (const { name, kind } of fs.list(folder)) {
      const path = `${below}/${name}`;
      if (depth < 2) copied += kind === "dir" ? visit(path, depth + 1) : 0;
      else if (kind === "file" && /^[0-9a-f]{64}$/.test(name)) {
        copied += copyRun(joinPath(from, path), joinPath(to.base, path));
      }
    }
    return copied;
  };
  const copyRun = (source: string, target: string): number => {
    if (fs.exists(target)) return 0;
    try {
      makeCacheFolder(host, parentOf(target), to.options.shared);
      fs.writeAtomic(target, fs.readBytes(source));
      if (to.options.shared) fs.chmod(target, SHARED_FILE_MODE);
    } catch (error) {
      throw ioFault(error, "write", target);
    }
    return 1;
  };
  return visit("runs", 0);
}
