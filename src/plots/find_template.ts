import { isMap } from "../common/mod.ts";
import { parseJson } from "@exp/formats";
import { joinPath, type Repo } from "../repo/mod.ts";
import { fault } from "./faults.ts";
import { builtInTemplate, TEMPLATE_NAMES } from "./templates.ts";
import type { Template } from "./vega_spec.ts";

/** Where a project has templates of its own. */
const FOLDER = ".dvc/plots";

/**
 * A template by its name: a file of `.dvc/plots` (with or without `.json`), a path from the current folder, or one of DVC's.
 *
 * @throws {ExpError} `not-found`; `invalid-file`
 */
export function findTemplate(repo: Repo, name = "linear"): Template {
  const { fs } = repo.host;
  const own = joinPath(joinPath(repo.root, FOLDER), name);
  for (const path of [own, own.replace(/(?<=[^/])\.[^./]+$|$/, ".json"), joinPath(repo.cwd, name)]) {
    if (fs.stat(path)?.kind === "file") return { name, content: readTemplate(repo, path) };
  }
  const content = builtInTemplate(name);
  if (isMap(content)) return { name, content };
  throw fault("not-found/plot-template", { template: name });
}

/** The project's own, then DVC's. */
export function templateNames(repo: Repo): string[] {
  const { fs } = repo.host;
  const folder = joinPath(repo.root, FOLDER);
  const own = fs.listIfThere(folder).map(({ name }) => name);
  const names = own.filter((name) => name.endsWith(".json")).map((name) => name.slice(0, -".json".length));
  return [...new Set([...names.sort(), ...TEMPLATE_NAMES])];
}

function readTemplate(repo: Repo, path: string): Template["content"] {
  const content = parseJson(repo.host.fs.readText(path), { file: path });
  if (!isMap(content)) throw fault("invalid-file/plot-template", { path });
  return content;
}
