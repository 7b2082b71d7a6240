import type { Git, GitTreeEntry, Rev } from "../git/mod.ts";
import { createIgnore, joinPath, type Repo } from "../repo/mod.ts";
import type { DirEntry, FileStat, HostFs } from "../host/mod.ts";

/** Reads blobs by id; ids may be asked for one at a time, so the owner should have fetched what is likely to be read. */
type ReadBlob = (oid: string) => Uint8Array;

/**
 * The repository as one commit has it: the same configuration and cache, but files come from the commit's tree and
 * nothing can be written. So whatever reads a project reads a past one too.
 */
export function repoOfTree(repo: Repo, entries: readonly GitTreeEntry[], readBlob: ReadBlob): Repo {
  const fs = treeFs(repo, entries, readBlob);
  const host = { ...repo.host, fs };
  const { git: _git, ...rest } = repo;
  // without Git: whether it ignores a committed file is no question
  return { ...rest, git: undefined, host, cwd: repo.root, ignore: createIgnore(fs, repo.root) };
}

/**
 * One commit's files, read with two processes: its list, and everything that a project is likely to ask for.
 *
 * @param also further files, where the commit has none
 */
export function repoAtRev(
  repo: Repo,
  git: Git,
  rev: Rev,
  also: readonly GitTreeEntry[] = [],
): { repo: Repo; entries: readonly GitTreeEntry[] } {
  const own = git.listTree(rev);
  const paths = new Set(also.length === 0 ? [] : own.map((entry) => entry.path));
  const entries = [...own, ...also.filter((entry) => !paths.has(entry.path))];
  const likely = entries.filter((entry) => entry.mode !== "160000" && isLikelyRead(entry.path));
  const blobs = new Map<string, Uint8Array>();
  git.readObjects(likely.map((entry) => entry.oid)).forEach((object, i) => {
    if (object?.type === "blob") blobs.set((likely[i] as GitTreeEntry).oid, object.bytes);
  });
  const readBlob = (oid: string) => {
    const bytes = blobs.get(oid) ?? git.readObjects([oid])[0]?.bytes ?? new Uint8Array();
    blobs.set(oid, bytes);
    return bytes;
  };
  return { repo: repoOfTree(repo, entries, readBlob), entries };
}

/** Does a project ask for such a file by itself? */
export function isLikelyRead(path: string): boolean {
  return /(^|\/)(dvc\.yaml|dvc\.lock|\.dvcignore|params\.(ya?ml|json|toml|py)|[^/]+\.dvc)$/.test(path);
}

interface Folder {
  readonly entries: Map<string, DirEntry>;
}

/** Only what readers of a project call; the rest throws. */
function treeFs(repo: Repo, entries: readonly GitTreeEntry[], readBlob: ReadBlob): HostFs {
  const top = repo.git?.top ?? repo.root;
  const files = new Map<string, GitTreeEntry>();
  const folders = new Map<string, Folder>([[top, { entries: new Map() }]]);
  const folderOf = (path: string): Folder => {
    let folder = folders.get(path);
    if (folder === undefined) {
      folder = { entries: new Map() };
      folders.set(path, folder);
      const slash = path.lastIndexOf("/");
      folderOf(path.slice(0, slash)).entries.set(path.slice(slash + 1), { name: path.slice(slash + 1), kind: "dir" });
    }
    return folder;
  };
  for (const entry of entries) {
    const path = `${top}/${entry.path}`;
    if (entry.mode === "160000") {
      folderOf(path); // a submodule: an empty folder
      continue;
    }
    const slash = path.lastIndexOf("/");
    const name = path.slice(slash + 1);
    folderOf(path.slice(0, slash)).entries.set(name, { name, kind: entry.mode === "120000" ? "link" : "file" });
    files.set(path, entry);
  }

  const follow = (path: string, depth = 0): string => {
    const entry = files.get(path);
    if (entry?.mode !== "120000" || depth > 8) return path;
    const target = new TextDecoder().decode(readBlob(entry.oid));
    return follow(joinPath(path.slice(0, path.lastIndexOf("/")), target), depth + 1);
  };
  const statOf = (path: string): FileStat | undefined => {
    const entry = files.get(path);
    if (entry === undefined && !folders.has(path)) return undefined;
    const kind = entry === undefined ? "dir" : entry.mode === "120000" ? "link" : "file";
    const mode = entry?.mode === "100755" ? 0o755 : 0o644;
    // the blob's id stands for the inode: an equal one is the same content
    const ino = BigInt("0x" + (entry?.oid.slice(0, 15) ?? "0"));
    return { kind, size: 0, mode, mtimeNs: 0n, ctimeNs: 0n, ino, dev: 0n, nlink: 1 };
  };
  const read = (path: string): Uint8Array => {
    const entry = files.get(follow(path));
    if (entry === undefined) throw notThere(path);
    return readBlob(entry.oid);
  };
  const readTextIfThere = (path: string): string | undefined => {
    const entry = files.get(follow(path));
    return entry === undefined ? undefined : new TextDecoder().decode(readBlob(entry.oid));
  };
  const list = (path: string) => [...(folders.get(path)?.entries.values() ?? [])];
  const reading: Partial<HostFs> = {
    readBytes: read,
    readText: (path) => new TextDecoder().decode(read(path)),
    readTextIfThere,
    lstat: statOf,
    stat: (path) => statOf(follow(path)),
    exists: (path) => statOf(follow(path)) !== undefined,
    list,
    listIfThere: list,
    realPath: follow,
    readLink: (path) => new TextDecoder().decode(read(path)),
    isWritable: () => false,
  };
  return new Proxy(reading as HostFs, {
    get(target, name: keyof HostFs) {
      return target[name] ?? (() => {
        throw new Error(`a commit's files cannot be changed (${String(name)})`);
      });
    },
  });
}

function notThere(path: string): Error {
  return Object.assign(new Error(`no such file in this commit: ${path}`), { code: "ENOENT" });
}
