import { isMap, type Value } from "../common/mod.ts";
import { joinPath, parentOf, pathsOverlap, relativeInside, type Repo } from "../repo/mod.ts";
import { absolutePath, type Stage } from "../stage/mod.ts";
import { lockFileOf, type PipelineFile } from "./pipeline_file.ts";
import { Project } from "./project.ts";

/**
 * Files that belong to an experiment although Git may not track them yet: what its stages are made of, read and write
 * outside of the cache, and what dvc.yaml names as metrics, params and plots. Read anew, for a stage may have edited
 * dvc.yaml while it ran.
 *
 * @param addresses the stages that were looked at
 * @returns existing paths relative to the work tree's top
 */
export async function resultFiles(repo: Repo, addresses: readonly string[], top: string): Promise<string[]> {
  const wanted = new Set(addresses);
  const files = await new Project(repo).files({ onError: () => {} });
  const stages: Stage[] = [];
  const named = new Set<string>();
  for (const file of files) {
    for (const path of topLevelPaths(repo, file)) named.add(path);
    stages.push(...await file.stages());
  }
  // also where dvc.yaml, or a params file that it uses, cannot be read any more
  for (const address of addresses) {
    const file = fileOf(address);
    named.add(file);
    if (!file.endsWith(".dvc")) named.add(lockFileOf(file));
  }
  for (const stage of stages) {
    if (wanted.has(stage.address)) { for (const path of pathsOfStage(repo, stage)) named.add(path); }
  }
  const cached = stages.flatMap((stage) => stage.outs.filter((out) => out.cache && !out.isUrl).map((out) => out.path));
  return [...named].flatMap((path) => {
    if (cached.some((out) => pathsOverlap(out, path))) return [];
    const absolute = absolutePath(repo, path);
    const inTop = relativeInside(top, absolute);
    return inTop !== undefined && inTop !== "" && repo.host.fs.lstat(absolute) !== undefined ? [inTop] : [];
  });
}

/** Of `train`, `sub/dvc.yaml:train`, `data/raw.dvc`. */
function fileOf(address: string): string {
  if (address.includes(":")) return address.slice(0, address.lastIndexOf(":"));
  return address.endsWith(".dvc") ? address : "dvc.yaml";
}

function* pathsOfStage(repo: Repo, stage: Stage): Iterable<string> {
  yield stage.file;
  if (stage.name !== undefined) yield lockFileOf(stage.file);
  for (const dep of stage.deps) if (!dep.isUrl) yield dep.path;
  for (const params of stage.params) yield params.path;
  for (const out of stage.outs) {
    if (out.isUrl) continue;
    if (!out.cache) yield out.path;
    // the line that keeps the data out of Git
    else yield relativeInside(repo.root, joinPath(parentOf(absolutePath(repo, out.path)), ".gitignore")) ?? out.path;
  }
}

/** Paths under a dvc.yaml's own `metrics`, `params` and `plots`; relative to the root. */
export function topLevelPaths(
  repo: Repo,
  file: PipelineFile,
  sections: readonly ("metrics" | "params" | "plots")[] = ["metrics", "params", "plots"],
): string[] {
  const folder = parentOf(absolutePath(repo, file.file));
  const top = file.top();
  const written = sections.flatMap((name) => name === "plots" ? plotPaths(top.get(name)) : texts(top.get(name)));
  return written.flatMap((path) => relativeInside(repo.root, joinPath(folder, path)) ?? []);
}

export function texts(value: Value | undefined): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === "string") : [];
}

/** A plot is a path, or has its files as keys of `x` and `y`; one without them is named by its own path. */
function plotPaths(value: Value | undefined): string[] {
  const items = Array.isArray(value) ? value : value === undefined ? [] : [value];
  return items.flatMap((item) => {
    if (typeof item === "string") return [item];
    if (!isMap(item)) return [];
    return [...item].flatMap(([id, settings]) => {
      const files = isMap(settings) ? ["x", "y"].flatMap((axis) => keysOf(settings.get(axis))) : [];
      return files.length > 0 ? files : [String(id)];
    });
  });
}

function keysOf(value: Value | undefined): string[] {
  return isMap(value) ? [...value.keys()].map(String) : [];
}
