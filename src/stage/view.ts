/** What is on the disk and in the cache now, as the decisions about a stage need it. */
import type { Value } from "../common/mod.ts";
import type { DataStore, HashInfo, Observed } from "../data/mod.ts";
import type { Repo } from "../repo/mod.ts";
import type { ParamsFiles } from "./params_files.ts";
import { absolutePath } from "./paths.ts";
import type { Stage } from "./types.ts";

/** Facts for {@link findChanges}. Everything is looked up when it is asked for, and remembered. */
export interface StageView {
  /** A dep's or out's state; never asked for URLs. */
  observe(path: string, algorithm: HashInfo["algorithm"]): Observed;
  /** A params file's content; undefined when there is no file. */
  params(path: string): Value | undefined;
  inCache(info: HashInfo): boolean;
}

/** Reads a stage's params files, so that the view can be asked without waiting. */
export async function viewStage(
  repo: Repo,
  store: DataStore,
  params: ParamsFiles,
  stage: Stage,
): Promise<StageView> {
  const values = new Map<string, Value | undefined>();
  for (const dep of stage.params) values.set(dep.path, await params.read(dep.path));
  for (const { files, locked } of stage.outs) if (files !== undefined && locked) store.knowTree(locked, files);
  return {
    observe: (path, algorithm) => store.observe(absolutePath(repo, path), algorithm),
    params: (path) => values.get(path),
    inCache: (info) => store.has(info),
  };
}
