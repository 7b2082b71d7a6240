import { type GitPattern, parseGitPattern } from "../../../../src/repo/git_pattern.ts";
import type { Inode } from "../steps.ts";
import { GitDeath } from "./call.ts";
import { blobId, type FlatFile, type FlatTree } from "./objects.ts";
import type { Repository } from "./repository.ts";

const decoder = new TextDecoder();

/** Files of a repository, as git adds them and checks them out. */
export class WorkTree {
  readonly #patterns = new Map<string, readonly GitPattern[]>();

  constructor(private readonly repo: Repository) {}

  /** Takes the changes of known files into the index. */
  addKnown(files: Map<string, FlatFile>): void {
    for (const [path, known] of [...files]) {
      const now = this.#stage(path, known);
      if (now === undefined) files.delete(path);
      else files.set(path, now);
    }
  }

  /** @returns paths that ignore rules forbid */
  add(files: Map<string, FlatFile>, paths: readonly string[], force: boolean): string[] {
    const ignored: string[] = [];
    for (const path of paths) {
      const inode = this.#find(path);
      if (inode === undefined && !files.has(path)) throw new GitDeath(`pathspec '${path}' did not match any files`);
      if (!force && !files.has(path) && this.isIgnored(path, inode?.kind === "dir")) {
        ignored.push(path);
        continue;
      }
      const all = inode?.kind === "dir" ? this.untracked(new Map(), path, !force) : [path];
      for (const each of all) {
        const file = this.#stage(each, undefined);
        if (file === undefined) files.delete(each);
        else files.set(each, file);
      }
    }
    return ignored;
  }

  /** Files below a folder that the index does not know; those that ignore rules name are left out unless asked for. */
  untracked(files: FlatTree, folder = "", withoutIgnored = true): string[] {
    const inode = this.#find(folder);
    return [...inode?.entries.keys() ?? []].sort().flatMap((name): string[] => {
      const path = folder === "" ? name : `${folder}/${name}`;
      const kind = this.#find(path)!.kind;
      if (name === ".git" || files.has(path)) return [];
      if (withoutIgnored && this.isIgnored(path, kind === "dir")) {
        return []; // nothing below an ignored folder counts, either
      }
      return kind === "dir" ? this.untracked(files, path, withoutIgnored) : [path];
    });
  }

  /** Makes the files those of `target`; what `known` has and the target lacks goes. */
  checkOut(known: FlatTree, target: FlatTree): void {
    const { volume } = this.repo.call;
    for (const path of known.keys()) {
      if (target.has(path) || this.#find(path)?.kind === undefined) continue;
      volume.unlink(this.#absolute(path));
      this.#removeEmptyFolders(path);
    }
    for (const [path, { mode, oid }] of target) {
      const inode = this.#find(path);
      if (inode !== undefined && this.#fileOf(inode)?.oid === oid && this.#fileOf(inode)?.mode === mode) continue;
      if (inode?.kind === "dir") throw new GitDeath(`cannot create '${path}': Is a directory`);
      if (inode !== undefined) volume.unlink(this.#absolute(path));
      this.#makeFolders(path);
      const { bytes } = this.repo.objects.must(oid, "blob");
      if (mode === "120000") volume.symlink(decoder.decode(bytes), this.#absolute(path));
      else {
        const made = volume.create(this.#absolute(path), mode === "100755" ? 0o755 : 0o644);
        volume.write(made, this.#absolute(path), bytes);
      }
    }
  }

  remove(path: string): void {
    if (this.#find(path) === undefined) return;
    this.repo.call.volume.unlink(this.#absolute(path));
    this.#removeEmptyFolders(path);
  }

  isIgnored(path: string, isDir: boolean): boolean {
    const parts = path.split("/");
    return parts.some((_, i) => this.#matches(parts.slice(0, i + 1).join("/"), i < parts.length - 1 || isDir));
  }

  /** The last pattern that names it decides, those of deeper folders over those above. */
  #matches(path: string, isDir: boolean): boolean {
    const folders = ["", ...path.split("/").slice(0, -1).map((_, i, all) => all.slice(0, i + 1).join("/"))];
    for (const folder of folders.reverse()) {
      const inside = folder === "" ? path : path.slice(folder.length + 1);
      const found = this.#patternsIn(this.#absolute(folder === "" ? ".gitignore" : `${folder}/.gitignore`))
        .findLast((pattern) => pattern.matches(inside, isDir));
      if (found !== undefined) return !found.negated;
    }
    const excluded = this.#patternsIn(`${this.repo.gitDir}/info/exclude`);
    return excluded.findLast((pattern) => pattern.matches(path, isDir))?.negated === false;
  }

  #patternsIn(file: string): readonly GitPattern[] {
    const known = this.#patterns.get(file);
    if (known !== undefined) return known;
    const text = decoder.decode(this.repo.call.volume.find(file, true)?.content.bytes);
    const patterns = text.split("\n").flatMap((line) => parseGitPattern(line) ?? []);
    this.#patterns.set(file, patterns);
    return patterns;
  }

  /** The file as it is, its content stored; undefined when it is gone. */
  #stage(path: string, known: FlatFile | undefined): FlatFile | undefined {
    const inode = this.#find(path);
    const now = inode === undefined ? undefined : this.#fileOf(inode);
    if (now === undefined || inode === undefined) return undefined;
    if (now.oid !== known?.oid) this.repo.objects.writeBlob(bytesOf(inode));
    return now;
  }

  #fileOf(inode: Inode): FlatFile | undefined {
    if (inode.kind === "dir") return undefined;
    const mode = inode.kind === "link" ? "120000" : (inode.mode & 0o100) !== 0 ? "100755" : "100644";
    return { mode, oid: blobId(bytesOf(inode)) };
  }

  #find(path: string): Inode | undefined {
    return this.repo.call.volume.find(this.#absolute(path), false);
  }

  #absolute(path: string): string {
    return path === "" ? this.repo.workTree : `${this.repo.workTree}/${path}`;
  }

  #makeFolders(path: string): void {
    const parent = path.slice(0, Math.max(0, path.lastIndexOf("/")));
    if (parent === "" || this.#find(parent)?.kind === "dir") return;
    this.#makeFolders(parent);
    this.repo.call.volume.mkdir(this.#absolute(parent), 0o755);
  }

  #removeEmptyFolders(path: string): void {
    const parent = path.slice(0, Math.max(0, path.lastIndexOf("/")));
    if (parent === "" || this.#find(parent)?.entries.size !== 0) return;
    this.repo.call.volume.rmdir(this.#absolute(parent));
    this.#removeEmptyFolders(parent);
  }
}

function bytesOf(inode: Inode): Uint8Array {
  return inode.kind === "link" ? new TextEncoder().encode(inode.target) : inode.content.bytes;
}
