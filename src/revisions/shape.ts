import { ExpError } from "../common/mod.ts";
import type { HashInfo } from "../data/mod.ts";
import { MachineError } from "../host/mod.ts";
import { lockFileOf, type PipelineFile, Project, texts } from "../pipeline/mod.ts";
import { joinPath, parentOf, relativeInside, type Repo } from "../repo/mod.ts";
import { absolutePath, type RepoPath, type Stage } from "../stage/mod.ts";

/** Where a path's hash is written: in a lock file under a stage, or it is known (a `.dvc` file's). */
export type HashPlace =
  | { readonly kind: "lock"; readonly file: RepoPath; readonly stage: string; readonly written: string }
  | { readonly kind: "known"; readonly info: HashInfo | undefined };

/** What a project consists of, without any values: where its parameters, metrics, deps and outs are. */
export interface Shape {
  /** Keys that stages depend on; `all` where the whole file counts. */
  readonly params: ReadonlyMap<RepoPath, ReadonlySet<string> | "all">;
  /** Whole files that the top-level `params` name. */
  readonly topParams: ReadonlySet<RepoPath>;
  /** Keys that templates use, by file. */
  readonly templateKeys: ReadonlyMap<RepoPath, ReadonlySet<string>>;
  readonly metrics: ReadonlySet<RepoPath>;
  readonly deps: ReadonlyMap<string, HashPlace>;
  /** What the cache keeps, of every kind, with the name of its remote; undefined: the default one. */
  readonly tracked: ReadonlyMap<RepoPath, { readonly place: HashPlace; readonly remote: string | undefined }>;
  readonly outs: ReadonlyMap<
    string,
    { readonly place: HashPlace; readonly cache: boolean; readonly isSource: boolean }
  >;
  /** A stage has `checkpoint: true` outs. */
  readonly hasCheckpoints: boolean;
}

/** The shape, or why a pipeline file cannot be read. */
export async function shapeOrError(repo: Repo): Promise<Shape | ExpError> {
  try {
    return await shapeOf(repo);
  } catch (error) {
    if (!(error instanceof ExpError) || (error instanceof MachineError && repo.rules.refusesUnreadable)) throw error;
    return error;
  }
}

/** @throws {ExpError} `invalid-file` when a pipeline file cannot be read */
export async function shapeOf(repo: Repo): Promise<Shape> {
  const params = new Map<RepoPath, Set<string> | "all">();
  const topParams = new Set<RepoPath>();
  const templateKeys = new Map<RepoPath, Set<string>>();
  const metrics = new Set<RepoPath>();
  const deps = new Map<string, HashPlace>();
  const outs = new Map<string, { place: HashPlace; cache: boolean; isSource: boolean }>();
  const tracked = new Map<RepoPath, { place: HashPlace; remote: string | undefined }>();
  let hasCheckpoints = false;
  const files = await new Project(repo).files();
  for (const file of files) {
    for (const stage of await file.stages()) {
      const placeOf = (side: { written: string; locked: HashInfo | undefined }) => hashPlace(file, stage, side);
      for (const each of stage.params) addKeys(params, each.path, each.keys);
      for (const [path, keys] of stage.templateKeys ?? []) {
        templateKeys.set(path, new Set([...templateKeys.get(path) ?? [], ...keys]));
      }
      for (const dep of stage.deps) if (stage.name !== undefined) deps.set(dep.path, placeOf(dep));
      for (const out of stage.outs) {
        if (out.checkpoint) hasCheckpoints = true;
        if (out.cache && !out.isUrl) tracked.set(out.path, { place: placeOf(out), remote: out.remote });
        if (out.kind === "metric") metrics.add(out.path);
        if (out.kind === "out") {
          outs.set(out.path, { place: placeOf(out), cache: out.cache, isSource: stage.name === undefined });
        }
      }
    }
  }
  for (const file of files) {
    for (const path of topPaths(repo, file, "params")) topParams.add(path);
    for (const path of topPaths(repo, file, "metrics")) metrics.add(path);
  }
  return { params, topParams, templateKeys, metrics, deps, outs, tracked, hasCheckpoints };
}

function hashPlace(
  file: PipelineFile,
  stage: Stage,
  side: { readonly written: string; readonly locked: HashInfo | undefined },
): HashPlace {
  if (stage.name === undefined) return { kind: "known", info: side.locked };
  return { kind: "lock", file: lockFileOf(file.file), stage: stage.name, written: side.written };
}

function addKeys(params: Map<RepoPath, Set<string> | "all">, path: RepoPath, keys: readonly string[]): void {
  const known = params.get(path);
  if (known === "all") return;
  if (keys.length === 0) params.set(path, "all");
  else params.set(path, new Set([...known ?? [], ...keys]));
}

function topPaths(repo: Repo, file: PipelineFile, section: "params" | "metrics"): string[] {
  const folder = parentOf(absolutePath(repo, file.file));
  return texts(file.top().get(section)).flatMap((path) => relativeInside(repo.root, joinPath(folder, path)) ?? []);
}
