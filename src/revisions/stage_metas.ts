/** What stages say of themselves in `meta:`, as commits have them. Nothing is asked of a commit that has no such word. */
import { ExpError, type Value } from "../common/mod.ts";
import type { Git, GitTreeEntry, Rev } from "../git/mod.ts";
import { type PlanOptions, planRun, Project } from "../pipeline/mod.ts";
import type { Repo } from "../repo/mod.ts";
import { displayAddress } from "../stage/mod.ts";
import { GitTrees } from "./git_trees.ts";
import { repoOfTree } from "./rev_repo.ts";
import { findMeta } from "./written_meta.ts";

export interface StageMeta {
  /** The stage as shown: `train`, `sub/dvc.yaml:train`. */
  readonly stage: string;
  /** `dvc.yaml:12` */
  readonly where: string;
  readonly meta: Value;
}

/** A run at a commit: its stages are those that the choices lead to. */
interface PlannedRun {
  readonly rev: Rev;
  readonly choices: PlanOptions;
}

/**
 * The metas of the stages that each run would go through. Runs that share their files are read once; a run that cannot be
 * planned has none here, for it says itself what is wrong when its turn comes.
 */
export async function stageMetas(
  repo: Repo,
  git: Git,
  runs: readonly PlannedRun[],
): Promise<(readonly StageMeta[])[]> {
  const reader = new MetaReader(repo, git);
  const roots = reader.load(runs.map(({ rev }) => rev));
  const found: (readonly StageMeta[])[] = [];
  for (const [i, { choices }] of runs.entries()) {
    const root = roots[i];
    found.push(root === undefined ? [] : await reader.read(root, choices));
  }
  return found;
}

class MetaReader {
  readonly #trees: GitTrees;
  readonly #known = new Map<string, Promise<readonly StageMeta[]>>();

  constructor(private readonly repo: Repo, private readonly git: Git) {
    this.#trees = new GitTrees(git);
  }

  /** @returns the commits' trees; everything that `read` is likely to look at is at hand then */
  load(revs: readonly Rev[]): (string | undefined)[] {
    const roots = this.git.readObjects(revs.map((rev) => `${rev}^{tree}`)).map((tree) => {
      if (tree !== undefined) this.#trees.addTree(tree.oid, tree.bytes);
      return tree?.oid;
    });
    const there = [...new Set(roots.filter((root) => root !== undefined))];
    this.#trees.loadBelow(there);
    this.#trees.loadBlobs(there.flatMap((root) => this.#trees.pipelineFiles(root)).map(({ oid }) => oid));
    const templated = there.filter((root) => this.#texts(root).some(isTemplated));
    const params = templated.flatMap((root) => this.#trees.allFiles(root).filter(({ path }) => PARAMS.test(path)));
    this.#trees.loadBlobs(params.map(({ oid }) => oid));
    return roots;
  }

  read(root: string, choices: PlanOptions): Promise<readonly StageMeta[]> {
    const texts = this.#texts(root);
    if (!texts.some((text) => /\bmeta\b/.test(text))) return Promise.resolve([]);
    // what templates make of a file depends on others
    const what = texts.some(isTemplated)
      ? root
      : this.#trees.pipelineFiles(root).map(({ path, oid }) => `${path} ${oid}`);
    const key = JSON.stringify([what, choices]);
    let known = this.#known.get(key);
    if (known === undefined) {
      known = this.#plan(this.#trees.allFiles(root), choices);
      this.#known.set(key, known);
    }
    return known;
  }

  /** Of all dvc.yaml files. */
  #texts(root: string): string[] {
    const files = this.#trees.pipelineFiles(root).filter(({ path }) => /(^|\/)dvc\.yaml$/.test(path));
    return files.map(({ oid }) => this.#trees.sharedText(oid));
  }

  async #plan(entries: readonly GitTreeEntry[], choices: PlanOptions): Promise<readonly StageMeta[]> {
    const past = { ...repoOfTree(this.repo, entries, (oid) => this.#trees.blob(oid)), cwd: this.repo.cwd };
    try {
      const { stages } = await planRun(new Project(past), choices);
      return stages.flatMap((stage) => {
        const { meta, frozen, name } = stage;
        if (meta === undefined || frozen || name === undefined) return [];
        const place = findMeta(past, stage, name);
        const where = place === undefined ? stage.file : `${stage.file}:${place.line}`;
        return [{
          stage: displayAddress(past, stage),
          where,
          meta: place === undefined ? meta : place.asWritten(meta),
        }];
      });
    } catch (error) {
      if (error instanceof ExpError) return [];
      throw error;
    }
  }
}

const PARAMS = /(^|\/)params\.(ya?ml|json|toml|py)$/;

function isTemplated(text: string): boolean {
  return text.includes("${");
}
