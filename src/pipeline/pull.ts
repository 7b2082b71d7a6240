/** `--pull`: what stages lack comes from the default remote. */
import type { DataStore, HashInfo, Remote, RemoteItem } from "../data/mod.ts";
import { isInside } from "../repo/mod.ts";
import { absolutePath, type Out, type Stage, type StagePull } from "../stage/mod.ts";
import type { Project } from "./project.ts";

export class Puller implements StagePull {
  /** @param remote undefined where none is set: then only what the cache has is put in place */
  constructor(
    private readonly project: Project,
    private readonly store: DataStore,
    private readonly remote: Remote | undefined,
  ) {}

  async outs(stage: Stage): Promise<void> {
    const wanted = cachedItems(stage.outs);
    await this.#fetch(wanted);
    for (const item of wanted) this.#place(item.path, item.info);
  }

  async objects(outs: ReadonlyMap<Out, HashInfo>): Promise<void> {
    await this.#fetch([...outs].map(([out, info]) => ({ path: out.path, info })));
  }

  async deps(stage: Stage): Promise<void> {
    const { repo } = this.project;
    const missing = stage.deps.filter(({ path, isUrl }) => !isUrl && !repo.host.fs.exists(absolutePath(repo, path)));
    if (missing.length === 0) return;
    const made = (await this.project.stages()).flatMap((each) => cachedItems(each.outs));
    for (const { path } of missing) {
      for (const item of made) {
        if (item.path === path || isInside(item.path, path)) {
          await this.#fetch([item]);
          this.#place(item.path, item.info);
        } else if (isInside(path, item.path)) {
          await this.#fetch([item]);
          this.#placePart(path, item);
        }
      }
    }
    this.store.forget();
  }

  async #fetch(items: readonly RemoteItem[]): Promise<void> {
    const missing = items.filter(({ info }) => !this.store.has(info));
    if (missing.length > 0) await this.remote?.fetch(missing);
  }

  /** What differs was changed by hand, and stays: it is then no data that is missing. */
  #place(path: string, info: HashInfo): void {
    const { repo } = this.project;
    const absolute = absolutePath(repo, path);
    if (!repo.host.fs.exists(absolute) && this.store.has(info)) this.store.checkout(absolute, info);
  }

  /** Of a tracked folder only what lies at or below a path. */
  #placePart(path: string, whole: RemoteItem): void {
    const part = path.slice(whole.path.length + 1);
    for (const { relpath, hash } of this.store.readTree(whole.info) ?? []) {
      if (relpath !== part && !isInside(relpath, part)) continue;
      this.#place(`${whole.path}/${relpath}`, { algorithm: whole.info.algorithm, hash });
    }
  }
}

function cachedItems(outs: readonly Out[]): RemoteItem[] {
  return outs.flatMap(({ cache, isUrl, path, locked }) => cache && !isUrl && locked ? [{ path, info: locked }] : []);
}
