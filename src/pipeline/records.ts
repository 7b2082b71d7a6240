/** What a run writes down: dvc.lock, `.dvc` files, `.gitignore`, and at the end what Git should be told. */
import { type EmitEvent, ExpError } from "../common/mod.ts";
import {
  emitProgress,
  type Endable,
  formatDvcFile,
  type GitIgnoreKeeper,
  type HashInfo,
  openDataStore,
  openGitIgnoreKeeper,
  type TreeEntry,
} from "../data/mod.ts";
import { openGitAt, stageFiles } from "../git/mod.ts";
import { removeHalfWritten } from "../repo/mod.ts";
import {
  absolutePath,
  displayPath,
  type Out,
  RunCache,
  type Saved,
  type Stage,
  UrlLooks,
  type Workbench,
} from "../stage/mod.ts";
import { LockFile } from "./lock_file.ts";
import { lockFileOf } from "./pipeline_file.ts";
import { lookAtDataset } from "./datasets.ts";
import type { Project } from "./project.ts";

export class Records implements Disposable {
  readonly bench: Workbench;
  readonly #locks = new Map<string, LockFile>();
  /** Files that were changed; absolute. */
  readonly #changed = new Set<string>();
  /** Stages whose outs were put in `.gitignore`, as they ended. */
  readonly #ignored: Stage[] = [];
  readonly #keeper: GitIgnoreKeeper;

  constructor(
    readonly project: Project,
    readonly emit: EmitEvent,
    { hasOldHashes = false, endable }: {
      readonly hasOldHashes?: boolean | undefined;
      readonly endable?: Endable | undefined;
    } = {},
  ) {
    const { repo } = project;
    this.#keeper = openGitIgnoreKeeper(repo);
    this.bench = {
      repo,
      store: openDataStore(repo, { onProgress: emitProgress(emit), endable }),
      params: project.params,
      gitIgnore: {
        prefetch: (outs) => this.#keeper.prefetch(outs),
        remove: (outs) => this.#keeper.remove(outs),
        rollBack: () => this.#keeper.rollBack(),
        add: (outs) => {
          this.#prefetch();
          return this.#keeper.add(outs);
        },
      },
      urls: new UrlLooks(repo, { dataset: (name) => lookAtDataset(project, name) }),
      runCache: new RunCache(repo),
      emit,
      onGitIgnore: (file) => this.#changed.add(file),
      hasOldHashes,
    };
  }

  /** Which stages are going to be run, so that git is asked once for all of them; it is asked when the first needs it. */
  expect(stages: readonly Stage[]): void {
    this.#expected = stages;
  }

  #expected: readonly Stage[] = [];

  #prefetch(): void {
    if (this.#expected.length > 1) this.#keeper.prefetch(this.#expected.flatMap((stage) => stage.outs));
    this.#expected = [];
  }

  /** Writes down a finished stage. */
  put(stage: Stage, saved: Saved): void {
    this.#ignored.push(stage);
    if (stage.name === undefined) return this.#putDataFile(stage, saved);
    const file = lockFileOf(stage.file);
    let lock = this.#locks.get(file);
    if (lock === undefined) {
      lock = LockFile.read(this.project.repo, file);
      this.#locks.set(file, lock);
    }
    const change = lock.put(stage.name, saved.entry);
    if (change === "unchanged") return;
    this.#changed.add(absolutePath(this.project.repo, file));
    const shown = displayPath(this.project.repo, file);
    this.emit({ kind: "lock-updated", file: shown, stage: stage.address, isNew: change === "created" });
  }

  /** Is there something that is written in a journal only? */
  get isBehind(): boolean {
    return [...this.#locks.values()].some((lock) => lock.isBehind);
  }

  /** Writes dvc.lock whole, for those who do not read its journal. */
  catchUp(): void {
    for (const lock of this.#locks.values()) lock.catchUp();
  }

  #putDataFile(stage: Stage, saved: Saved): void {
    const { repo } = this.project;
    const path = absolutePath(repo, stage.file);
    const before = repo.host.fs.readText(path);
    const changed = stage.outs.flatMap((out) => {
      const info = saved.outs.get(out);
      return info === undefined || isSame(info, out.locked)
        ? []
        : [{ written: out.written, info, ...this.#listed(out) }];
    });
    if (changed.length === 0 && !stage.isChecksumChanged) return;
    const text = formatDvcFile(before, changed, stage.file);
    if (text === before) return;
    repo.host.fs.writeAtomic(path, text);
    this.#changed.add(path);
  }

  /** An import's data and its `.dvc` file are new, and not by us. */
  noteImport(stage: Stage): void {
    const { repo } = this.project;
    for (const out of stage.outs) this.bench.store.forget(absolutePath(repo, out.path));
    this.#changed.add(absolutePath(repo, stage.file));
  }

  /** What a folder holds that lists its files one by one. */
  #listed(out: Out): { tree?: readonly TreeEntry[] } {
    if (out.files === undefined) return {};
    const observed = this.bench.store.observe(absolutePath(this.project.repo, out.path));
    return observed.kind === "dir" ? { tree: observed.tree } : {};
  }

  /** Makes the files what they would be if the stages had ended in this order. */
  finish(order: readonly Stage[]): void {
    removeHalfWritten(this.project.repo.host, this.#changed);
    const names = order.flatMap((stage) => stage.name === undefined ? [] : [stage]);
    for (const [file, lock] of this.#locks) {
      lock.settle(names.filter((stage) => lockFileOf(stage.file) === file).map((stage) => stage.name ?? ""));
    }
    const ended = new Set(this.#ignored);
    const inOrder = order.filter((stage) => ended.has(stage));
    if (inOrder.every((stage, index) => stage === this.#ignored[index])) return;
    this.#keeper.rollBack();
    this.#keeper.add(inOrder.flatMap((stage) => stage.outs));
  }

  /** Tells Git (`core.autostage`), or the user, of the files that were changed. */
  hint(): void {
    const { repo } = this.project;
    if (repo.git === undefined || this.#changed.size === 0) return;
    const paths = [...this.#changed].sort();
    if (repo.config.getBool("core", "autostage", false)) {
      stageFiles(openGitAt(repo.host, repo.git), paths);
      return;
    }
    const inside = paths.map((path) => path.startsWith(repo.root + "/") ? path.slice(repo.root.length + 1) : path);
    this.emit({ kind: "git-track-hint", paths: inside.map((path) => displayPath(repo, path)).sort() });
  }

  [Symbol.dispose](): void {
    try {
      this.catchUp();
    } catch (error) {
      if (!(error instanceof ExpError)) throw error; // the journal has it, and whatever ended the run is told
    }
    this.bench.store[Symbol.dispose]();
  }
}

function isSame(a: HashInfo, b: HashInfo | undefined): boolean {
  return b !== undefined && a.algorithm === b.algorithm && a.hash === b.hash && a.size === b.size &&
    a.nfiles === b.nfiles && (a.isexec ?? false) === (b.isexec ?? false);
}
