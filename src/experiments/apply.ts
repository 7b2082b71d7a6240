import { type EmitEvent, ExpError } from "../common/mod.ts";
import { type CheckoutChange, type DataStore, type Endable, openDataStore } from "../data/mod.ts";
import { refuseUnmerged, reproDatPath, requireHead } from "../entries/mod.ts";
import {
  changedPaths,
  checkOutTree,
  emptyTree,
  type Git,
  type GitTreeEntry,
  objectIds,
  resetIndex,
  type Rev,
  type Snapshot,
  stagedAdditions,
} from "../git/mod.ts";
import { Project } from "../pipeline/mod.ts";
import {
  APPLY_HEAD,
  APPLY_STASH,
  dropFromStash,
  EXEC_APPLY,
  listExperimentRefs,
  readStashLines,
  replaceStash,
  resolveWord,
  revOf,
} from "../records/mod.ts";
import type { Repo } from "../repo/mod.ts";
import { repoAtRev } from "../revisions/mod.ts";
import { absolutePath, type Out, type RepoPath } from "../stage/mod.ts";
import { fault } from "./faults.ts";

interface ApplyOptions {
  /**
   * Changes in the workspace that the experiment does not have are kept in `refs/exps/apply/stash` instead of refused.
   * In a clean workspace tracked files that the experiment lacks are removed.
   */
  readonly force?: boolean;
  /** By whom the copying of large files is ended: before the first file has changed. */
  readonly endable?: Endable | undefined;
}

/**
 * Makes the work tree equal to an experiment (or an entry, or any commit): its files, and its data from the cache. HEAD
 * stays, nothing is staged. Untracked files, and staged ones that HEAD lacks, are kept.
 *
 * All or nothing: data is looked for before the first file changes, and a failure in between puts everything back. Outputs
 * that were never made have no data: what stands in their place is removed if the cache has it, for it is not of this
 * experiment.
 *
 * @throws {ExpError} `missing-data` when the cache lacks data; `conflict` when changes would be lost and are not to be
 */
export function applyExperiment(
  repo: Repo,
  git: Git,
  word: string,
  options: ApplyOptions,
  emit: EmitEvent = () => {},
): Promise<Rev> {
  const head = requireHead(git);
  const rev = revToApply(repo, git, word);
  refuseUnmerged(git);
  return new Application(repo, git, { head, rev, word, endable: options.endable }, emit).run(options);
}

/** What would become of a file, or of data. */
interface ApplyStep {
  readonly verb: "write" | "remove";
  /** Absolute; of a tracked folder with `/` at its end. */
  readonly path: string;
}

/**
 * What {@link applyExperiment} would do. Neither the work tree nor a ref is touched.
 *
 * @throws {ExpError} whatever would refuse it
 */
export function planApply(
  repo: Repo,
  git: Git,
  word: string,
  options: ApplyOptions,
  emit: EmitEvent = () => {},
): Promise<ApplyStep[]> {
  const head = requireHead(git);
  const rev = revToApply(repo, git, word);
  refuseUnmerged(git);
  return new Application(repo, git, { head, rev, word }, emit).plan(options);
}

function revToApply(repo: Repo, git: Git, word: string): Rev {
  try {
    return revOf(resolveWord(repo, git, word));
  } catch (error) {
    if (!(error instanceof ExpError) || error.kind !== "not-found") throw error;
    throw fault("within/apply", { word }, error);
  }
}

type DataChange = Pick<CheckoutChange, "kind" | "path">;

/** What there is before anything is touched. */
interface Look {
  readonly before: Snapshot;
  /** The tree of what Git tracks. */
  readonly kept: string;
  readonly untracked: readonly string[];
  readonly all: readonly Out[];
  /** Those of the target that are in the cache. */
  readonly outs: readonly Out[];
  readonly isDirty: boolean;
  readonly targetPaths: ReadonlySet<string>;
}

class Application {
  readonly head: Rev;
  readonly rev: Rev;
  readonly word: string;
  readonly #data: DataStore;

  constructor(
    readonly repo: Repo,
    readonly git: Git,
    what: { head: Rev; rev: Rev; word: string; endable?: Endable | undefined },
    readonly emit: EmitEvent,
  ) {
    this.head = what.head;
    this.rev = what.rev;
    this.word = what.word;
    this.#data = openDataStore(repo, { endable: what.endable });
  }

  async run(options: ApplyOptions): Promise<Rev> {
    using _data = this.#data;
    const look = await this.#look(options);
    const { before, kept, untracked, all, outs, isDirty, targetPaths } = look;
    await this.#copyAhead(outs);
    const stash = isDirty ? this.#stash(before, kept, untracked) : undefined;
    this.#keepStash(stash);
    try {
      this.#checkOutTree(before.workTree, this.#staying(look), targetPaths);
      resetIndex(this.git, this.head); // what was staged is in the stash
      this.#checkOutData(outs, all);
    } catch (error) {
      this.#restore(before);
      throw error;
    }
    const unmade = unmadeOf(all);
    this.#clearUnmade(unmade);
    const fails = unmade.length > 0 && !this.repo.rules.outputsMayBeUnmade;
    this.git.updateRefs([{ ref: APPLY_HEAD, to: this.head }, ...fails ? [] : [{ ref: EXEC_APPLY, to: this.rev }]]);
    if (fails) throw fault("missing-data/never-made", { word: this.word, paths: unmade });
    return this.rev;
  }

  async plan(options: ApplyOptions): Promise<ApplyStep[]> {
    using _data = this.#data;
    const look = await this.#look(options);
    const { before, all, outs, targetPaths } = look;
    const staying = new Set([...this.#staying(look), ...stagedAdditions(this.git, this.head)]);
    const files = changedPaths(this.git, before.workTree, this.rev)
      .filter((path) => path !== reproDatPath(this.repo) && (targetPaths.has(path) || !staying.has(path)))
      .map((path) => ({ verb: targetPaths.has(path) ? "write" : "remove", path: `${this.git.top}/${path}` } as const));
    const changes = [...this.#checkOutData(outs, all, true), ...this.#clearUnmade(unmadeOf(all), true)];
    const data = changes.map(({ kind, path }) =>
      ({ verb: kind === "deleted" ? "remove" : "write", path: absolutePath(this.repo, path) }) as const
    );
    return [...files, ...data];
  }

  /** @throws {ExpError} what stands against it */
  async #look(options: ApplyOptions): Promise<Look> {
    const entries = this.git.listTree(this.rev);
    const unknown = this.git.untrackedPaths(); // before all else: it refuses what git would wait for
    const kept = this.git.snapshotTree({}).workTree;
    const untracked = this.#findUntracked(unknown, kept, entries);
    const before = this.git.snapshotTree({ withIndex: true, force: untracked });
    const staying = this.git.listTree(before.workTree).filter(({ path }) => untracked.includes(path));
    const all = await this.#outsOf(repoAtRev(this.repo, this.git, this.rev, staying).repo);
    const outs = this.#findData(all);
    const headTree = this.git.commitInfo([this.head])[0]?.tree;
    const isDirty = before.workTree !== headTree || before.indexTree !== headTree || untracked.length > 0;
    const targetPaths = new Set(entries.map((entry) => entry.path));
    const overwritten = untracked.filter((path) => targetPaths.has(path));
    if (isDirty && !options.force && this.repo.rules.applyKeepsChanges) this.#refuseLoss(before, kept, overwritten);
    return { before, kept, untracked, all, outs, isDirty, targetPaths };
  }

  /** Files that the experiment lacks and that stay: beside changes that are put away all of them, as with DVC. */
  #staying({ before, untracked, isDirty, targetPaths }: Look): string[] {
    const keep = isDirty ? this.git.listTree(before.workTree).map((entry) => entry.path) : untracked;
    return keep.filter((path) => !targetPaths.has(path));
  }

  /** What takes long, and may be ended, comes before the first file is touched. */
  async #copyAhead(outs: readonly Out[]): Promise<void> {
    for (const { path, locked } of outs) {
      if (locked !== undefined) await this.#data.copyAhead(absolutePath(this.repo, path), locked);
    }
    this.#data.forget(); // what Git has there is yet to be changed
  }

  #clearUnmade(paths: readonly string[], dry = false): DataChange[] {
    return paths.flatMap((path) => {
      const absolute = absolutePath(this.repo, path);
      const isThere = this.repo.host.fs.lstat(absolute) !== undefined;
      const isKept = isThere && this.#data.unsavedFiles(absolute, undefined).length > 0;
      const isRemoved = isThere && !isKept;
      if (isRemoved && !dry) {
        this.#data.remove(absolute);
        this.emit({ kind: "checkout", change: "deleted", path });
      }
      const more = isKept ? "; what is there is nowhere else, so it stays" : "";
      this.emit({ kind: "warning", text: `'${this.word}' never made ${path}${more}` });
      return isRemoved ? [{ kind: "deleted", path }] : [];
    });
  }

  /** Untracked files, and ignored ones that stand where the target has a file. */
  #findUntracked(unknown: readonly string[], kept: string, target: readonly GitTreeEntry[]): string[] {
    const tracked = new Set(this.git.listTree(kept).map((entry) => entry.path));
    const inTheWay = target.filter(({ path }) =>
      !tracked.has(path) && this.repo.host.fs.lstat(`${this.git.top}/${path}`)?.kind === "file"
    );
    return [...new Set([...unknown, ...inTheWay.map((entry) => entry.path)])];
  }

  async #outsOf(target: Repo): Promise<Out[]> {
    return (await new Project(target).stages()).flatMap((stage) => stage.outs.filter((out) => !out.isUrl));
  }

  /** Cached outs of the target, all of whose objects exist. */
  #findData(all: readonly Out[]): Out[] {
    const outs = all.filter((out) => out.cache);
    const missing = outs.filter((out) => out.locked !== undefined && !this.#data.has(out.locked));
    if (missing.length === 0) return outs;
    throw fault("missing-data/not-cached", { word: this.word, paths: missing.map((out) => out.path) });
  }

  /** What is changed here and differs in the experiment would be lost. */
  #refuseLoss(before: Snapshot, kept: string, overwritten: readonly string[]): void {
    const changed = new Set([...changedPaths(this.git, this.head, kept), ...overwritten]);
    const touched = changedPaths(this.git, before.workTree, this.rev)
      .filter((path) => changed.has(path) && path !== reproDatPath(this.repo));
    const lost = touched.length === 0 ? [] : this.#foundNowhere(before.workTree, touched);
    if (lost.length === 0) return;
    throw fault("conflict/lost-changes", { paths: lost });
  }

  /** Files that no experiment of HEAD has as they are here: the user may well try one experiment after another. */
  #foundNowhere(workTree: string, paths: readonly string[]): string[] {
    const revs = listExperimentRefs(this.git, [this.head]).map((ref) => ref.rev);
    const asked = paths.filter((path) => !path.includes("\n"));
    const names = [workTree, ...revs].flatMap((tree) => asked.map((path) => `${tree}:${path}`));
    if (names.length === 0) return [...paths];
    const ids = objectIds(this.git, names);
    const idAt = (tree: number, path: string) => ids[tree * asked.length + asked.indexOf(path)];
    return paths.filter((path) => !asked.includes(path) || !revs.some((_, i) => idAt(i + 1, path) === idAt(0, path)));
  }

  /** The workspace as a stash commit with three parents: HEAD, index, untracked files. */
  #stash(before: Snapshot, kept: string, untracked: readonly string[]): { rev: Rev; text: string } {
    const branch = this.git.head().branch ?? "(no branch)";
    const text = `On ${branch}: dvc-exp-apply:${this.head}:${this.rev}:${this.word}`;
    const files = new Map(this.git.listTree(before.workTree).map((entry) => [entry.path, entry]));
    const empty = emptyTree(this.git);
    const extra = untracked.flatMap((path) => {
      const entry = files.get(path);
      return entry === undefined ? [] : [{ path, content: { oid: entry.oid, mode: entry.mode } }];
    });
    const revs = this.git.createCommits([
      { tree: before.indexTree, changes: [], parents: [this.head], message: `index on ${branch}` },
      { tree: empty, changes: extra, parents: [], message: `untracked files on ${branch}` },
      { tree: kept, changes: [], parents: [this.head, 0, 1], message: text },
    ]);
    return { rev: revs[2] as Rev, text };
  }

  /** Only the last application's stash is kept. */
  #keepStash(stash: { rev: Rev; text: string } | undefined): void {
    const { host } = this.repo;
    if (stash !== undefined) return replaceStash(host, this.git, APPLY_STASH, stash.rev, stash.text);
    const old = readStashLines(host, this.git, APPLY_STASH).map((line) => line.rev);
    if (old.length > 0) dropFromStash(host, this.git, APPLY_STASH, old);
  }

  #checkOutTree(present: string, keep: readonly string[], target: ReadonlySet<string>): void {
    const staged = stagedAdditions(this.git, this.head).filter((path) => !target.has(path));
    const dat = reproDatPath(this.repo);
    const tree = target.has(dat) ? this.git.writeTree(this.rev, [{ path: dat, content: null }]) : this.rev;
    checkOutTree(this.repo.host, this.git, present, tree, [...keep, ...staged]);
  }

  /** Outs that were put in place before, and that the target does not have, go if they are saved. */
  #checkOutData(outs: readonly Out[], all: readonly Out[], dry = false): DataChange[] {
    const paths = new Set(all.map((out) => absolutePath(this.repo, out.path)));
    const done: DataChange[] = [];
    const note = (changes: readonly DataChange[]) => {
      done.push(...changes);
      for (const { kind, path } of dry ? [] : changes) this.emit({ kind: "checkout", change: kind, path });
    };
    note(this.#data.removeDropped(paths, { dry }));
    for (const out of outs) {
      if (out.locked === undefined) continue;
      note(this.#data.checkout(absolutePath(this.repo, out.path), out.locked, { force: true, dry }));
    }
    return done;
  }

  /** Puts the files back as they were; data that was checked out is in the cache and can be had again. */
  #restore(before: Snapshot): void {
    try {
      checkOutTree(this.repo.host, this.git, this.rev, before.workTree);
      resetIndex(this.git, before.indexTree);
    } catch {
      // the failure that led here is the one to tell
    }
  }
}

/** Outs that the experiment never made. */
function unmadeOf(all: readonly Out[]): RepoPath[] {
  return all.filter(({ cache, locked }) => cache && locked === undefined).map(({ path }) => path);
}
