import { formatDvcFile, openDataStore } from "../data/mod.ts";
import { type Git, isTracked, type TreeChange } from "../git/mod.ts";
import type { Project } from "../pipeline/mod.ts";
import { relativeInside } from "../repo/mod.ts";
import { absolutePath } from "../stage/mod.ts";

/**
 * Makes changed data travel with an entry: puts the present content of `.dvc` files' data into the cache, and says how
 * those files would look with it. The workspace's own files stay as they are.
 *
 * @throws {ExpError} when a pipeline file cannot be read
 */
export async function changedData(project: Project, git: Git): Promise<TreeChange[]> {
  const { repo } = project;
  using store = openDataStore(repo);
  const changes: TreeChange[] = [];
  await project.stages();
  const files = await project.files();
  for (const file of files) {
    if (file.kind !== "data") continue;
    const [stage] = await file.stages();
    if (stage === undefined || stage.frozen || stage.deps.length > 0) continue;
    const changed = stage.outs.flatMap((out) => {
      if (!out.cache || out.isUrl || out.locked === undefined) return [];
      const path = absolutePath(repo, out.path);
      const observed = store.observe(path, out.locked.algorithm);
      if (observed.kind === "missing" || observed.info.hash === out.locked.hash) return [];
      const now = out.locked.algorithm === "md5" ? observed : store.observe(path, "md5");
      if (now.kind === "missing") return [];
      store.commit(path, now);
      return [{ written: out.written, info: now.info }];
    });
    const path = absolutePath(repo, file.file);
    const inTree = relativeInside(git.top, path);
    // an untracked `.dvc` file is no part of an entry, as no untracked file is
    if (changed.length === 0 || inTree === undefined || !isTracked(git, inTree)) continue;
    const text = formatDvcFile(repo.host.fs.readText(path), changed, file.file);
    changes.push({ path: inTree, content: { bytes: new TextEncoder().encode(text), mode: "100644" } });
  }
  return changes;
}
