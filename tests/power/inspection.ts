/** What is on a disk, looked at without the program: by the rules of Git and of the cache alone. */
import { createHash } from "node:crypto";
import { LEFT_IN_GIT } from "../support/left_in_git.ts";
import { type GitCall, Output } from "../support/machine/git/call.ts";
import { Repository } from "../support/machine/git/repository.ts";
import { reachable } from "../support/machine/git/revisions.ts";
import type { Volume } from "../support/machine/volume.ts";
import { ROOT } from "../support/machine/memory_project.ts";

const decoder = new TextDecoder();

export class Inspection {
  readonly repo: Repository;

  /** @param root of the repository */
  constructor(private readonly volume: Volume, private readonly root = ROOT) {
    const call: GitCall = {
      volume,
      cwd: root,
      env: {},
      args: [],
      settings: new Map(),
      stdin: new Uint8Array(),
      nowMs: 0,
      hex: () => "",
      out: new Output(),
    };
    this.repo = Repository.find(call);
  }

  read(path: string): string | undefined {
    const file = this.volume.find(`${this.root}/${path}`, true);
    return file?.kind === "file" ? decoder.decode(file.content.bytes) : undefined;
  }

  /** Name → commit. */
  experiments(): Map<string, string> {
    const refs = this.repo.refs.list("refs/exps").filter((ref) => /^refs\/exps\/[0-9a-f]{2}\/[0-9a-f]{38}\//.test(ref));
    return new Map(refs.map((ref) => [ref.split("/").slice(4).join("/"), this.repo.refs.read(ref)!]));
  }

  /** The commits of an experiment since its baseline, newest first. */
  commitsOf(name: string): string[] {
    const head = this.repo.refs.read("refs/heads/main");
    const found: string[] = [];
    for (let rev = this.experiments().get(name); rev !== undefined && rev !== head;) {
      found.push(rev);
      rev = this.repo.objects.parentsOf(rev)[0];
    }
    return found;
  }

  /** A file's text at a commit. */
  fileAt(rev: string, path: string): string | undefined {
    const file = this.repo.objects.flatten(this.repo.objects.treeOf(rev)).get(path);
    return file === undefined ? undefined : decoder.decode(this.repo.objects.must(file.oid).bytes);
  }

  /** Refs that lead nowhere, objects that are damaged, an index that cannot be read: a line each. */
  damagedGit(): string[] {
    const found: string[] = [];
    for (const path of this.#filesBelow(`${this.root}/.git/refs`)) {
      const name = path.slice(`${this.root}/.git/`.length);
      if (!name.endsWith(".lock") && this.repo.refs.read(name) === undefined) found.push(`a damaged ref: ${name}`);
    }
    for (const ref of this.repo.refs.list()) {
      try {
        reachable(this.repo, [this.repo.refs.read(ref)!]);
      } catch (error) {
        found.push(`${ref} is not whole: ${(error as Error).message}`);
      }
    }
    try {
      this.repo.openIndex();
    } catch {
      found.push("the index is damaged");
    }
    return found;
  }

  /** Objects of the cache that are not what their names say. */
  damagedCache(): string[] {
    return this.#filesBelow(`${this.root}/.dvc/cache/files/md5`).flatMap((path) => {
      const name = path.slice(`${this.root}/.dvc/cache/files/md5/`.length).replace("/", "").replace(/\.dir$/, "");
      return path.endsWith(".tmp") || this.#md5(path) === name ? [] : [`a damaged object in the cache: ${path}`];
    });
  }

  /** Does the cache hold what a lock file says of the model? */
  hasDataOf(lock: string): boolean {
    const md5s = [...lock.matchAll(/path: model\.txt\n\s+hash: md5\n\s+md5: ([0-9a-f]{32})/g)].map((match) =>
      match[1]!
    );
    return md5s.every((md5) =>
      this.#md5(`${this.root}/.dvc/cache/files/md5/${md5.slice(0, 2)}/${md5.slice(2)}`) === md5
    );
  }

  /** Git's locks; absolute paths. */
  locks(): string[] {
    return this.#filesBelow(`${this.root}/.git`).filter((path) => path.endsWith(".lock"));
  }

  leftovers(): string[] {
    const paths = this.#filesBelow(this.root).map((path) => path.slice(this.root.length + 1));
    return paths.filter((path) => LEFTOVERS.some((pattern) => pattern.test(path))).map((path) =>
      `left behind: ${path}`
    );
  }

  #md5(path: string): string | undefined {
    const file = this.volume.find(path, true);
    return file?.kind === "file" ? createHash("md5").update(file.content.bytes).digest("hex") : undefined;
  }

  #filesBelow(folder: string): string[] {
    const inode = this.volume.find(folder, false);
    if (inode === undefined) return [];
    if (inode.kind !== "dir") return [folder];
    return [...inode.entries.keys()].flatMap((name) => this.#filesBelow(`${folder}/${name}`));
  }
}

const LEFTOVERS = [
  ...LEFT_IN_GIT,
  /^\.dvc\/tmp\/exps\/(standalone\/)?tmp/,
  /^\.dvc\/tmp\/exp\/(drains\/|queue\/\.gone|queueing-|removing|locks\/.)/,
];
