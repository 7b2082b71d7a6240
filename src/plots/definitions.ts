/** Which plots there are: top level of each dvc.yaml, outs of stages, targets (DVC 3.67.1: dvc/repo/plots/__init__.py). */
import { isMap, type Key, type Value, type ValueMap } from "../common/mod.ts";
import type { PipelineFile } from "../pipeline/mod.ts";
import { normalizePath, parentOf, relativeFrom, type Repo } from "../repo/mod.ts";
import { absolutePath } from "../stage/mod.ts";
import { mergeInto } from "./merge.ts";
import type { Definitions, PlotProps } from "./types.ts";
import { Undrawable } from "./undrawable.ts";

/** The project as the current folder sees it. */
export interface SeenFiles {
  /** The files below a folder; undefined when there is no such folder. */
  below(path: string): readonly string[] | undefined;
  exists(path: string): boolean;
}

export interface DefinitionsRequest {
  readonly targets: readonly string[];
  /** What is said on the command line; it goes before what files say. */
  readonly props: PlotProps;
}

/**
 * @param repo where it is asked from
 * @throws {Undrawable} for a target that is no pattern
 */
export async function findDefinitions(
  repo: Repo,
  files: readonly PipelineFile[],
  seen: SeenFiles,
  { targets, props }: DefinitionsRequest,
): Promise<Definitions> {
  const asked = targets.map((target) => target.startsWith("/") ? relativeFrom(repo.cwd, target) : target);
  const matches = targetMatcher(asked);
  const found: ValueMap = new Map<Key, Value>();
  for (const file of files) {
    const plots = file.top().get("plots");
    if (!Array.isArray(plots) || plots.length === 0) continue;
    const config = seenFrom(repo, file.file);
    const definitions = topLevel(config, plots, seen, (id) => matches(id, config), props);
    mergeInto(found, new Map<Key, Value>([[config, definitions]]));
  }
  for (const file of files) {
    for (const stage of await file.stages()) {
      for (const out of stage.outs) {
        const path = seenFrom(repo, out.path);
        if (out.kind !== "plot" || !matches(path, seenFrom(repo, file.file))) continue;
        mergeInto(found, new Map([["", unpack(seen, path, joined(out.display, props))]]));
      }
    }
  }
  for (const target of asked) {
    if (found.size > 0 && !seen.exists(target)) continue;
    mergeInto(found, new Map([["", unpack(seen, target, props)]]));
  }
  return found as unknown as Definitions;
}

/** What is asked of the files of one plot: those of its axes, or the one that it is called after. */
export function sourcesOf(id: string, props: PlotProps): string[] {
  const y = props.get("y"), x = props.get("x");
  const sources = isMap(y) ? [...y.keys()] : [id];
  if (isMap(x) && x.size > 0) sources.push([...x.keys()][0]!);
  return [...new Set(sources.map(String))];
}

/** A path of the repository, as it is called from the current folder. */
export function seenFrom(repo: Repo, path: string): string {
  return relativeFrom(repo.cwd, absolutePath(repo, path));
}

/** Targets are regular expressions for the beginning of an id, or of `dvc.yaml::ID`; none: all are wanted. */
function targetMatcher(targets: readonly string[]): (id: string, config: string) => boolean {
  return (id, config) =>
    targets.length === 0 ||
    targets.some((target) => {
      const pattern = patternOf(target);
      return pattern.test(id) || pattern.test(`${config}::${id}`);
    });
}

function patternOf(target: string): RegExp {
  try {
    return new RegExp(`^(?:${target})`, "s");
  } catch (error) {
    throw new Undrawable("error", `'${target}' is no regular expression: ${(error as Error).message}`);
  }
}

function topLevel(
  config: string,
  items: readonly Value[],
  seen: SeenFiles,
  matches: (id: string) => boolean,
  props: PlotProps,
): ValueMap {
  const folder = parentOf(config);
  const own = new Map(items.map((item): [string, PlotProps] => {
    const [id, settings] = isMap(item) ? [...item][0] ?? ["", null] : [item, null];
    return [String(id), isMap(settings) ? settings : new Map()];
  }));
  const paths = [...own.keys()].map((id) => within(folder, id));
  const found: ValueMap = new Map<Key, Value>();
  for (const [id, settings] of own) {
    if (!matches(id)) continue;
    if (isMap(settings.get("y"))) {
      mergeInto(found, new Map([[id, joined(besideConfig(folder, settings), props)]]));
      continue;
    }
    // a file of two folders that are both plots belongs to the nearer one
    const path = within(folder, id);
    const files = unpack(seen, path, joined(settings, props));
    const nearest = [...files].filter(([file]) => closestParent(String(file), paths) === path);
    mergeInto(found, new Map(nearest));
  }
  return found;
}

/** Paths of axes are relative to the file that names them. */
function besideConfig(folder: string, settings: PlotProps): PlotProps {
  const placed = new Map(settings);
  for (const axis of ["x", "y"]) {
    const files = settings.get(axis);
    if (!isMap(files)) continue;
    placed.set(axis, new Map([...files].map(([file, fields]) => [within(folder, String(file)), fields])));
  }
  return placed;
}

function unpack(seen: SeenFiles, path: string, props: PlotProps): ValueMap {
  return new Map((seen.below(path) ?? [path]).map((file) => [file, new Map(props)]));
}

function joined(settings: PlotProps, props: PlotProps): PlotProps {
  return new Map([...settings, ...props]);
}

function within(folder: string, path: string): string {
  return normalizePath(path.startsWith("/") || folder === "" ? path : `${folder}/${path}`) || ".";
}

function closestParent(path: string, parents: readonly string[]): string {
  let best = "";
  for (const parent of parents) {
    const common = commonFolder([path, parent]);
    if (common.length > best.length) best = common;
  }
  return best;
}

/** The folders that all paths begin with. */
export function commonFolder(paths: readonly string[]): string {
  const parts = paths.map((path) => path.split("/").filter((part) => part !== "" && part !== "."));
  const [first = [], ...others] = parts;
  let same = 0;
  while (same < first.length && others.every((other) => other[same] === first[same])) same++;
  return (paths[0]?.startsWith("/") ? "/" : "") + first.slice(0, same).join("/");
}
