/** Restoring or running one stage, once it is decided that it has to be. */
import { ExpError } from "../common/mod.ts";
import type { HashInfo } from "../data/mod.ts";
import { claimPaths } from "../repo/mod.ts";
import { hasCheckpoints, layOutCheckpoint, type SaveMidway } from "./checkpoint.ts";
import { fault } from "./faults.ts";
import { type EntryOf, findInRunCache, findResult, placeholders } from "./find_result.ts";
import { holdFlight } from "./flight.ts";
import { keepInputs, movedInputs } from "./moved_inputs.ts";
import { checkRemovableOut } from "./out_place.ts";
import { absolutePath } from "./paths.ts";
import { runCommands } from "./run_commands.ts";
import { canSave, hasKnownInputs, runKey } from "./run_cache.ts";
import { checkOutPlace, describeInputs, forgetSeen, ignoreOuts, saveStage, type Workbench } from "./save_stage.ts";
import type { StageOptions, StageResult } from "./stage_options.ts";
import type { ChangeReason, Out, Stage } from "./types.ts";
import { urlItems } from "./url_looks.ts";
import { type StageView, viewStage } from "./view.ts";

export class StageRun {
  constructor(
    readonly bench: Workbench,
    readonly stage: Stage,
    /** As shown. */
    readonly name: string,
    readonly reason: ChangeReason,
    readonly options: StageOptions,
  ) {}

  /** Keeps other processes from the stage's paths during `work`, which is told whether they were busy before. */
  async withPaths(work: (hasWaited: boolean) => Promise<StageResult>): Promise<StageResult> {
    const { bench: { repo, emit }, stage, options } = this;
    const local = (items: readonly { readonly path: string; readonly isUrl: boolean }[]) =>
      items.filter((item) => !item.isUrl).map((item) => absolutePath(repo, item.path));
    const outs = local(stage.outs);
    return await claimPaths(repo, { read: [...local(stage.deps), ...outs], write: outs }, {
      cmd: `exp repro ${this.name}`,
      wait: options.wait,
      onWait: (text) => emit({ kind: "info", text }),
      lock: options.lock,
      isStopped: () => this.#isStopped(),
    }, work);
  }

  /** Takes an earlier result with the same inputs, or makes a new one. */
  async settle(view: StageView, entryOf: EntryOf): Promise<StageResult> {
    const { bench, stage, name, options } = this;
    const found = options.force ? undefined : await findResult(bench, stage, view, entryOf, options);
    if (found === undefined) return await this.#runOnce(entryOf);
    try {
      return await this.#restore(found, entryOf);
    } catch (error) {
      if (!(error instanceof ExpError) || error.kind !== "damaged-data") throw error;
      bench.emit({ kind: "warned", error: fault("within/run-instead", { stage: name }, error) });
      return await this.#runOnce(entryOf);
    }
  }

  #isStopped(): boolean {
    return this.options.command.isStopped?.() ?? false;
  }

  async #restore(outs: ReadonlyMap<Out, HashInfo>, entryOf: EntryOf): Promise<StageResult> {
    const { bench, stage } = this;
    bench.emit({ kind: "stage-restored", stage: this.name });
    for (const [out, info] of outs) {
      const path = absolutePath(bench.repo, out.path);
      await bench.store.copyAhead(path, info);
      for (const change of bench.store.checkout(path, info, { force: true })) {
        bench.emit({ kind: "checkout", change: change.kind, path: change.path });
      }
      if (!out.cache) bench.store.unprotect(path);
      bench.store.forget(path);
    }
    ignoreOuts(bench, stage);
    const entry = entryOf(outs);
    if (!this.options.noCommit && canSave(stage) && hasKnownInputs(entry)) bench.runCache.save(entry);
    return { outcome: "restored", saved: { entry, outs } };
  }

  /** Runs the command; of several runs with the same inputs on this machine one does, the others take its result. */
  async #runOnce(entryOf: EntryOf): Promise<StageResult> {
    const { bench, stage, name, options } = this;
    const isShared = canSave(stage) && !options.force && !options.noRunCache && !options.noCommit;
    if (!isShared) return await this.#run(entryOf);
    const key = runKey(entryOf(placeholders(stage)));
    const text = `${name}: another run does the same work; waiting for its result`;
    const flight = await holdFlight(bench.repo, bench.runCache.flightFile(key), {
      pause: options.lock,
      isStopped: () => this.#isStopped(),
      onWait: () => bench.emit({ kind: "info", text }),
    });
    try {
      if (!flight.hasWaited) return await this.#run(entryOf);
      forgetSeen(bench, stage);
      const view = await viewStage(bench, stage);
      const entryNow = await describeInputs(bench, stage);
      const found = await findInRunCache(bench, stage, view, entryNow);
      return found ? await this.#restore(found, entryNow) : await this.#run(entryNow);
    } finally {
      flight.release();
    }
  }

  async #run(entryOf: EntryOf): Promise<StageResult> {
    const { bench, stage, options } = this;
    const { clock } = bench.repo.host;
    const started = clock.monotonic();
    bench.emit({ kind: "stage-running", stage: this.name, reason: this.reason.text });
    this.#check();
    const inputs = options.keepInputs ? keepInputs(bench, stage) : undefined;
    this.#clearOuts();
    await this.#runCommands(entryOf);
    forgetSeen(bench, stage);
    await this.#lookAtUrls();
    const paths = await movedInputs(bench, stage, this.name, entryOf);
    const saved = await saveStage(bench, stage, { ...options, entryOf, isDoubtful: paths.length > 0 });
    const moved = paths.flatMap((path) => inputs?.get(path) ?? []);
    return { outcome: "ran", saved, moved, elapsedMs: clock.monotonic() - started };
  }

  /** A Ctrl-C of the terminal ends what looks there, too, which is to be finished: what was not seen is looked at again. */
  async #lookAtUrls(): Promise<void> {
    const { bench: { urls }, stage, options } = this;
    const items = urlItems(stage);
    await urls.prefetch(items, options.forced);
    const unseen = items.map(({ path }) => path).filter((url) => urls.at(url).kind === "unseen");
    if (unseen.length === 0) return;
    urls.forget(unseen);
    await urls.prefetch(items, options.forced);
  }

  /** What would make the run end in an error anyhow is said before anything is removed. */
  #check(): void {
    const { bench, stage } = this;
    const wdir = absolutePath(bench.repo, stage.wdir);
    if (bench.repo.host.fs.stat(wdir)?.kind !== "dir") {
      throw fault("invalid-file/no-wdir", { wdir: stage.wdir || ".", path: wdir });
    }
    for (const out of stage.outs) {
      checkOutPlace(bench.repo, out);
      if (this.#isRemovedBefore(out)) checkRemovableOut(bench.repo, bench.store, stage, out);
    }
  }

  #clearOuts(): void {
    const { bench: { repo, store }, options } = this;
    for (const out of this.stage.outs) {
      if (out.isUrl || out.path.startsWith("/")) continue; // what lies outside is never ours to remove
      const path = absolutePath(repo, out.path);
      if (this.#isRemovedBefore(out)) {
        repo.host.fs.removeTree(path);
        store.forget(path);
      } else if (out.checkpoint && options.checkpoints) {
        layOutCheckpoint(store, out, path, options.checkpoints.reset);
      } else store.unprotect(path);
    }
  }

  /** An out that the command has to make anew. */
  #isRemovedBefore(out: Out): boolean {
    if (out.isUrl || out.path.startsWith("/") || out.persist) return false;
    return !(out.checkpoint && this.options.checkpoints);
  }

  /** The repository's lock is given back meanwhile, but for the moments in which checkpoints are saved. */
  async #runCommands(entryOf: EntryOf): Promise<void> {
    const { bench, stage, name, options } = this;
    const watch = hasCheckpoints(stage) ? options.checkpoints?.open(stage) : undefined;
    const env = { ...options.command.env, ...watch?.env };
    const work = () => runCommands(bench.repo, stage, { ...options.command, env, name, emit: bench.emit });
    const saveMidway: SaveMidway = (use) =>
      options.lock.hold(async () => {
        bench.store.forget();
        return await use(await saveStage(bench, stage, { noLink: true, allowMissing: true, entryOf }));
      });
    await options.lock.pauseFor(() => watch ? watch.during(work, saveMidway) : work());
  }
}
