/** `--pull`: what stages lack comes from the default remote. */
import { ExpError } from "../common/mod.ts";
import type { DataStore, HashInfo, Remote, RemoteItem } from "../data/mod.ts";
import { isInside } from "../repo/mod.ts";
import {
  absolutePath,
  dataOfOut,
  findChanges,
  isDataSource,
  isUnchangedBeforeOuts,
  type Out,
  type Stage,
  type StagePull,
  type StageView,
  viewStage,
  type Workbench,
} from "../stage/mod.ts";
import type { Plan } from "./plan.ts";
import type { Project } from "./project.ts";

/** An out, or the part of it that somebody reads. */
interface Made {
  readonly out: Out;
  readonly part: string | undefined;
}

export class Puller implements StagePull {
  readonly #store: DataStore;

  /** @param remote undefined where none is set: then only what the cache has is put in place */
  constructor(
    private readonly project: Project,
    private readonly bench: Workbench,
    private readonly remote: Remote | undefined,
  ) {
    this.#store = bench.store;
  }

  /**
   * What a run is sure to need, as far as that can be told before it begins, comes at once: the outs of stages that lack
   * nothing else, and what the first of those that run lack of their deps.
   */
  async prefetch({ stages, graph }: Plan, options: { force?: boolean; allowMissing?: boolean }): Promise<void> {
    const running = new Set<Stage>();
    const items: RemoteItem[] = [];
    for (const stage of stages) {
      const isForced = options.force === true && stage.cmd !== undefined;
      if (graph.upstream(stage).some((each) => running.has(each))) running.add(stage); // what it needs is still to be made
      else if (!isForced && await this.#isWhole(stage, true)) {
        const isSkipped = await this.#isWhole(stage, options.allowMissing === true);
        if (!isSkipped) items.push(...stage.outs.flatMap((out) => dataOfOut(out)));
      } else if (!stage.frozen && !isDataSource(stage)) {
        running.add(stage);
        for (const { out, part } of await this.#makersOf(this.#missingDeps(stage))) {
          items.push(...dataOfOut(out, part === undefined ? undefined : [part]));
        }
      }
    }
    try {
      await this.#fetch(items);
    } catch (error) {
      if (!(error instanceof ExpError) || error.kind === "interrupted") throw error; // told by the stage that needs it
    }
  }

  async outs(stage: Stage): Promise<void> {
    await this.#fetch(stage.outs.flatMap((out) => dataOfOut(out)));
    for (const out of stage.outs) await this.#place(out);
  }

  async objects(outs: ReadonlyMap<Out, HashInfo>): Promise<void> {
    await this.#fetch([...outs].map(([out, info]) => ({ path: out.path, info })));
  }

  async deps(stage: Stage): Promise<void> {
    const missing = this.#missingDeps(stage);
    if (missing.length === 0) return;
    const makers = await this.#makersOf(missing);
    await this.#fetch(makers.flatMap(({ out, part }) => dataOfOut(out, part === undefined ? undefined : [part])));
    for (const { out, part } of makers) {
      if (part === undefined) await this.#place(out);
      else await this.#placePart(out, part);
    }
    this.#store.forget();
  }

  async #isWhole(stage: Stage, allowMissing: boolean): Promise<boolean> {
    const asksOuts = (view: StageView) => isUnchangedBeforeOuts(stage, view, { allowMissing });
    const [change] = findChanges(stage, await viewStage(this.bench, stage, asksOuts), { allowMissing });
    return change === undefined;
  }

  #missingDeps(stage: Stage): string[] {
    const { fs } = this.project.repo.host;
    return stage.deps.filter(({ path, isUrl }) => !isUrl && !fs.exists(absolutePath(this.project.repo, path)))
      .map(({ path }) => path);
  }

  /** The outs that make paths: what lies in them, or around them (then of that the part). */
  async #makersOf(paths: readonly string[]): Promise<Made[]> {
    const outs = paths.length === 0 ? [] : (await this.project.stages()).flatMap((stage) => stage.outs);
    return paths.flatMap((path) =>
      outs.flatMap((out): Made[] => {
        if (out.path === path || isInside(out.path, path)) return [{ out, part: undefined }];
        return isInside(path, out.path) ? [{ out, part: path.slice(out.path.length + 1) }] : [];
      })
    );
  }

  async #fetch(items: readonly RemoteItem[]): Promise<void> {
    const missing = items.filter(({ info, inside }) => inside !== undefined || !this.#store.has(info));
    if (missing.length > 0) await this.remote?.fetch(missing);
  }

  /** What differs was changed by hand, and stays: it is then no data that is missing. */
  async #place({ path, locked, cache, isUrl, files }: Out): Promise<void> {
    if (!cache || isUrl || locked === undefined) return;
    if (files !== undefined) this.#store.knowTree(locked, files);
    await this.#placeAt(path, locked);
  }

  async #placeAt(path: string, info: HashInfo): Promise<void> {
    const absolute = absolutePath(this.project.repo, path);
    if (this.project.repo.host.fs.exists(absolute) || !this.#store.has(info)) return;
    await this.#store.copyAhead(absolute, info);
    this.#store.checkout(absolute, info);
  }

  /** Of a tracked folder only what lies at or below a path in it. */
  async #placePart({ path, locked, files }: Out, part: string): Promise<void> {
    if (locked === undefined) return;
    for (const { relpath, hash } of files ?? this.#store.readTree(locked) ?? []) {
      if (relpath !== part && !isInside(relpath, part)) continue;
      await this.#placeAt(`${path}/${relpath}`, { algorithm: locked.algorithm, hash });
    }
  }
}
