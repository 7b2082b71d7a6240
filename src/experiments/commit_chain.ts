import type { EmitEvent, ValueMap } from "../common/mod.ts";
import { makePrivateFolder, type Rev, type TreeChange } from "../git/mod.ts";
import { type ReproResult, resultFiles, type StageReport } from "../pipeline/mod.ts";
import type { Repo } from "../repo/mod.ts";
import { fileColon } from "../stage/mod.ts";
import { experimentHash } from "./exp_hash.ts";
import type { ExecuteRequest, Finished } from "./execute_request.ts";
import { defaultMessage, recordExperiment, type RecordRequest } from "../records/mod.ts";

/** The commits that one run adds to its experiment, one after the other: checkpoints, and the last one. */
export class CommitChain implements Disposable {
  /** What the next commit follows. */
  #parent: Rev;
  #last: { readonly rev: Rev; readonly tree: string | undefined } | undefined;
  #count = 0;
  /** For the commits of this run only, when there may be many; made for the first. */
  #indexFolder: string | undefined;
  /** What that index knows. */
  #known: ReadonlySet<string> | undefined;
  /** Objects of the cache that need not be forced to the disk again. */
  readonly #synced = new Set<string>();
  /** Stages whose command may register checkpoints, or did. */
  readonly #watched = new Set<string>();

  /** @param repo as stages see it */
  constructor(readonly repo: Repo, readonly request: ExecuteRequest, readonly emit: EmitEvent) {
    this.#parent = request.goesOn?.from ?? request.baseline;
  }

  /** Checkpoints of this run so far. */
  get count(): number {
    return this.#count;
  }

  watches(address: string): boolean {
    return this.#watched.has(address);
  }

  watch(address: string): void {
    this.#watched.add(address);
  }

  /** @param address the stage that asks; a checkpoint's message speaks of it alone, as in DVC 2 */
  async add(result: ReproResult, address: string): Promise<Rev> {
    const own = { ...result, stages: result.stages.filter((stage) => stage.address === address) };
    const { rev, name } = await this.#commit(result, experimentHash(doneEntries(own)), {});
    this.#count++;
    this.emit({ kind: "checkpoint", name, rev });
    return rev;
  }

  /**
   * The last commit of the run: what came of it. After checkpoints it is one more, a wrap-up; unless the run does as
   * DVC 2 it is left out when nothing has changed since the last.
   */
  async finish(result: ReproResult): Promise<Finished> {
    const { also, onCommit, beforeRecord } = this.request;
    const unlessTree = this.repo.rules.checkpoints === "dvc2" ? undefined : this.#last?.tree;
    const hash = experimentHash(doneEntries(result));
    return await this.#commit(result, hash, { also, onCommit, unlessTree, isOnly: this.#count === 0 }, beforeRecord);
  }

  async #commit(
    result: ReproResult,
    hash: string,
    more: Pick<RecordRequest, "also" | "onCommit" | "unlessTree" | "isOnly">,
    beforeRecord?: ExecuteRequest["beforeRecord"],
  ): Promise<Finished> {
    const { request } = this;
    const { baseline, name, git, goesOn } = request;
    const looked = result.stages.filter((stage) => this.watches(stage.address) || !isBroken(stage));
    const results = await resultFiles(this.repo, looked.map((stage) => stage.address), git.top);
    const extra = [...new Set([...results, ...request.edited])];
    request.beforeCommit?.();
    const unknown = beforeRecord?.(extra) ?? extra;
    const isContinued = this.#last !== undefined || goesOn?.isSame === true;
    const known = this.#known;
    this.#known = new Set(extra);
    const objects = result.objects.filter((path) => !this.#synced.has(path));
    for (const path of objects) this.#synced.add(path);
    const recorded = await recordExperiment({
      place: git,
      home: request.home,
      baseline,
      name,
      parent: this.#parent,
      expected: isContinued ? this.#parent : request.choices.force ? "any" : "absent",
      message: request.message ?? defaultMessage(hash),
      extra: unknown.filter((path) => !known?.has(path)),
      always: [],
      data: this.repo.host.fs.syncFiles(objects),
      index: () => this.#index(),
      changes: [...request.changes ?? [], ...await this.#inputsBefore(result)],
      mirrors: this.#watched.size > 0 ? request.mirrors ?? [] : [],
      ...more,
    });
    this.#parent = recorded.rev;
    this.#last = recorded;
    return { name, rev: recorded.rev, ref: recorded.ref, hash };
  }

  /** What changed while a stage ran is in the commit as the stage found it. */
  async #inputsBefore(result: ReproResult): Promise<readonly TreeChange[]> {
    const moved = [...result.moved ?? [], ...result.stages.flatMap((stage) => stage.moved ?? [])];
    if (moved.length === 0) return [];
    const { treeBefore } = await import("./moved_tree.ts");
    return treeBefore(this.repo, this.request.git, moved, this.emit);
  }

  #index(): string {
    const { host } = this.repo;
    this.#indexFolder ??= makePrivateFolder(host, this.request.git.gitDir);
    return `${this.#indexFolder}/index`;
  }

  [Symbol.dispose](): void {
    if (this.#indexFolder !== undefined) this.repo.host.fs.removeTree(this.#indexFolder);
  }
}

/** Lock entries of the pipeline's stages that were run, restored, or saved before they failed; by stage name. */
function doneEntries(result: ReproResult): Map<string, ValueMap> {
  const entries = new Map<string, ValueMap>();
  for (const { address, outcome, lockEntry } of result.stages) {
    const isDone = outcome === "ran" || outcome === "restored" || outcome === "failed";
    if (!isDone || lockEntry === undefined || isDataFile(address)) continue;
    entries.set(address.slice(fileColon(address) + 1), lockEntry);
  }
  return entries;
}

/** What such a stage wrote is not a result. */
function isBroken({ outcome }: StageReport): boolean {
  return outcome === "failed" || outcome === "blocked";
}

function isDataFile(address: string): boolean {
  return address.endsWith(".dvc") && !address.includes(":");
}
