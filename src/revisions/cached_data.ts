import type { RemoteItem } from "../data/mod.ts";
import type { Git, Rev } from "../git/mod.ts";
import { Project } from "../pipeline/mod.ts";
import type { Repo } from "../repo/mod.ts";
import { dataOfOut, isRepoImport, type Stage } from "../stage/mod.ts";
import { repoAtRev } from "./rev_repo.ts";

/** Cached data that commits name in their dvc.lock and `.dvc` files, each object once. Broken files are passed over. */
export async function cachedData(repo: Repo, git: Git, revs: Iterable<Rev>): Promise<RemoteItem[]> {
  const items = new Map<string, RemoteItem>();
  for (const rev of new Set(revs)) {
    const { repo: past } = repoAtRev(repo, git, rev);
    for (const item of cachedDataOf(await readableStages(past))) items.set(`${item.path} ${item.info.hash}`, item);
  }
  return [...items.values()];
}

function cachedDataOf(stages: readonly Stage[]): RemoteItem[] {
  return stages.flatMap((stage) =>
    isRepoImport(stage) ? [] : stage.outs.flatMap((out) => out.push ? dataOfOut(out) : [])
  );
}

/** The stages of all files that can be read. */
export async function readableStages(repo: Repo): Promise<Stage[]> {
  const stages: Stage[] = [];
  for (const file of await new Project(repo).files({ onError: () => {} })) stages.push(...await file.stages());
  return stages;
}
