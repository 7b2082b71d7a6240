/** Pipeline files, and files of vars, that somebody edits while stages are at work: what ran is what was read before. */
import { type EmitEvent, ExpError } from "../common/mod.ts";
import type { Repo } from "../repo/mod.ts";
import { absolutePath, displayPath, type Input, type Stage } from "../stage/mod.ts";
import { Project } from "./project.ts";

/** A file that defines stages. */
interface Source extends Input {
  readonly bytes: Uint8Array;
}

/** Files that the stages were read from, as they are now; a few KiB of which a run reads more anyhow. */
export function keepSources(repo: Repo, stages: readonly Stage[]): Source[] {
  const paths = new Set(stages.flatMap((stage) => stage.cmd === undefined ? [] : sourcesOf(stage)));
  return [...paths].flatMap((path) => {
    const bytes = bytesNow(repo, path);
    return bytes === undefined ? [] : [{ path, bytes }];
  });
}

/**
 * Those that define the stages otherwise by now, as they were; each is told of. What a run itself adds to such a file
 * (DVCLive's metrics in dvc.yaml, a key that no stage uses) is a part of its result.
 *
 * @param known paths that are told of already
 */
export async function movedSources(
  repo: Repo,
  stages: readonly Stage[],
  kept: readonly Source[],
  known: ReadonlySet<string>,
  emit: EmitEvent,
): Promise<Source[]> {
  const edited = kept.filter(({ path, bytes }) => !known.has(path) && !isEqual(bytes, bytesNow(repo, path)));
  if (edited.length === 0) return [];
  const editedPaths = new Set<string>(edited.map(({ path }) => path));
  const project = new Project(repo);
  const moved = new Set<string>();
  for (const stage of stages) {
    const own = sourcesOf(stage).filter((path) => editedPaths.has(path));
    if (own.length === 0 || await isDefinedStill(project, stage)) continue;
    for (const path of own) moved.add(path);
  }
  for (const path of moved) {
    const text = `'${
      displayPath(repo, path)
    }' changed while stages ran: the experiment's commit holds what they ran by`;
    emit({ kind: "warning", text });
  }
  return edited.filter(({ path }) => moved.has(path));
}

function sourcesOf(stage: Stage): string[] {
  return [stage.file, ...stage.templateKeys?.keys() ?? []];
}

async function isDefinedStill(project: Project, stage: Stage): Promise<boolean> {
  try {
    const now = await (await project.file(stage.file)).stage(stage.name);
    return definition(now) === definition(stage);
  } catch (error) {
    if (error instanceof ExpError) return false; // the stage is gone, or the file broken
    throw error;
  }
}

function definition({ cmd, wdir, deps, params, outs }: Stage): string {
  return JSON.stringify([
    cmd,
    wdir,
    deps.map(({ written }) => written),
    params.map(({ written, keys }) => [written, keys]),
    outs.map(({ written, kind, cache, persist }) => [written, kind, cache, persist]),
  ]);
}

function bytesNow(repo: Repo, path: string): Uint8Array | undefined {
  const { fs } = repo.host;
  const absolute = absolutePath(repo, path);
  return fs.stat(absolute)?.kind === "file" ? fs.readBytes(absolute) : undefined;
}

function isEqual(a: Uint8Array, b: Uint8Array | undefined): boolean {
  return a.length === b?.length && a.every((byte, i) => byte === b[i]);
}
