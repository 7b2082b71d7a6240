import { moveDvcFile, openDataStore, openGitIgnoreKeeper } from "../data/mod.ts";
import { buildGraph, type Project } from "../pipeline/mod.ts";
import {
  checkWritableInside,
  isInside,
  joinPath,
  nameOf,
  normalizePath,
  parentOf,
  relativeFrom,
  relativeInside,
  type Repo,
} from "../repo/mod.ts";
import { absolutePath, displayAddress, displayPath, isDataSource, type Out, type Stage } from "../stage/mod.ts";
import { locateTarget, refusePlace } from "./add_target.ts";
import { fault } from "./faults.ts";

interface MovePlan {
  readonly stage: Stage;
  readonly out: Out;
  /** Where the data goes; relative to the root. */
  readonly path: string;
  /** The `.dvc` file that is to say so: beside the data, or the old one where it has a name of its own. */
  readonly file: string;
}

/** What a move would do; absolute paths. */
interface MoveSteps {
  readonly from: string;
  readonly to: string;
  readonly written: readonly string[];
  readonly removed: readonly string[];
}

interface Moved {
  /** Files that Git should have, relative to the current folder, sorted. */
  readonly written: readonly string[];
  /** The `.dvc` file that is no more; likewise. */
  readonly removed: string | undefined;
  /** The data was not there to be moved; only its record was. */
  readonly isAbsent: boolean;
}

/**
 * Moves tracked data with its `.dvc` file and its line in `.gitignore`. Nothing is read: what was changed since it was
 * recorded is as changed as before.
 *
 * @throws {ExpError} when there is no such data, a stage makes it, or something else is at the new place
 */
export async function moveTracked(project: Project, from: string, to: string): Promise<Moved> {
  const { repo } = project;
  const plan = await planMove(project, from, to);
  using store = openDataStore(repo);
  const source = absolutePath(repo, plan.out.path), target = absolutePath(repo, plan.path);
  const isThere = repo.host.fs.lstat(source) !== undefined;
  const keeper = openGitIgnoreKeeper(repo);
  const touched = new Set<string>(keeper.add([{ ...plan.out, path: plan.path }])); // first: Git never sees the data
  if (isThere) {
    if (repo.host.fs.lstat(target) !== undefined) store.remove(target);
    repo.host.fs.move(source, target);
    store.relocate(source, target);
  }
  for (const changed of keeper.remove([plan.out])) touched.add(changed);
  writeRecord(repo, plan);
  touched.add(absolutePath(repo, plan.file));
  const shown = (path: string) => displayPath(repo, relativeInside(repo.root, path) ?? path);
  const isRenamed = plan.file !== plan.stage.file;
  if (isRenamed) repo.host.fs.remove(absolutePath(repo, plan.stage.file));
  return {
    written: [...touched].filter((path) => repo.host.fs.exists(path)).map(shown).sort(),
    removed: isRenamed ? displayPath(repo, plan.stage.file) : undefined,
    isAbsent: !isThere,
  };
}

/** What {@link moveTracked} would do. @throws {ExpError} as it would */
export async function stepsOfMove(project: Project, from: string, to: string): Promise<MoveSteps> {
  const { repo } = project;
  const { stage, out, path, file } = await planMove(project, from, to);
  const ofFile = (relative: string) => absolutePath(repo, relative);
  const removed = file === stage.file ? [] : [ofFile(stage.file)];
  return { from: ofFile(out.path), to: ofFile(path), written: [ofFile(file)], removed };
}

async function planMove(project: Project, from: string, to: string): Promise<MovePlan> {
  const { repo } = project;
  const { fs } = repo.host;
  const stages = await project.stages();
  const old = relativeInside(repo.root, joinPath(repo.cwd, from));
  const found = stages.flatMap((stage) => stage.outs.map((out) => ({ stage, out }))).find(({ out }) =>
    out.path === old
  );
  if (found === undefined) throw fault("not-found/moved", { path: normalizePath(from) });
  const { stage, out } = found;
  if (!isDataSource(stage) || stage.name !== undefined) {
    throw fault("invalid-target/moved-of-stage", { path: from, stage: displayAddress(repo, stage) });
  }
  const isFolder = fs.stat(joinPath(repo.cwd, to))?.kind === "dir";
  const path = locateTarget(repo, isFolder ? `${to}/${nameOf(out.path)}` : to);
  checkPlace(repo, out, path);
  const isOwnName = nameOf(stage.file) === `${nameOf(out.path)}.dvc`;
  const file = isOwnName ? `${path}.dvc` : stage.file;
  if (isOwnName && fs.lstat(absolutePath(repo, file)) !== undefined) {
    throw fault("exists/moved-record", { file: displayPath(repo, file) });
  }
  const moved = { ...stage, file, address: file, outs: [{ ...out, path }] };
  buildGraph(repo, [...stages.filter((each) => each !== stage), moved]);
  return { stage, out, path, file };
}

/** Something of somebody else's may be where the data is to go. */
function checkPlace(repo: Repo, out: Out, path: string): void {
  const { fs } = repo.host;
  const target = absolutePath(repo, path);
  if (path === out.path || isInside(path, out.path)) {
    throw fault("invalid-target/into-itself", { path, from: out.path });
  }
  if (fs.stat(parentOf(target))?.kind !== "dir") throw fault("invalid-target/no-folder", { folder: parentOf(target) });
  checkWritableInside(fs, repo.root, target);
  refusePlace(repo, path, fs.stat(absolutePath(repo, out.path))?.kind === "dir");
  const there = fs.lstat(target);
  if (there === undefined) return;
  const kind = there.kind === "dir" ? "directory" : "file";
  if (repo.rules.moveKeepsOthers || there.kind === "dir") {
    throw fault("exists/moved", { target: displayPath(repo, path), kind });
  }
}

function writeRecord(repo: Repo, { stage, out, path, file }: MovePlan): void {
  const { fs } = repo.host;
  const isRenamed = file !== stage.file;
  const wdir = absolutePath(repo, isRenamed ? parentOf(path) : stage.wdir);
  const deps = new Map(
    stage.deps.filter((dep) => isRenamed && !dep.isUrl && !isElsewhere(dep)).map((dep) => [
      dep.written,
      dep.written.startsWith("/") ? dep.written : relativeFrom(wdir, absolutePath(repo, dep.path)),
    ]),
  );
  const text = moveDvcFile(fs.readText(absolutePath(repo, stage.file)), {
    from: out.written,
    to: relativeFrom(wdir, absolutePath(repo, path)),
    deps,
    isRenamed,
  }, file);
  fs.writeAtomic(absolutePath(repo, file), text, { sync: "content" });
}

/** An import's dep is a path of its own repository. */
function isElsewhere({ source }: Stage["deps"][number]): boolean {
  return source?.has("repo") === true;
}
