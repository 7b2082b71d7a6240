import { openDataStore } from "../data/mod.ts";
import { Project } from "../pipeline/project.ts";
import type { Repo } from "../repo/types.ts";
import { absolutePath } from "../stage/paths.ts";

/** Puts the data that the cache holds into a fresh checkout; what it lacks stays missing, as stages may not need it. */
export async function checkOutData(repo: Repo): Promise<void> {
  using store = openDataStore(repo);
  // a file that cannot be read is reported by the run itself
  for (const file of await new Project(repo).files({ onError: () => {} })) {
    for (const stage of await file.stages()) {
      for (const out of stage.outs) {
        const path = absolutePath(repo, out.path);
        if (!out.cache || out.isUrl || out.locked === undefined || repo.host.fs.lstat(path) !== undefined) continue;
        if (store.has(out.locked)) store.checkout(path, out.locked);
      }
    }
  }
}
