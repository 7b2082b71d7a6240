import { openDataStore } from "../data/mod.ts";
import { lockFileOf, type Project } from "../pipeline/mod.ts";
import { relativeInside, type Repo } from "../repo/mod.ts";
import { absolutePath, type Stage } from "../stage/mod.ts";

/**
 * Makes a repository a plain folder again: its pipeline files, `.dvc` files, `.dvcignore` and `.dvc` with the cache in it
 * go. The data in the workspace stays, as files of its own. Git and its refs are left alone.
 *
 * @throws {ExpError} `missing-data` for a link to nowhere; nothing has been removed then
 */
export async function destroyProject(project: Project): Promise<void> {
  const { repo } = project;
  const { fs } = repo.host;
  const stages = await project.stages();
  using store = openDataStore(repo);
  for (const out of stages.flatMap((stage) => stage.outs)) {
    const path = absolutePath(repo, out.path);
    const isHere = out.cache && !out.isUrl && !out.path.startsWith("/");
    if (isHere && fs.lstat(path) !== undefined) store.unprotect(path); // before anything that it may link to goes
  }
  for (const path of filesOf(stages)) fs.remove(absolutePath(repo, path));
}

/** What would go, relative to the root: the folder `.dvc` is the last. */
export function destroyedFiles(repo: Repo, stages: readonly Stage[]): string[] {
  const there = filesOf(stages).filter((path) => repo.host.fs.lstat(absolutePath(repo, path)) !== undefined);
  return [...there, relativeInside(repo.root, repo.dvcDir) ?? repo.dvcDir];
}

function filesOf(stages: readonly Stage[]): string[] {
  const files = [...new Set(stages.map((stage) => stage.file))];
  return [...files.flatMap((file) => file.endsWith(".dvc") ? [file] : [file, lockFileOf(file)]), ".dvcignore"];
}

/** The last step, when nobody holds a lock in it any more. */
export function removeDvcFolder({ repo }: Project): void {
  repo.host.fs.removeTree(repo.dvcDir);
}
