import { openDataStore } from "../data/mod.ts";
import { lockFileOf, type Project } from "../pipeline/mod.ts";
import { joinPath } from "../repo/mod.ts";
import { absolutePath } from "../stage/mod.ts";

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
  for (const file of new Set(stages.map((stage) => stage.file))) {
    fs.remove(absolutePath(repo, file));
    if (!file.endsWith(".dvc")) fs.remove(absolutePath(repo, lockFileOf(file)));
  }
  fs.remove(joinPath(repo.root, ".dvcignore"));
}

/** The last step, when nobody holds a lock in it any more. */
export function removeDvcFolder({ repo }: Project): void {
  repo.host.fs.removeTree(repo.dvcDir);
}
