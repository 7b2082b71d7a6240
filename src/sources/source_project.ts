/** One project of a source: what it tracks, and where its data may be found. */
import { entriesInside, type HashInfo, isDirHash, readStoredTree, type TreeEntry } from "../data/mod.ts";
import { Project } from "../pipeline/mod.ts";
import { isInside, relativeInside, type Repo } from "../repo/mod.ts";
import type { Out, Stage } from "../stage/mod.ts";

/** An out of a source's project. */
export interface TrackedOut {
  readonly project: SourceProject;
  readonly stage: Stage;
  readonly out: Out;
}

/** What a project knows of a path, without looking at its files. */
export type TrackedPath =
  /** A file or a folder of one out; `info` is that of the path itself, where it has one. */
  | {
    readonly kind: "file" | "folder";
    readonly of: TrackedOut;
    /** Below the out; `""`: the out itself. */
    readonly inside: string;
    readonly info: HashInfo | undefined;
    readonly size?: number | undefined;
  }
  /** A folder that is no out and has some below. */
  | { readonly kind: "around" };

/** Brings the list of an out's files, which may be far away. */
export type BringTree = (of: TrackedOut) => Promise<readonly TreeEntry[] | undefined>;

export class SourceProject {
  readonly #trees = new Map<string, readonly TreeEntry[] | undefined>();
  #outs: Promise<readonly TrackedOut[]> | undefined;

  constructor(
    /** Absolute. */
    readonly root: string,
    /** To read: its files as the source has them. */
    readonly repo: Repo,
    /** Where it stands: its cache, its remotes. */
    readonly home: Repo,
  ) {}

  /** Cached outs inside of the project (others are files like any). What cannot be read of it is passed over: nothing of it is asked for by name. */
  outs(): Promise<readonly TrackedOut[]> {
    return this.#outs ??= this.#readOuts();
  }

  async #readOuts(): Promise<readonly TrackedOut[]> {
    const stages = await new Project({ ...this.repo, cwd: this.root }).stages({ onError: () => {} });
    return stages.flatMap((stage) =>
      stage.outs.filter(({ cache, isUrl, path }) => cache && !isUrl && !path.startsWith("/"))
        .map((out) => ({ project: this, stage, out }))
    );
  }

  /** The out at a path or around it, and what is below. @param path absolute */
  async tracked(path: string, bringTree: BringTree): Promise<TrackedPath | undefined> {
    const within = relativeInside(this.root, path);
    if (within === undefined) return undefined;
    for (const of of await this.outs()) {
      const found = await this.#inOut(of, within, bringTree);
      if (found !== undefined) return found;
    }
    return (await this.outs()).some(({ out }) => isInside(out.path, within)) ? { kind: "around" } : undefined;
  }

  async #inOut(of: TrackedOut, within: string, bringTree: BringTree): Promise<TrackedPath | undefined> {
    const { path, locked } = of.out;
    if (path === within) {
      const kind = locked !== undefined && isDirHash(locked.hash) ? "folder" : "file";
      return { kind, of, inside: "", info: locked, size: locked?.size };
    }
    if (!isInside(within, path) || locked === undefined || !isDirHash(locked.hash)) return undefined;
    const inside = within.slice(path.length + 1);
    const below = entriesInside(await this.tree(of, bringTree), [inside]);
    const file = below.find(({ relpath }) => relpath === inside);
    if (file !== undefined) {
      return { kind: "file", of, inside, info: { algorithm: locked.algorithm, hash: file.hash }, size: file.size };
    }
    return below.length > 0 ? { kind: "folder", of, inside, info: undefined } : undefined;
  }

  /** Names that tracked data has in a folder (absolute) where it may have no files. */
  async namesIn(folder: string, bringTree: BringTree): Promise<Set<string>> {
    const within = relativeInside(this.root, folder) ?? "";
    const names = new Set<string>();
    for (const of of await this.outs()) {
      const { path } = of.out;
      if (isInside(path, within)) names.add(firstPart(within === "" ? path : path.slice(within.length + 1)));
      if (path !== within && !isInside(within, path)) continue;
      const inside = within === path ? undefined : [within.slice(path.length + 1)];
      const skip = inside?.[0] === undefined ? 0 : inside[0].length + 1;
      for (const { relpath } of entriesInside(await this.tree(of, bringTree), inside)) {
        if (relpath.length > skip) names.add(firstPart(relpath.slice(skip)));
      }
    }
    return names;
  }

  /** Are these all files of an out that is a folder? */
  isWhole({ out: { locked } }: TrackedOut, parts: readonly string[]): boolean {
    return locked !== undefined && this.#trees.get(locked.hash)?.length === parts.length;
  }

  /** The files of an out that is a folder. */
  async tree(of: TrackedOut, bringTree: BringTree): Promise<readonly TreeEntry[]> {
    const { locked, files } = of.out;
    if (files !== undefined) return files;
    if (locked === undefined || !isDirHash(locked.hash)) return [];
    if (!this.#trees.has(locked.hash)) {
      this.#trees.set(locked.hash, readStoredTree(this.home, locked) ?? await bringTree(of));
    }
    return this.#trees.get(locked.hash) ?? [];
  }
}

function firstPart(path: string): string {
  return path.split("/", 1)[0] as string;
}
