import { openDataStore } from "../data/mod.ts";
import type { Project } from "../pipeline/mod.ts";
import { joinPath, type Repo } from "../repo/mod.ts";
import { fault } from "./faults.ts";
import { type UsedChoice, usedData, type UsedItem } from "./used.ts";

/** What a push, fetch or pull is about. Outs with `push: false`, and imports, stay at home. */
export async function transferItems(
  project: Project,
  choice: UsedChoice,
  direction: "push" | "fetch",
): Promise<UsedItem[]> {
  const items = await usedData(project, choice);
  return direction === "fetch" ? items : items.filter((item) => item.push !== false && item.imported === undefined);
}

/** Replaces links to the cache by writable copies. @param paths relative to the current folder; tracked or not */
export function unprotectData(repo: Repo, paths: readonly string[]): void {
  using store = openDataStore(repo);
  for (const path of paths.map((path) => joinPath(repo.cwd, path))) {
    if (!repo.host.fs.exists(path)) throw fault("not-found/path", { path });
    store.unprotect(path);
  }
}
