/**
 * What a source has at a path: files that Git (or the work tree) keeps, and data that its projects track. A file that is
 * there hides tracked data of the same name, as in DVC (3.67.1: dvc/fs/dvc.py).
 */
import { compareCodePoints } from "../common/mod.ts";
import type { FileStat } from "../host/mod.ts";
import { joinPath, nameOf, parentOf, relativeInside } from "../repo/mod.ts";
import type { Source } from "./open_source.ts";
import type { BringTree, SourceProject, TrackedPath } from "./source_project.ts";

/** Something at a path of a source. */
export interface SourceNode {
  /** Absolute. */
  readonly path: string;
  readonly project: SourceProject;
  readonly isFolder: boolean;
  /** Of the file or folder, where there is one. */
  readonly stat: FileStat | undefined;
  readonly tracked: TrackedPath | undefined;
}

/** A file below a path, and where its content is. */
export interface SourceFile {
  /** Below the path that was asked for; `""`: that path itself. */
  readonly relpath: string;
  readonly node: SourceNode;
}

export class SourceTree {
  constructor(readonly source: Source, private readonly bringTree: BringTree) {}

  /** @param path relative to the source's root. @returns undefined where nothing is */
  async find(path: string): Promise<SourceNode | undefined> {
    const absolute = joinPath(this.source.repo.root, path);
    if (relativeInside(this.source.repo.root, absolute) === undefined) return undefined;
    return await this.#node(absolute, await this.projectOf(absolute));
  }

  /** The innermost project that a path is in. */
  async projectOf(path: string): Promise<SourceProject> {
    const { root } = this.source.repo;
    for (let folder = path;; folder = parentOf(folder)) {
      const project = await this.source.projectAt(folder);
      if (project !== undefined) return project;
      if (folder === root) throw new Error(`no project at ${root}`);
    }
  }

  async #node(path: string, project: SourceProject): Promise<SourceNode | undefined> {
    const { fs } = this.source;
    const within = relativeInside(project.root, path) ?? "";
    const seen = fs.stat(path);
    const isHidden = seen !== undefined && within !== "" && project.repo.ignore.isIgnored(within, seen.kind === "dir");
    const stat = isHidden ? undefined : seen;
    const tracked = await project.tracked(path, this.bringTree);
    if (stat === undefined && tracked === undefined) return undefined;
    const isFolder = stat === undefined ? tracked?.kind !== "file" : stat.kind === "dir";
    const isOther = stat !== undefined && tracked !== undefined && isFolder === (tracked.kind === "file");
    return { path, project, isFolder, stat, tracked: isOther ? undefined : tracked };
  }

  /** What is directly in a folder, by name; projects inside of the project are left out. */
  async children(folder: SourceNode, choice: { readonly onlyTracked?: boolean } = {}): Promise<SourceNode[]> {
    const { project, path } = folder;
    const names = await project.namesIn(path, this.bringTree);
    if (!choice.onlyTracked) { for (const name of this.#filesIn(folder)) names.add(name); }
    const nodes: SourceNode[] = [];
    for (const name of [...names].sort(compareCodePoints)) {
      const node = await this.#node(joinPath(path, name), project);
      if (node === undefined || (choice.onlyTracked && node.tracked === undefined)) continue;
      nodes.push(node);
    }
    return nodes;
  }

  #filesIn({ path, project, stat }: SourceNode): string[] {
    if (stat?.kind !== "dir") return [];
    const { fs } = this.source;
    const isIgnored = project.repo.ignore.inFolder(relativeInside(project.root, path) ?? "");
    return fs.list(path).flatMap(({ name, kind }) => {
      const isFolder = kind === "dir" || (kind === "link" && fs.stat(joinPath(path, name))?.kind === "dir");
      if (name === ".git" || name === ".dvc" || isIgnored(name, isFolder)) return [];
      const isProject = isFolder && fs.stat(joinPath(path, `${name}/.dvc`))?.kind === "dir";
      return isProject ? [] : [name];
    });
  }

  /**
   * All files at or below a node but those that say how data is tracked.
   *
   * @param choice.onlyData also the node itself is none where it is such a file
   */
  async files(top: SourceNode, choice: { readonly onlyData?: boolean } = {}): Promise<SourceFile[]> {
    if (choice.onlyData && saysWhatIsTracked(top.path)) return [];
    if (!top.isFolder) return [{ relpath: "", node: top }];
    const files: SourceFile[] = [];
    const visit = async (folder: SourceNode, above: string) => {
      if (await this.#addTracked(folder, above, files)) return;
      for (const node of await this.children(folder)) {
        const relpath = above + nameOf(node.path);
        if (node.isFolder) await visit(node, `${relpath}/`);
        else if (!saysWhatIsTracked(node.path)) files.push({ relpath, node });
      }
    };
    await visit(top, "");
    return files;
  }

  /** A folder that is tracked as a whole and has no files of its own: its list says all. */
  async #addTracked(folder: SourceNode, above: string, files: SourceFile[]): Promise<boolean> {
    const { tracked, stat, project } = folder;
    if (stat !== undefined || tracked?.kind !== "folder") return false;
    const { of, inside } = tracked;
    const start = inside === "" ? "" : `${inside}/`;
    const algorithm = of.out.locked?.algorithm ?? "md5";
    for (const { hash, relpath, size } of await project.tree(of, this.bringTree)) {
      if (!relpath.startsWith(start)) continue;
      const below = relpath.slice(start.length);
      files.push({
        relpath: above + below,
        node: {
          path: joinPath(folder.path, below),
          project,
          isFolder: false,
          stat: undefined,
          tracked: { kind: "file", of, inside: relpath, info: { algorithm, hash }, size },
        },
      });
    }
    return true;
  }
}

/** Files of DVC's own that are not data; dvc.lock goes with data, as in DVC. */
function saysWhatIsTracked(path: string): boolean {
  const name = nameOf(path);
  return name.endsWith(".dvc") || name === "dvc.yaml" || name === ".dvcignore";
}
