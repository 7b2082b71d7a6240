import { compareCodePoints, ExpError, textRepr } from "../common/mod.ts";
import { entriesInside, type HashInfo, isDirHash, type RemoteItem } from "../data/mod.ts";
import { parentOf } from "../repo/mod.ts";
import type { RepoPath } from "../stage/mod.ts";
import type { FileError } from "./collected.ts";
import type { Files } from "./rev_files.ts";
import type { HashPlace, Shape } from "./shape.ts";
import type { TrackedData } from "./tracked_data.ts";

/** A file, or why there is none. */
type FoundFile = { readonly key: string; bytes(): Uint8Array } | { readonly error: FileError };

/** The files of a commit or of the workspace, and what is tracked there but lies in the cache or in a remote only. */
export class RevFiles {
  /** Something was looked up that is tracked: what is found depends on the cache. */
  usesTracked = false;

  constructor(
    private readonly files: Files,
    private readonly tracked: Shape["tracked"],
    private readonly data: TrackedData,
    private readonly hashAt: (place: HashPlace) => HashInfo | undefined,
  ) {}

  find(path: RepoPath): FoundFile {
    const key = this.files.key(path);
    if (key !== undefined) return { key, bytes: () => this.files.bytes(path) };
    const own = this.#tracked(path);
    if (own?.info !== undefined) {
      return isDirHash(own.info.hash) ? isFolder(path) : this.#object(path, own.info, own.remote);
    }
    for (const folder of foldersAbove(path)) {
      const { info, remote } = this.#tracked(folder) ?? {};
      if (info === undefined || !isDirHash(info.hash)) continue;
      const tree = this.data.tree(info, remote);
      if (tree === undefined) return lostFolder(folder);
      const entry = tree.find(({ relpath }) => relpath === path.slice(folder.length + 1));
      if (entry !== undefined) return this.#object(path, { ...info, hash: entry.hash }, remote);
    }
    return notThere(`No such file or directory: '${path}'`);
  }

  /** What is at a path, whether its content can be had or not. */
  kind(path: RepoPath): "file" | "folder" | undefined {
    if (this.files.key(path) !== undefined) return "file";
    const own = this.#tracked(path);
    if (own !== undefined) return own.info !== undefined && isDirHash(own.info.hash) ? "folder" : "file";
    if (this.files.below(path) !== undefined) return "folder";
    const below = this.#trackedBelow(path);
    return below.length > 0 ? "folder" : "key" in this.find(path) ? "file" : undefined;
  }

  /** A path itself, or all files below it where it is a folder. */
  expand(path: RepoPath): readonly RepoPath[] {
    const own = this.files.key(path) === undefined ? this.#tracked(path) : undefined;
    const isFile = own === undefined
      ? this.files.key(path) !== undefined
      : own.info === undefined || !isDirHash(own.info.hash);
    if (isFile) return [path];
    const here = this.files.below(path);
    const found = new Set([...here ?? [], ...this.#trackedBelow(path)]);
    if (found.size === 0) return here === undefined ? [path] : [];
    return [...found].sort(compareCodePoints);
  }

  /** What the cache lacks of a path, and of all below it. */
  *lacking(path: RepoPath): Generator<RemoteItem> {
    if (this.files.key(path) !== undefined) return;
    for (const out of this.tracked.keys()) {
      const isPart = path.startsWith(`${out}/`);
      if (out !== path && !isPart && path !== "" && !out.startsWith(`${path}/`)) continue;
      const { info, remote } = this.#tracked(out) ?? {};
      if (info === undefined) continue;
      const inside = isPart ? { inside: [path.slice(out.length + 1)] } : {};
      if (!this.#isHere(info, isPart ? inside.inside : undefined)) {
        yield { path: out, info, ...inside, ...(remote === undefined ? {} : { remote }) };
      }
    }
  }

  #isHere(info: HashInfo, inside: readonly string[] | undefined): boolean {
    if (!isDirHash(info.hash)) return this.data.isHere(info);
    const tree = this.data.isHere(info) ? this.data.tree(info, undefined) : undefined;
    return tree !== undefined &&
      entriesInside(tree, inside).every(({ hash }) => this.data.isHere({ algorithm: info.algorithm, hash }));
  }

  #trackedBelow(path: RepoPath): RepoPath[] {
    const inFolder = (file: RepoPath) => path === "" || file.startsWith(`${path}/`);
    const found: RepoPath[] = [];
    for (const out of this.tracked.keys()) {
      if (out !== path && !inFolder(out) && !path.startsWith(`${out}/`)) continue;
      const { info, remote } = this.#tracked(out) ?? {};
      if (info === undefined) continue;
      if (!isDirHash(info.hash)) found.push(out);
      else for (const { relpath } of this.data.tree(info, remote) ?? []) found.push(`${out}/${relpath}`);
    }
    return found.filter(inFolder);
  }

  #tracked(path: RepoPath): { info: HashInfo | undefined; remote: string | undefined } | undefined {
    const out = this.tracked.get(path);
    if (out !== undefined) this.usesTracked = true;
    return out === undefined ? undefined : { info: this.hashAt(out.place), remote: out.remote };
  }

  #object(path: RepoPath, info: HashInfo, remote: string | undefined): FoundFile {
    const { data } = this;
    let bytes: Uint8Array | undefined;
    try {
      bytes = data.bytes(info, remote);
    } catch (error) {
      if (!(error instanceof ExpError)) throw error; // what a lock file calls a hash is none
    }
    if (bytes === undefined) return notThere(`No storage files available: '${path}'`);
    const content = bytes;
    return { key: `object ${info.algorithm} ${info.hash}`, bytes: () => content };
  }
}

/** The nearest first; of a path outside of the root up to `/`. */
function* foldersAbove(path: RepoPath): Generator<RepoPath> {
  for (let above = parentOf(path); above !== "" && above !== "/"; above = parentOf(above)) yield above;
}

function notThere(what: string): FoundFile {
  return { error: { type: "FileNotFoundError", msg: `[Errno 2] ${what}` } };
}

function isFolder(path: RepoPath): FoundFile {
  return { error: { type: "IsADirectoryError", msg: `[Errno 21] Is a directory: '${path}'` } };
}

function lostFolder(path: RepoPath): FoundFile {
  const parts = path.split("/").map(textRepr);
  const key = parts.length === 1 ? `(${parts[0]},)` : `(${parts.join(", ")})`;
  return { error: { type: "DataIndexDirError", msg: `failed to load directory ${key}` } };
}
