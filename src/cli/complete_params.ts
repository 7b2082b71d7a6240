/** What may follow `-S`: the parameters of a project, as `key=` or `file:key=`, and after the `=` what they may be. */
import { pyStr, type Value } from "../common/mod.ts";
import { readParamsFile } from "../params/mod.ts";
import { joinPath, relativeFrom, type Repo } from "../repo/mod.ts";
import { flatten } from "../show/mod.ts";

/** Something that may stand next on a line. */
export interface Candidate {
  readonly word: string;
  readonly about: string;
}

const DEFAULT_FILE = "params.yaml";

/** @param typed what is there of it: a file that it names is read, whether or not a stage has it */
export async function paramCandidates(repo: Repo, typed: string): Promise<Candidate[]> {
  const named = /^([^=]*):[^:=]*(=.*)?$/.exec(typed)?.[1];
  const files = new Set([DEFAULT_FILE, ...(named === undefined ? await paramsFiles(repo) : [named])]);
  const found: Candidate[] = [];
  for (const file of files) {
    const prefix = file === DEFAULT_FILE && named === undefined ? "" : `${file}:`;
    for (const [key, value] of await keysOf(repo, file)) {
      const start = `${prefix}${key}=`;
      if (!typed.startsWith(start)) found.push({ word: start, about: `parameter of ${file}` });
      else found.push(...valuesLike(value).map((text) => ({ word: start + text, about: "value" })));
    }
  }
  return [...found, ...await configGroups(repo, typed)];
}

async function keysOf(repo: Repo, file: string): Promise<ReadonlyMap<string, Value>> {
  try {
    const data = await readParamsFile(repo.host, joinPath(repo.cwd, file));
    return data instanceof Map ? flatten(data) : new Map();
  } catch {
    return new Map(); // a broken file is told of by the command
  }
}

/** Params files of the project, as they are called from the current folder. */
async function paramsFiles(repo: Repo): Promise<string[]> {
  try {
    const { shapeOf } = await import("../revisions/mod.ts");
    const shape = await shapeOf(repo);
    return [...shape.params.keys(), ...shape.topParams].map((path) =>
      relativeFrom(repo.cwd, joinPath(repo.root, path))
    );
  } catch {
    return [];
  }
}

/** The value that it has, and its opposite where there is one. */
function valuesLike(value: Value): string[] {
  if (typeof value === "boolean") return ["true", "false"];
  const isPlain = typeof value === "bigint" || typeof value === "number" ||
    (typeof value === "string" && /^[\w./-]+$/.test(value));
  return isPlain ? [pyStr(value)] : [];
}

/** Hydra's groups, where the project composes its parameters: folders of its configs, and the files to choose from. */
async function configGroups(repo: Repo, typed: string): Promise<Candidate[]> {
  if (!repo.config.getBool("hydra", "enabled", false)) return [];
  const { projectConfigs } = await import("../entries/mod.ts");
  const { source, configDir } = projectConfigs(repo);
  if (configDir === undefined) return [];
  const groups = (path: string): string[] =>
    source.list(joinPath(configDir, path)).map((name) => path === "" ? name : `${path}/${name}`)
      .filter((inner) => source.isDirectory(joinPath(configDir, inner)))
      .flatMap((inner) => [inner, ...groups(inner)]);
  return groups("").flatMap((group) => {
    const options = source.list(joinPath(configDir, group)).filter((name) => name.endsWith(".yaml"));
    if (options.length === 0) return [];
    if (!typed.startsWith(`${group}=`)) return [{ word: `${group}=`, about: "config group" }];
    return options.map((name) => ({ word: `${group}=${name.replace(/\.yaml$/, "")}`, about: "config" }));
  });
}
