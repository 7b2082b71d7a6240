import type { Git, Rev } from "../git/mod.ts";
import type { Repo } from "../repo/mod.ts";
import type { RepoPath } from "../stage/mod.ts";
import { GitTrees } from "./git_trees.ts";
import { isLikelyRead, repoOfTree } from "./rev_repo.ts";

/**
 * A project at several commits. What commits share is read once, and for all of them together it takes one process for
 * each level of folders, and one for the files that a project is likely to ask for.
 */
export class CommitRepos {
  readonly #trees: GitTrees;
  readonly #roots = new Map<Rev, string>();
  readonly #prefix: string;

  constructor(private readonly repo: Repo, git: Git, revs: readonly Rev[]) {
    this.#trees = new GitTrees(git);
    this.#prefix = repo.git === undefined || repo.git.prefix === "" ? "" : `${repo.git.prefix}/`;
    git.readObjects(revs.map((rev) => `${rev}^{tree}`)).forEach((object, i) => {
      if (object?.type !== "tree") return;
      this.#trees.addTree(object.oid, object.bytes);
      this.#roots.set(revs[i]!, object.oid);
    });
    const roots = new Set(this.#roots.values());
    this.#trees.loadBelow([...roots], true);
    const likely = [...roots].flatMap((root) => this.#trees.allFiles(root))
      .filter(({ mode, path }) => mode !== "160000" && isLikelyRead(path));
    this.#trees.loadBlobs(likely.map(({ oid }) => oid));
  }

  /** The project as a commit has it; undefined: there is no such commit. */
  at(rev: Rev): Repo | undefined {
    const root = this.#roots.get(rev);
    return root === undefined
      ? undefined
      : repoOfTree(this.repo, this.#trees.allFiles(root), (oid) => this.#trees.blob(oid));
  }

  /** Files that are going to be read, in one process; those that there are not are passed over. */
  readAhead(files: Iterable<readonly [rev: Rev, path: RepoPath]>): void {
    const oids = [...files].flatMap(([rev, path]) => {
      const root = this.#roots.get(rev);
      return root === undefined ? [] : this.#trees.find(root, this.#prefix + path) ?? [];
    });
    this.#trees.loadBlobs(oids);
  }
}
