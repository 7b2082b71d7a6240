import { ExpError } from "../common/mod.ts";
import type { HashInfo } from "../data/mod.ts";
import { buildGraph, findNamed, findTargets, type Project, reach, startsOf, type WithDeps } from "../pipeline/mod.ts";
import { isInside, relativeInside } from "../repo/mod.ts";
import { displayPath, locate, type Out, type Stage } from "../stage/mod.ts";

export interface TargetChoice {
  /** Stages, `.dvc` files, outputs, or paths inside of outputs; none: everything. */
  readonly targets?: readonly string[];
  readonly withDeps?: WithDeps;
  readonly recursive?: boolean;
}

/** An out that a command is about, or a part of one. */
export interface OutChoice {
  readonly stage: Stage;
  readonly out: Out;
  /** Below the out's folder, when only that is meant. */
  readonly inside?: string;
}

/** The stages that targets stand for; with none, all of them. */
export async function chooseStages(project: Project, choice: TargetChoice): Promise<readonly Stage[]> {
  const { targets = [], recursive = false } = choice;
  if (targets.length === 0) return await project.stages();
  const found = await findNamed(project, targets, { outputs: true, recursive });
  if (!choice.withDeps) return [...found.keys()];
  const graph = buildGraph(project.repo, await project.stages());
  const wanted = reach(startsOf(found, choice.withDeps), graph.upstream);
  return graph.stages.filter((stage) => wanted.has(stage) || found.has(stage));
}

/**
 * The outs that targets stand for, each once, in the order asked: a stage's name means all of its outs, a path the out
 * at it (or the part of the out around it).
 * @throws {ExpError} `not-found`
 */
export async function chooseOuts(project: Project, choice: TargetChoice): Promise<OutChoice[]> {
  const { targets = [] } = choice;
  if (targets.length === 0 || choice.withDeps === true) return allOuts(await chooseStages(project, choice));
  const chosen: OutChoice[] = [];
  for (const target of targets) {
    const byPath = choice.recursive ? [] : await outsAt(project, target);
    chosen.push(
      ...(byPath.length > 0 ? byPath : allOuts(await chooseStages(project, { ...choice, targets: [target] }))),
    );
  }
  const seen = new Set<string>();
  return chosen.filter(({ out, inside }) => {
    const key = `${out.path}\0${inside ?? ""}`;
    return !seen.has(key) && seen.add(key);
  });
}

function allOuts(stages: readonly Stage[]): OutChoice[] {
  return stages.flatMap((stage) => stage.outs.map((out) => ({ stage, out })));
}

async function outsAt(project: Project, target: string): Promise<OutChoice[]> {
  const { repo } = project;
  const { path } = locate(repo, relativeInside(repo.root, repo.cwd) ?? "", target);
  if (await isStageName(project, target)) return [];
  const stages = await project.stages();
  const all = allOuts(stages);
  const exact = all.filter(({ out }) => out.path === path);
  if (exact.length > 0) return exact;
  return all.filter(({ out }) => isInside(path, out.path))
    .map((each) => ({ ...each, inside: path.slice(each.out.path.length + 1) }));
}

/** A stage's name, a group's or a file's goes before an out of the same name, as in DVC. */
async function isStageName(project: Project, target: string): Promise<boolean> {
  try {
    await findTargets(project, [target], {});
    return true;
  } catch (error) {
    if (error instanceof ExpError && (error.kind === "not-found" || error.kind === "invalid-target")) return false;
    throw error;
  }
}

/** What of an out is in the cache, by name and hash; undefined for what never is. */
export function cachedInfo({ out }: OutChoice): HashInfo | undefined {
  return out.cache && !out.isUrl ? out.locked : undefined;
}

export function shownPath(project: Project, { out, inside }: OutChoice): string {
  return displayPath(project.repo, inside === undefined ? out.path : `${out.path}/${inside}`);
}
