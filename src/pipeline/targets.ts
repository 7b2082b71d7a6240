/** From what a person types (`train`, `group`, `sub/dvc.yaml:train`, `data.dvc`, an output's path) to stages. */
import { compileWildcards, ExpError, nearestWord, type Piece, type TextMatcher } from "../common/mod.ts";
import { isInside, joinPath, nameOf, parentOf, relativeFrom, relativeInside, type Repo } from "../repo/mod.ts";
import { absolutePath, displayPath, fileColon, locate, type RepoPath, type Stage } from "../stage/mod.ts";
import { fault } from "./faults.ts";
import { isDataFileName, isPipelineFileName } from "./find_files.ts";
import { type PipelineFile, stageNotFound } from "./pipeline_file.ts";
import { type LoadAllOptions, missingFile, type Project } from "./project.ts";

interface TargetOptions {
  /** `-R`: a folder stands for all stages below it. */
  readonly recursive?: boolean;
  /** `--glob`: names may hold `*`, `?` and `[…]`. */
  readonly glob?: boolean;
  /** Output paths stand for their stages; reads the whole project when no stage has that name. */
  readonly outputs?: boolean;
  /** With `recursive`: goes on without a file that cannot be read. */
  readonly onError?: LoadAllOptions["onError"];
}

/** The stages that targets stand for, in the order given, each once. Reads only the files that are needed. */
export async function findTargets(
  project: Project,
  targets: readonly string[],
  options: TargetOptions = {},
): Promise<Stage[]> {
  const found = new Set<Stage>();
  for (const target of targets) for (const stage of await findTarget(project, target, options)) found.add(stage);
  return [...found];
}

/**
 * The same, with the outputs that were named: undefined where a stage is meant as a whole. Of what lies inside an
 * output, that output is named.
 */
export async function findNamed(
  project: Project,
  targets: readonly string[],
  options: TargetOptions = {},
): Promise<Map<Stage, ReadonlySet<RepoPath> | undefined>> {
  const found = new Map<Stage, ReadonlySet<RepoPath> | undefined>();
  for (const target of targets) {
    const { stages, path } = await matchTarget(project, target, options);
    for (const stage of stages) {
      const isWhole = path === undefined || (found.has(stage) && found.get(stage) === undefined);
      const outs = stage.outs.filter((out) => path === out.path || isInside(path ?? "", out.path)).map((out) =>
        out.path
      );
      found.set(stage, isWhole ? undefined : new Set([...found.get(stage) ?? [], ...outs]));
    }
  }
  return found;
}

/**
 * Does a choice take in what targets need? `of-stages`: not for an output that was named, which stands for itself alone
 * (so DVC has it).
 */
export type WithDeps = boolean | "of-stages";

/** What was found, from which to go on to what it needs. */
export function startsOf(found: ReadonlyMap<Stage, ReadonlySet<RepoPath> | undefined>, withDeps: WithDeps): Stage[] {
  return [...found].flatMap(([stage, outs]) => withDeps === true || outs === undefined ? [stage] : []);
}

/** The dvc.yaml of the current folder. */
export function currentPipelineFile(repo: Repo): RepoPath {
  return locate(repo, relativeInside(repo.root, repo.cwd) ?? "", "dvc.yaml").path;
}

export async function findTarget(project: Project, target: string, options: TargetOptions): Promise<readonly Stage[]> {
  return (await matchTarget(project, target, options)).stages;
}

interface TargetMatch {
  readonly stages: readonly Stage[];
  /** The target was taken for an output's path, or one inside an output. */
  readonly path?: RepoPath;
}

async function matchTarget(project: Project, target: string, options: TargetOptions): Promise<TargetMatch> {
  const { repo } = project;
  const here = relativeInside(repo.root, repo.cwd) ?? "";
  if (options.recursive) {
    const { path } = locate(repo, here, target);
    if (repo.host.fs.stat(absolutePath(repo, path))?.kind === "dir") {
      return { stages: await project.stages({ below: path, onError: options.onError }) };
    }
  }
  const { file, name } = splitTarget(repo, here, target, options.glob ?? false);
  if (options.outputs && fileColon(target) > 0 && !isPipelineFileName(file) && !isDataFileName(file)) {
    // no file of stages: the colon is one of the output's own path, if there is such an output
    const { path } = locate(repo, here, target);
    const stages = await stagesMaking(project, path);
    if (stages.length > 0) return { stages, path };
  }
  if (name === undefined) return { stages: await (await project.file(file)).stages() };
  let missing: ExpError;
  try {
    return { stages: await stagesNamed(await project.file(file), name, options, displayPath(repo, file)) };
  } catch (error) {
    if (!(error instanceof ExpError) || error.kind !== "not-found" || fileColon(target) >= 0) throw error;
    // DVC shows the file as it was written: where only a name is given, that is the plain file name
    const isThere = repo.host.fs.exists(absolutePath(repo, file));
    missing = isThere ? error : fault("within/no-pipeline", {}, error);
    if (!options.outputs) throw missing;
  }
  const { path } = locate(repo, here, target);
  return { stages: await ownersOf(project, path, target, missing), path };
}

/** A target's file and, unless it means the whole file, stage name. */
function splitTarget(
  repo: Repo,
  here: RepoPath,
  target: string,
  isGlob: boolean,
): { file: RepoPath; name: string | undefined } {
  const at = (written: string) => locate(repo, here, written).path;
  const colon = isGlob ? target.lastIndexOf(":") : fileColon(target);
  // with nothing behind the colon the whole file is meant
  if (colon >= 0) return { file: at(target.slice(0, colon) || "dvc.yaml"), name: target.slice(colon + 1) || undefined };
  if (nameOf(target) === "dvc.lock") throw fault("invalid-target/lock-file", { target });
  if (isPipelineFileName(target) || isDataFileName(target)) return { file: at(target), name: undefined };
  return { file: at("dvc.yaml"), name: target };
}

async function stagesNamed(
  file: PipelineFile,
  name: string,
  options: TargetOptions,
  shown: string,
): Promise<readonly Stage[]> {
  let chosen: readonly string[] | undefined;
  if (file.has(name)) chosen = [name];
  else if (options.glob) chosen = matchNames(file, name);
  else chosen = file.group(name);
  if (chosen === undefined || (options.glob && chosen.length === 0)) {
    if (options.glob) throw fault("not-found/no-match", { pattern: name, file: shown });
    throw stageNotFound(name, shown, file.names(), []);
  }
  return await Promise.all(chosen.map((each) => file.stage(each)));
}

function matchNames(file: PipelineFile, pattern: string): readonly string[] {
  const matcher = globPattern(pattern);
  return file.names().filter((name) => matcher.test(name));
}

/** Shell wildcards as Python's fnmatch takes them; `*` matches everything, `/` included. */
export function globPattern(pattern: string): TextMatcher {
  const pieces: Piece[] = [];
  for (let i = 0; i < pattern.length; i++) {
    const char = String.fromCodePoint(pattern.codePointAt(i) ?? 0);
    i += char.length - 1;
    const close = char === "[" ? pattern.indexOf("]", i + (pattern[i + 1] === "!" ? 3 : 2)) : -1;
    if (char === "*") pieces.push({ one: "[^]", many: true });
    else if (char === "?") pieces.push({ one: "[^]" });
    else if (close > 0) {
      pieces.push({ one: `[${pattern.slice(i + 1, close).replace(/^!/, "^").replaceAll("\\", "\\\\")}]` });
      i = close;
    } else pieces.push({ one: char.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&") });
  }
  return compileWildcards(pieces);
}

/** The stages whose outputs a path is, or else is inside of. */
async function stagesMaking(project: Project, path: RepoPath): Promise<Stage[]> {
  const stages = await project.stages();
  const exact = stages.filter((stage) => stage.outs.some((out) => out.path === path));
  return exact.length > 0 ? exact : stages.filter((stage) => stage.outs.some((out) => isInside(path, out.path)));
}

/** The same; the error names what is near where there are none. */
async function ownersOf(project: Project, path: RepoPath, target: string, missing: ExpError): Promise<Stage[]> {
  const { repo } = project;
  const owners = await stagesMaking(project, path);
  if (owners.length > 0) return owners;
  const outs = (await project.stages()).flatMap((stage) => stage.outs.map((out) => displayPath(repo, out.path)));

  throw fault("not-found/stage-or-output", { target, nearest: nearestWord(target, outs) }, missing);
}

/** The error for a missing dvc.yaml in the current folder, with where one is when it is above. */
export function noPipelineHere(repo: Repo): ExpError {
  for (let folder = parentOf(repo.cwd); relativeInside(repo.root, folder) !== undefined; folder = parentOf(folder)) {
    if (!repo.host.fs.exists(joinPath(folder, "dvc.yaml"))) continue;

    return missingFile(repo, currentPipelineFile(repo), { above: relativeFrom(repo.cwd, folder) });
  }
  return missingFile(repo, currentPipelineFile(repo));
}
