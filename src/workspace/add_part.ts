import { ExpError } from "../common/mod.ts";
import {
  type DataStore,
  entriesInside,
  formatTree,
  type HashInfo,
  type Observed,
  openRemote,
  type TreeEntry,
} from "../data/mod.ts";
import type { Repo } from "../repo/mod.ts";
import { absolutePath, displayPath, type Out } from "../stage/mod.ts";
import { missing } from "./add_target.ts";
import { fault } from "./faults.ts";

type Folder = Extract<Observed, { kind: "dir" }>;

/**
 * A tracked folder of which only some parts are recorded anew: all else is as it was recorded, whatever lies there now.
 *
 * @throws {ExpError} `missing-data` when neither cache nor remote knows what was recorded; `not-found` for a part that is neither there nor
 *   on the record
 */
export async function observeParts(
  store: DataStore,
  repo: Repo,
  out: Out,
  parts: readonly string[],
): Promise<Folder> {
  const old = out.locked;
  const recorded = old === undefined ? [] : store.readTree(old) ?? await remoteTree(repo, out, old);
  if (recorded === undefined || old?.algorithm === "md5-dos2unix") {
    throw fault("missing-data/recorded-folder", { shown: displayPath(repo, out.path), hash: out.locked?.hash ?? "" });
  }
  const path = absolutePath(repo, out.path);
  const fresh: TreeEntry[] = [];
  for (const part of parts) {
    const now = store.observe(`${path}/${part}`, "md5", { toRecord: true });
    if (now.kind === "file") {
      fresh.push({
        hash: now.info.hash,
        relpath: part,
        ...(now.info.size === undefined ? {} : { size: now.info.size }),
      });
    } else if (now.kind === "dir") {
      for (const entry of now.tree) fresh.push({ ...entry, relpath: `${part}/${entry.relpath}` });
    } else if (entriesInside(recorded, [part]).length === 0) throw missing(repo, `${out.path}/${part}`);
  }
  const replaced = new Set(entriesInside(recorded, parts));
  const now = new Set(fresh.map(({ relpath }) => relpath));
  const tree = [...recorded.filter((entry) => !replaced.has(entry) && !now.has(entry.relpath)), ...fresh];
  return { kind: "dir", tree, info: infoOf(tree, fresh, old, replaced.size === 0) };
}

/** What the remote knows of a folder that the cache has lost: its files need not be here to put another beside them. */
async function remoteTree(repo: Repo, out: Out, info: HashInfo): Promise<readonly TreeEntry[] | undefined> {
  try {
    return (await (await openRemote(repo, out.remote)).readTrees([info])).get(info.hash);
  } catch (error) {
    if (error instanceof ExpError && error.kind === "config") return undefined; // there is none
    throw error;
  }
}

/** As DVC has it: the size is known where the same files are there, or only new ones beside them. */
function infoOf(
  tree: readonly TreeEntry[],
  fresh: readonly TreeEntry[],
  old: HashInfo | undefined,
  isOnlyMore: boolean,
): HashInfo {
  const { hash } = formatTree(tree);
  const more = fresh.reduce((sum, { size = 0 }) => sum + size, 0);
  let size: number | undefined;
  if (isOnlyMore && old?.size) size = old.size + more;
  else if (hash === old?.hash) size = old.size;
  return { algorithm: "md5", hash, nfiles: tree.length, ...(size === undefined ? {} : { size }) };
}
