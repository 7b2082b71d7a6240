import { ExpError } from "../common/mod.ts";
import { type HashInfo, objectPath, parseTree, type RemoteItem, type TreeEntry } from "../data/mod.ts";
import { type Repo, urlScheme } from "../repo/mod.ts";

/**
 * Content of tracked data: from the cache, else from a remote that is a folder of this machine. What lies elsewhere is
 * fetched into the cache first.
 */
export class TrackedData {
  readonly #trees = new Map<string, readonly TreeEntry[] | undefined>();
  readonly #remotes = new Map<string | undefined, string | undefined>();

  constructor(private readonly repo: Repo) {}

  bytes(info: HashInfo, remote: string | undefined): Uint8Array | undefined {
    const path = this.#path(info, remote);
    return path === undefined ? undefined : this.repo.host.fs.readBytes(path);
  }

  #path(info: HashInfo, remote: string | undefined): string | undefined {
    for (const base of [this.repo.cacheDir, this.#remote(remote)]) {
      if (base === undefined) continue;
      const path = objectPath(base, info);
      if (this.repo.host.fs.stat(path)?.kind === "file") return path;
    }
    return undefined;
  }

  /** Is there an object of this hash in the cache, or in its folder? */
  isHere(info: HashInfo, remote?: string): boolean {
    try {
      return this.#path(info, remote) !== undefined;
    } catch (error) {
      if (error instanceof ExpError) return true; // what a lock file calls a hash is none: no remote has it
      throw error;
    }
  }

  /**
   * Gets objects that the cache lacks from their remotes, those of one remote together.
   * @param onProblem told why some do not come: what lacks them is shown as lost
   */
  async fetch(items: Iterable<RemoteItem>, onProblem: (error: ExpError) => void): Promise<void> {
    const { config } = this.repo;
    const wanted = new Map<string, RemoteItem>();
    for (const item of items) {
      const name = item.remote ?? config.get("core", "remote") ?? "";
      const isElsewhere = this.#remote(item.remote) === undefined && config.remote(name) !== undefined;
      if (isElsewhere) wanted.set(`${item.info.hash} ${item.inside ?? ""}`, item);
    }
    if (wanted.size === 0) return;
    const { byRemote, failedFault } = await import("../data/mod.ts");
    for (const [name, own] of Map.groupBy(wanted.values(), ({ remote }) => remote)) {
      try {
        for (const [remote] of await byRemote(this.repo, own, name)) {
          const problem = failedFault(await remote.fetch(own));
          if (problem !== undefined) onProblem(problem);
        }
      } catch (error) {
        if (!(error instanceof ExpError) || error.kind === "interrupted") throw error;
        onProblem(error);
      }
    }
    this.#trees.clear();
  }

  /** What a folder holds; undefined when that is neither in the cache nor in the remote, or cannot be read. */
  tree(info: HashInfo, remote: string | undefined): readonly TreeEntry[] | undefined {
    if (!this.#trees.has(info.hash)) this.#trees.set(info.hash, this.#readTree(info, remote));
    return this.#trees.get(info.hash);
  }

  #readTree(info: HashInfo, remote: string | undefined): readonly TreeEntry[] | undefined {
    const bytes = this.bytes(info, remote);
    try {
      return bytes === undefined ? undefined : parseTree(new TextDecoder().decode(bytes), info.hash);
    } catch (error) {
      if (error instanceof ExpError) return undefined;
      throw error;
    }
  }

  #remote(name: string | undefined): string | undefined {
    if (!this.#remotes.has(name)) this.#remotes.set(name, remoteFolder(this.repo, name));
    return this.#remotes.get(name);
  }
}

function remoteFolder(repo: Repo, name: string | undefined): string | undefined {
  const url = repo.config.remote(name ?? repo.config.get("core", "remote") ?? "")?.get("url");
  return url === undefined || urlScheme(url) !== undefined ? undefined : url;
}
