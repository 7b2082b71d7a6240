import type { ExpError } from "../common/mod.ts";
import type { Repo } from "../repo/mod.ts";
import { fault } from "./faults.ts";
import type { Remote, RemoteItem, Transfer, TransferHow, Transfers } from "./remote.ts";

/**
 * Opens a remote of the configuration (default: `core.remote`). Nothing is asked of it yet.
 *
 * @throws {ExpError} `config` when there is none of that name, or it says what exp cannot do
 */
export async function openRemote(repo: Repo, name?: string): Promise<Remote> {
  const wanted = name ?? repo.config.get("core", "remote");
  if (!wanted) throw noRemote(repo);
  const options = repo.config.remote(wanted);
  const url = options?.get("url");
  if (options === undefined || url === undefined) {
    throw fault("config/no-such-remote", { remote: wanted, remotes: repo.config.remoteNames() });
  }
  const { openStorage } = await import("../storage/mod.ts");
  const others = new Map([...options].filter(([option]) => option !== "url"));
  if (["version_aware", "worktree"].some((option) => others.get(option)?.toLowerCase() === "true")) {
    const { VersionedRemote } = await import("./versioned_remote.ts");
    const place = { url, options: others, remote: wanted, oldVersions: true };
    return new VersionedRemote(repo, wanted, await openStorage(repo.host, place), others);
  }
  const { StorageRemote } = await import("./storage_remote.ts");
  return new StorageRemote(
    repo,
    wanted,
    await openStorage(repo.host, { url, options: others, remote: wanted }),
    others,
  );
}

/**
 * Items by the remote that each belongs to: its own, else the named or the default one.
 *
 * @param name of the remote that the person asked for: what belongs to another one is left out
 * @throws {ExpError} `config` when a remote that is needed is not there; nothing has been moved then
 */
export async function byRemote(
  repo: Repo,
  items: readonly RemoteItem[],
  name?: string,
): Promise<[Remote, RemoteItem[]][]> {
  const groups = new Map<string | undefined, RemoteItem[]>();
  for (const item of items) {
    if (name !== undefined && item.remote !== undefined && item.remote !== name) continue;
    const wanted = name ?? item.remote ?? (repo.config.get("core", "remote") || undefined);
    const group = groups.get(wanted);
    if (group) group.push(item);
    else groups.set(wanted, [item]);
  }
  const found: [Remote, RemoteItem[]][] = [];
  for (const [wanted, group] of groups) found.push([await openRemote(repo, wanted), group]);
  return found;
}

/** Copies items to the remotes that each belongs to, or from them. @param options.name as in {@link byRemote} */
export async function transferAll(
  repo: Repo,
  items: readonly RemoteItem[],
  direction: "push" | "fetch",
  options: TransferHow & { readonly name?: string | undefined } = {},
): Promise<Transfers> {
  const done: Transfer[] = [];
  const targets: Transfers["targets"][number][] = [];
  const groups = await byRemote(repo, items, options.name);
  for (const [{ refusal }] of groups) if (direction === "push" && refusal !== undefined) throw refusal;
  for (const [remote, own] of groups) {
    const moved = await remote[direction](own, options);
    done.push(moved);
    targets.push({ shown: remote.shown, copied: moved.copied, bytes: moved.bytes });
  }
  return {
    copied: done.reduce((sum, { copied }) => sum + copied, 0),
    bytes: done.reduce((sum, { bytes }) => sum + bytes, 0),
    missing: done.flatMap(({ missing }) => missing),
    failed: done.flatMap(({ failed }) => failed),
    targets,
  };
}

/** The error for a repository whose configuration names no default remote. */
export function noRemote(repo: Repo): ExpError {
  return fault("config/no-default-remote", { root: repo.root, remotes: repo.config.remoteNames() });
}
