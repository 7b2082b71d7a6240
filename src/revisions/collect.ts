import { ExpError } from "../common/mod.ts";
import { type CommitInfo, firstParentsSince, type Git, ObjectCache, parseCommit, type Rev } from "../git/mod.ts";
import {
  type BaselineChoice,
  chooseBaselines,
  type ExecutorFacts,
  type ExperimentRef,
  findRunning,
  listAndDescribe,
  type RunningExperiment,
} from "../records/mod.ts";
import { makeOwnFolder, openRepo, ownFolder, type Repo } from "../repo/mod.ts";
import type { BaselineEntry, ExperimentRange, FileError, RevData, RevEntry } from "./collected.ts";
import { GitTrees } from "./git_trees.ts";
import { KeptRows, type RowKind } from "./kept_rows.ts";
import { RevReader } from "./rev_data.ts";
import { type Files, filesOf } from "./rev_files.ts";
import { repoOfTree } from "./rev_repo.ts";
import { type Shape, shapeOrError } from "./shape.ts";
import { TrackedData } from "./tracked_data.ts";

/** Where a chain of checkpoints is given up. */
const MAX_CHAIN = 10_000;

/** A task of the queue, as `exp show` lists it; the queue itself lies above this room. */
export interface ShownTask {
  readonly stashRev: Rev;
  readonly baseline: Rev;
  readonly name: string | undefined;
  readonly state: "queued" | "running" | "success" | "failed";
  readonly executor: ExecutorFacts;
  /** The experiment of a finished task. */
  readonly resultRef?: string;
  /** It was ended early, after this report, which is no failure; DVC has no word for it but `failed`. */
  readonly pruned?: { readonly step: number; readonly value: number };
  /** Of one that was ended early, the last commit that it left of its experiment. */
  readonly checkpoint?: Rev | undefined;
  /** It waits or runs to go on from the last checkpoint of its experiment, and is shown with those. */
  readonly goesOn?: true;
}

/**
 * The workspace and the chosen baselines with their experiments. Reads Git only: no checkout, no lock, no stage; one to
 * three processes, however many experiments there are. Equal files are read and parsed once; of a commit that an earlier
 * command has seen nothing is read where all that it shows stands in Git, and git is not asked again for the others.
 */
export async function collectExperiments(
  repo: Repo,
  git: Git,
  choice: BaselineChoice,
  tasks: readonly ShownTask[] = [],
  reading: Reading = {},
): Promise<BaselineEntry[]> {
  if (git.head().rev === undefined && (choice.revs ?? []).length === 0) return [];
  const baselines = chooseBaselines(git, choice);
  const cache = new ObjectCache(
    repo.host.fs,
    `${ownFolder(repo)}/objects`,
    (names) => git.readObjects(names),
    () => makeOwnFolder(repo),
  );
  const cached: Git = { ...git, readObjects: (names) => cache.read(names) };
  const collection = new Collection(repo, cached, tasks.filter((task) => baselines.includes(task.baseline)), reading);
  const entries = await collection.collect(baselines);
  if (repo.host.fs.exists(repo.tmpDir)) {
    collection.rows.save();
    if (collection.readsAgain) cache.save();
  }
  return entries;
}

/** What is read of each commit. */
interface Reading {
  /** Only parameters that stages depend on. */
  readonly onlyDeps?: boolean;
  /** Puts it into words that a project, at a commit or in the workspace, cannot be read. */
  readonly describe?: (error: ExpError, rev?: Rev) => FileError;
  /**
   * Told why data does not come from a remote, which is shown as lost then. Without it remotes that are no folders are
   * not asked.
   */
  readonly onUnfetched?: (error: ExpError) => void;
}

/** Of a task that goes on from them, the newest first. */
type Checkpoints = (task: ShownTask) => Promise<RevEntry[]>;

class Collection {
  readonly #trees: GitTrees;
  readonly #data: TrackedData;
  readonly #reader: RevReader;
  readonly #commits = new Map<Rev, CommitInfo>();
  readonly #refTimes = new Map<string, bigint>();
  readonly #shapes = new Map<string, Promise<Shape | ExpError>>();
  /** The same by the commits' trees. */
  readonly #shapesOfTrees = new Map<string, Promise<Shape | ExpError>>();
  readonly #prefix: string;
  readonly rows: KeptRows;
  /** A commit was read of which the row is not kept. */
  readsAgain = false;

  constructor(
    readonly repo: Repo,
    readonly git: Git,
    readonly tasks: readonly ShownTask[],
    readonly reading: Reading,
  ) {
    this.#trees = new GitTrees(git);
    this.#data = new TrackedData(repo);
    this.#reader = new RevReader(repo, this.#data);
    this.rows = new KeptRows(repo);
    this.#prefix = repo.git === undefined || repo.git.prefix === "" ? "" : `${repo.git.prefix}/`;
  }

  async collect(baselines: readonly Rev[]): Promise<BaselineEntry[]> {
    const { refs, describe } = listAndDescribe(this.git, baselines);
    const shape = await shapeOrError(this.repo);
    const likely = "params" in shape ? namedFiles(shape) : [];
    const finished = [...baselines, ...refs.map((ref) => ref.rev)].filter((rev) => !this.#isKept(rev));
    const tasks = this.tasks.filter(({ stashRev, state }) => !this.#isKept(stashRev, kindOf(state)));
    this.#loadCommits([...finished, ...tasks.map(({ stashRev }) => stashRev)], likely);
    const chains = new Map(refs.map((ref) => [ref.ref, this.#chain(ref)]));
    await this.#loadFiles(likely);
    if (this.reading.onUnfetched) await this.#fetchLacking(shape, this.reading.onUnfetched);

    const workspace: BaselineEntry = { ...await this.#place(this.repo, null, shape), experiments: null };
    const running = findRunning(this.repo);
    const cutShort = this.#cutShort(refs);
    const goingOn = this.#goingOn(refs), shownThere = new Set(goingOn.values());
    const checkpoints = (task: ShownTask) => this.#entries(chains.get(goingOn.get(task)?.ref ?? "") ?? []);
    const entries: BaselineEntry[] = [workspace];
    for (const baseline of baselines) {
      const ranges = [
        ...await this.#running(baseline, running, checkpoints),
        ...await this.#finished(
          refs.filter((ref) => ref.baseline === baseline && !shownThere.has(ref)),
          chains,
          cutShort,
        ),
        ...await this.#waiting(baseline, "queued", cutShort, checkpoints),
        ...await this.#waiting(baseline, "failed", cutShort, checkpoints),
      ];
      const entry = await this.#entry(baseline, describe(baseline) ?? null);
      entries.push({ ...entry, experiments: ranges.length === 0 ? null : ranges });
    }
    return entries;
  }

  #isKept(rev: Rev, kind: RowKind = {}): boolean {
    return this.rows.has(rev, { ...this.reading, ...kind });
  }

  /**
   * Commits and their trees, in one process; if they are few with the files that are likely to be wanted, which saves
   * another one.
   */
  #loadCommits(revs: readonly Rev[], likely: readonly string[] = []): void {
    const wanted = [...new Set(revs)].filter((rev) => !this.#commits.has(rev));
    const inTree = [...ALWAYS, ...likely].filter((path) => !/^\.{0,2}\//.test(path)).map((path) => this.#prefix + path);
    const paths = wanted.length > FEW ? [] : [...new Set(inTree)];
    const objects = this.git.readObjects(
      wanted.flatMap((rev) => [rev, `${rev}^{tree}`, ...paths.map((path) => `${rev}:${path}`)]),
    );
    wanted.forEach((rev, i) => {
      const [commit, tree, ...files] = objects.slice(i * (2 + paths.length), (i + 1) * (2 + paths.length));
      if (commit?.type !== "commit" || tree === undefined) return;
      this.#commits.set(rev, parseCommit(rev, commit.bytes));
      this.#trees.addTree(tree.oid, tree.bytes);
      for (const file of files) if (file?.type === "blob") this.#trees.addBlob(file.oid, file.bytes);
    });
  }

  /** An experiment's commits, newest first: one, or more with checkpoints. */
  #chain(ref: ExperimentRef): Rev[] {
    const chain = [ref.rev];
    for (;;) {
      const parent = this.#about(chain.at(-1) as Rev)?.parent;
      if (parent === undefined || parent === ref.baseline || chain.length > MAX_CHAIN) return chain;
      if (!this.#commits.has(parent) && !this.#isKept(parent)) {
        this.#loadCommits(firstParentsSince(this.git, ref.baseline, parent, MAX_CHAIN));
        if (!this.#commits.has(parent)) return chain; // it does not descend from its baseline
      }
      chain.push(parent);
    }
  }

  /**
   * The trees below, then the blobs that are sure to be read: pipeline files, lock files, default parameters, and what
   * the workspace names; at last what only the commits name.
   */
  async #loadFiles(likely: readonly string[]): Promise<void> {
    const roots = [...new Set([...this.#commits.values()].map((commit) => commit.tree))];
    this.#trees.loadBelow(roots);
    const sure = new Set<string>();
    const inTree = likely.map((path) => this.#prefix + path);
    const besides = new Map<string, readonly string[]>(); // most commits have pipelines in the same places
    for (const root of roots) {
      const pipelines = this.#trees.pipelineFiles(root);
      for (const { oid } of pipelines) sure.add(oid);
      const places = pipelines.map(({ path }) => path).join("\n");
      const paths = besides.get(places) ?? [...new Set([...inTree, ...pipelines.flatMap(besidePipeline)])];
      besides.set(places, paths);
      for (const path of paths) {
        const found = this.#trees.find(root, path);
        if (found !== undefined) sure.add(found);
      }
    }
    this.#trees.loadBlobs(sure);
    const named = new Set<string>();
    const namedBy = new Map<Shape, readonly string[]>();
    for (const root of roots) {
      const shape = await this.#shape(root);
      if (!("params" in shape)) continue;
      const paths = namedBy.get(shape) ?? [...new Set(namedFiles(shape).map((path) => this.#prefix + path))];
      namedBy.set(shape, paths);
      for (const path of paths) {
        const found = this.#trees.find(root, path);
        if (found !== undefined) named.add(found);
      }
    }
    this.#trees.loadBlobs(named);
  }

  #shape(root: string): Promise<Shape | ExpError> {
    let shape = this.#shapesOfTrees.get(root);
    if (shape === undefined) {
      shape = this.#readShape(root);
      this.#shapesOfTrees.set(root, shape);
    }
    return shape;
  }

  /** Commits with the same pipeline files have the same shape, unless those take values from others. */
  #readShape(root: string): Promise<Shape | ExpError> {
    const files = this.#trees.pipelineFiles(root);
    const isTemplated = files.some(({ path, oid }) =>
      path.endsWith("dvc.yaml") && this.#trees.sharedText(oid).includes("${")
    );
    const key = isTemplated ? root : files.map(({ path, oid }) => `${path} ${oid}`).join("\n");
    let shape = this.#shapes.get(key);
    if (shape === undefined) {
      const entries = isTemplated ? this.#trees.allFiles(root) : files;
      shape = shapeOrError(repoOfTree(this.repo, entries, (oid) => this.#trees.blob(oid)));
      this.#shapes.set(key, shape);
    }
    return shape;
  }

  async #entry(rev: Rev, name: string | null, kind: RowKind = {}): Promise<RevEntry> {
    const kept = this.rows.find(rev, { ...this.reading, ...kind });
    if (kept !== undefined) {
      return { rev, name, data: { rev, timestamp: localTime(kept.commitTimeMs), ...kept.data }, error: null };
    }
    const entry = await this.#read(rev, name, kind);
    this.readsAgain ||= !this.#isKept(rev, kind);
    return entry;
  }

  async #read(rev: Rev, name: string | null, kind: RowKind): Promise<RevEntry> {
    const commit = this.#commits.get(rev);
    if (commit === undefined) return failed(rev, name, { type: "RevError", msg: `unknown Git revision '${rev}'` });
    if (this.#prefix !== "" && !this.#trees.hasFolder(commit.tree, this.#prefix.slice(0, -1))) {
      return failed(rev, name, noProject(rev));
    }
    const shape = await this.#shape(commit.tree);
    if (shape instanceof ExpError) return failed(rev, name, this.#describe(shape, rev));
    const files = this.#filesOf(commit.tree);
    const how = { ...this.reading, ...kind };
    const about = { rev, timestamp: localTime(commit.commitTimeMs) };
    const { data, isLasting } = await this.#reader.readRow(shape, files, about, how);
    if (isLasting) this.rows.add(rev, how, { commitTimeMs: commit.commitTimeMs, parent: commit.parents[0], data });
    return { rev, name, data, error: null };
  }

  #filesOf(root: string): Files {
    const find = (path: string) => this.#trees.find(root, this.#prefix + path);
    return {
      key: find,
      bytes: (path) => this.#trees.blob(find(path) as string),
      below: (path) => this.#below(root, path),
    };
  }

  /** What is tracked and not here, of all commits and of the workspace. */
  async #fetchLacking(workspace: Shape | ExpError, onProblem: (error: ExpError) => void): Promise<void> {
    const places = "params" in workspace ? [{ shape: workspace, files: filesOf(this.repo) }] : [];
    for (const root of new Set([...this.#commits.values()].map(({ tree }) => tree))) {
      const shape = await this.#shape(root);
      if ("params" in shape) places.push({ shape, files: this.#filesOf(root) });
    }
    await this.#data.fetch(places.flatMap((place) => this.#reader.lacking(place)), onProblem);
  }

  #describe(error: ExpError, rev?: Rev): FileError {
    return this.reading.describe?.(error, rev) ?? { type: error.kind, msg: error.fault };
  }

  /** Folders are looked into where one is named as metrics or parameters. */
  #below(root: string, path: string): readonly string[] | undefined {
    if (!this.#trees.hasFolder(root, this.#prefix + path)) return undefined;
    return filesOf(repoOfTree(this.repo, this.#trees.allFiles(root), (oid) => this.#trees.blob(oid))).below(path);
  }

  #workspace(name: string | null): Promise<RevEntry> {
    return this.#place(this.repo, name);
  }

  /** What is in a work tree now. */
  async #place(repo: Repo, name: string | null, known?: Shape | ExpError): Promise<RevEntry> {
    const shape = known ?? await shapeOrError(repo);
    if (shape instanceof ExpError) return failed("workspace", name, this.#describe(shape));
    const about = { rev: "workspace", timestamp: null };
    const data: RevData = await new RevReader(repo).read(shape, filesOf(repo), about, this.reading);
    return { rev: "workspace", name, data, error: null };
  }

  async #running(
    baseline: Rev,
    running: readonly RunningExperiment[],
    checkpoints: Checkpoints,
  ): Promise<ExperimentRange[]> {
    const isOf = (each: { readonly baseline: Rev }) => each.baseline === baseline;
    const ranges: ExperimentRange[] = [];
    for (const each of running.filter(isOf)) {
      const entry = each.root === undefined
        ? await this.#workspace(each.name)
        : await this.#checkout(each.root, each.stashRev ?? "", each.name);
      ranges.push({ revs: [entry], executor: each.executor, name: each.name });
    }
    for (const task of this.#sorted(this.tasks.filter((each) => each.state === "running" && isOf(each)))) {
      const root = task.executor.local?.root;
      const entry = root === null || root === undefined
        ? await this.#entry(task.stashRev, task.name ?? null, kindOf("running"))
        : await this.#checkout(root, task.stashRev, task.name ?? null);
      ranges.push({ revs: [entry, ...await checkpoints(task)], executor: task.executor, name: task.name ?? null });
    }
    return ranges;
  }

  /** A run in a checkout: known by its entry, with the data of the checkout. */
  async #checkout(root: string, stashRev: Rev, name: string | null): Promise<RevEntry> {
    try {
      const cwd = this.#prefix === "" ? root : `${root}/${this.#prefix.slice(0, -1)}`;
      return {
        ...await this.#place(await openRepo(this.repo.host, { cwd, rules: this.repo.rules }), name),
        rev: stashRev,
      };
    } catch (error) {
      if (!(error instanceof ExpError)) throw error;
      return await this.#entry(stashRev, name, kindOf("running")); // it has just been removed
    }
  }

  async #finished(
    refs: readonly ExperimentRef[],
    chains: ReadonlyMap<string, readonly Rev[]>,
    cutShort: ReadonlyMap<string, ShownTask>,
  ): Promise<ExperimentRange[]> {
    const byRef = new Map(
      this.tasks.flatMap((task) =>
        task.state === "success" && task.resultRef !== undefined ? [[task.resultRef, task.executor] as const] : []
      ),
    );
    const timed = refs.map((ref) => ({ ref, timeMs: this.#time(ref.rev) }));
    timed.sort((a, b) =>
      b.timeMs - a.timeMs || Number(this.#madeAt(b.ref.ref) - this.#madeAt(a.ref.ref)) ||
      (a.ref.rev < b.ref.rev ? 1 : -1)
    );
    const ranges: ExperimentRange[] = [];
    for (const { ref } of timed) {
      const revs = await this.#entries(chains.get(ref.ref) ?? [], ref.name);
      const task = cutShort.get(ref.ref);
      ranges.push(
        task === undefined ? { revs, executor: byRef.get(ref.ref) ?? null, name: ref.name } : ended(task, revs),
      );
    }
    return ranges;
  }

  /** An experiment's commits, of which the newest may have a name. */
  async #entries(chain: readonly Rev[], name: string | null = null): Promise<RevEntry[]> {
    const entries: RevEntry[] = [];
    for (const [i, rev] of chain.entries()) entries.push(await this.#entry(rev, i === 0 ? name : null));
    return entries;
  }

  /** Tasks that go on from checkpoints, and whose those are. */
  #goingOn(refs: readonly ExperimentRef[]): ReadonlyMap<ShownTask, ExperimentRef> {
    return new Map(this.tasks.flatMap((task) => {
      const ref = task.goesOn && refs.find(({ baseline, name }) => baseline === task.baseline && name === task.name);
      return ref ? [[task, ref] as const] : [];
    }));
  }

  /** By experiment: tasks that were ended early, and all that there is of it are their checkpoints. */
  #cutShort(refs: readonly ExperimentRef[]): ReadonlyMap<string, ShownTask> {
    const byTip = new Map(this.tasks.flatMap((task) => task.checkpoint === undefined ? [] : [[task.checkpoint, task]]));
    return new Map(refs.flatMap(({ ref, rev, baseline, name }) => {
      const task = byTip.get(rev);
      return task?.baseline === baseline && task.name === name ? [[ref, task] as const] : [];
    }));
  }

  /** What has an experiment is shown there. */
  async #waiting(
    baseline: Rev,
    state: "queued" | "failed",
    cutShort: ReadonlyMap<string, ShownTask>,
    checkpoints: Checkpoints,
  ): Promise<ExperimentRange[]> {
    const elsewhere = new Set(cutShort.values());
    const tasks = this.tasks.filter((task) =>
      task.baseline === baseline && task.state === state && !elsewhere.has(task)
    );
    const ranges: ExperimentRange[] = [];
    for (const task of this.#sorted(tasks)) {
      const entry = await this.#entry(task.stashRev, task.name ?? null, kindOf(state));
      if (state === "failed") ranges.push(ended(task, [entry]));
      else ranges.push({ revs: [entry, ...await checkpoints(task)], executor: task.executor, name: task.name ?? null });
    }
    return ranges;
  }

  /** Newest first; those of one second as they stand in the queue. */
  #sorted(tasks: readonly ShownTask[]): ShownTask[] {
    return [...tasks].reverse().sort((a, b) => this.#time(b.stashRev) - this.#time(a.stashRev));
  }

  /** When a ref was written, more finely than its commit tells: asked of those that one second has made. */
  #madeAt(ref: string): bigint {
    let time = this.#refTimes.get(ref);
    if (time === undefined) {
      time = this.repo.host.fs.stat(`${this.git.commonDir}/${ref}`)?.mtimeNs ?? 0n;
      this.#refTimes.set(ref, time);
    }
    return time;
  }

  #time(rev: Rev): number {
    return this.#about(rev)?.commitTimeMs ?? 0;
  }

  #about(rev: Rev): { readonly commitTimeMs: number; readonly parent: Rev | undefined } | undefined {
    const commit = this.#commits.get(rev);
    return commit ? { commitTimeMs: commit.commitTimeMs, parent: commit.parents[0] } : this.rows.commit(rev);
  }
}

/** Read of each commit, where it has them. */
const ALWAYS = ["dvc.yaml", "dvc.lock", ".dvcignore"];
/** Git looks up a path in so many commits as fast as it starts. */
const FEW = 100;

/** What is read with a dvc.yaml. */
function besidePipeline({ path }: { readonly path: string }): string[] {
  if (!path.endsWith("dvc.yaml")) return [];
  const folder = path.slice(0, -"dvc.yaml".length);
  return [`${folder}dvc.lock`, `${folder}params.yaml`];
}

/** What has not run to its end has no metrics of its own yet. */
function kindOf(state: ShownTask["state"]): RowKind {
  return { noMetrics: state === "queued" || state === "running" };
}

/** A task that has not gone to its end, by what it has left: its last commit has the reason. */
function ended(task: ShownTask, [last, ...earlier]: readonly RevEntry[]): ExperimentRange {
  const error = { msg: endWords(task), type: "" };
  return {
    revs: last === undefined ? [] : [{ ...last, error }, ...earlier],
    executor: task.executor,
    name: task.name ?? null,
    isPruned: task.pruned !== undefined,
  };
}

/** The first in DVC's words. */
function endWords({ pruned }: ShownTask): string {
  if (pruned === undefined) return "Experiment run failed";
  return `Experiment run pruned at step ${pruned.step}, with ${pruned.value}`;
}

/** Parameters and metrics of a project. */
function namedFiles(shape: Shape): string[] {
  return [
    "params.yaml",
    ...shape.params.keys(),
    ...shape.topParams,
    ...shape.templateKeys.keys(),
    ...shape.metrics.keys(),
  ];
}

function failed(rev: string, name: string | null, error: FileError): RevEntry {
  return { rev, name, data: null, error };
}

/** A commit from before the project was there; in DVC's words. */
function noProject(rev: Rev): FileError {
  return { type: "NotDvcRepoError", msg: `Commit '${rev.slice(0, 7)}' does not contain a DVC repo` };
}

/** `2026-11-21T09:03:59` in local time. */
function localTime(ms: number): string {
  const time = new Date(ms);
  const two = (n: number) => String(n).padStart(2, "0");
  return `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())}` +
    `T${two(time.getHours())}:${two(time.getMinutes())}:${two(time.getSeconds())}`;
}
