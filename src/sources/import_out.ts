/** The place of an import in our repository: checked before anything is asked of its source, and filled at the end. */
import { type HashInfo, openDataStore, openGitIgnoreKeeper } from "../data/mod.ts";
import { buildGraph, checkFileIsUsable, type Project, refusePipelineFiles } from "../pipeline/mod.ts";
import { checkWritableInside, joinPath, nameOf, parentOf, relativeInside, type Repo } from "../repo/mod.ts";
import { absolutePath, displayPath, newOut, type Out, refuseHarmfulOuts, type Stage } from "../stage/mod.ts";
import { fault } from "./faults.ts";
import { formatImport, type ImportRecord } from "./import_file.ts";
import type { OutPlace } from "./out_place.ts";

/** An import that is going to be. */
interface PlannedImport {
  readonly out: Out;
  /** The `.dvc` file, relative to the root. */
  readonly file: string;
  /** As shown. */
  readonly shown: string;
}

/**
 * @param source what is to be imported, as it is written in a `.dvc` file; default: nothing is written of it
 * @throws {ExpError} for a place that cannot hold it, or belongs to something else, and for what nobody may import
 */
export async function planImport(
  project: Project,
  place: OutPlace,
  source?: (file: string) => string,
): Promise<PlannedImport> {
  const { repo } = project;
  const path = relativeInside(repo.root, place.path);
  if (path === undefined || path === "") throw fault("invalid-target/out-outside", place);
  const file = `${path}.dvc`;
  const folder = parentOf(place.path);
  if (repo.host.fs.stat(folder)?.kind !== "dir") throw fault("invalid-target/out-folder", { folder });
  checkFileIsUsable(repo, file);
  refusePipelineFiles({ file, address: file }, "output", [{ path, written: nameOf(path) }]);
  const written = source?.(file);
  if (written !== undefined) refusePipelineFiles({ file, address: file }, "dependency", [{ path: written, written }]);
  const stage = stageOf(path, file);
  refuseHarmfulOuts(repo, stage);
  const others = (await project.stages()).filter((other) => other.file !== file);
  buildGraph(repo, [...others, stage]);
  return { out: stage.outs[0] as Out, file, shown: displayPath(repo, path) };
}

function stageOf(path: string, file: string): Stage {
  return {
    address: file,
    name: undefined,
    file,
    cmd: undefined,
    wdir: parentOf(file),
    deps: [],
    params: [],
    outs: [newOut(path)],
    frozen: true,
    alwaysChanged: false,
    desc: undefined,
    meta: undefined,
    lockedCmd: undefined,
    isLocked: true,
  };
}

/** Puts what the cache has in place, whatever lies there. */
export function checkOutImport(repo: Repo, out: Out, info: HashInfo): void {
  const store = openDataStore(repo);
  try {
    store.checkout(absolutePath(repo, out.path), info, { force: true });
  } finally {
    store[Symbol.dispose]();
  }
}

/** Removes what lies in the place of something that has not come yet. */
export function clearOut(repo: Repo, out: Out): void {
  const path = absolutePath(repo, out.path);
  checkWritableInside(repo.host.fs, repo.root, path);
  repo.host.fs.removeTree(path);
}

/** Writes the `.dvc` file and the line of `.gitignore`. @returns files for Git, relative to the current folder, sorted */
export function recordImport(
  repo: Repo,
  planned: Pick<PlannedImport, "out" | "file">,
  record: Omit<ImportRecord, "out">,
): string[] {
  const path = joinPath(repo.root, planned.file);
  const before = repo.host.fs.readTextIfThere(path);
  const ignored = openGitIgnoreKeeper(repo).add([planned.out]);
  const text = formatImport(before, { ...record, out: nameOf(planned.out.path) }, planned.file);
  if (text !== before) repo.host.fs.writeAtomic(path, text);
  const touched = new Set([path, ...ignored]);
  return [...touched].map((each) => displayPath(repo, relativeInside(repo.root, each) ?? each)).sort();
}
