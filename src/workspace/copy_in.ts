import type { Endable } from "../data/mod.ts";
import { LARGE_COPY_BYTES, makeScratchFolder } from "../host/mod.ts";
import { joinPath, nameOf, normalizePath, parentOf, type Repo } from "../repo/mod.ts";
import { absolutePath } from "../stage/mod.ts";
import { locateTarget, refuseUrl } from "./add_target.ts";
import { fault } from "./faults.ts";

/** A file or folder that is to be tracked under another path. */
interface CopyIn {
  /** Absolute. */
  readonly from: string;
  /** Relative to the root. */
  readonly path: string;
  /** Nothing lies there. */
  readonly isNew: boolean;
}

/**
 * Where `--out` puts its one target: at that path, or in the folder that is there.
 * @throws {ExpError} when something is there already, or no folder to hold it
 */
export function planCopy(repo: Repo, targets: readonly string[], out: string | undefined, force: boolean): CopyIn {
  const { fs } = repo.host;
  const [source, ...more] = targets;
  if (source === undefined || more.length > 0) throw fault("usage/out-of-many", {});
  refuseUrl(source);
  const from = joinPath(repo.cwd, source);
  const name = nameOf(normalizePath(source));
  const isIntoFolder = out !== undefined && fs.stat(joinPath(repo.cwd, out))?.kind === "dir";
  const target = out === undefined ? name : isIntoFolder ? `${out}/${name}` : out;
  const isNew = fs.lstat(joinPath(repo.cwd, target)) === undefined;
  if (!isNew && !force) {
    const kind = fs.stat(joinPath(repo.cwd, target))?.kind === "dir" ? "directory" : "file";
    throw fault("exists/target", { target, kind });
  }
  const path = locateTarget(repo, target);
  const folder = parentOf(absolutePath(repo, path));
  if (fs.stat(folder)?.kind !== "dir") throw fault("invalid-target/no-folder", { folder });
  if (!fs.exists(from)) throw fault("not-found/source", { source, path: from });
  return { from, path, isNew };
}

/** Copies it; what lies there goes only when the copy is whole. */
export async function copyIn(repo: Repo, { from, path }: CopyIn, endable?: Endable): Promise<void> {
  const { fs } = repo.host;
  const target = absolutePath(repo, path);
  const beside = makeScratchFolder(repo.host, parentOf(target), ".exp-add-");
  try {
    await copyTree(repo, from, `${beside}/copy`, endable);
    if (fs.lstat(target) !== undefined) fs.removeTree(target);
    fs.rename(`${beside}/copy`, target);
  } finally {
    fs.removeTree(beside);
  }
}

async function copyTree(repo: Repo, from: string, to: string, endable: Endable | undefined): Promise<void> {
  const { fs } = repo.host;
  const stat = fs.stat(from);
  if (stat?.kind === "dir") {
    fs.makeDir(to);
    for (const { name } of fs.list(from)) await copyTree(repo, joinPath(from, name), joinPath(to, name), endable);
  } else if (endable === undefined || (stat?.size ?? 0) <= LARGE_COPY_BYTES) fs.copyFile(from, to);
  else await endable("commit", (signal) => fs.copyLargeFile(from, to, { signal }));
}
