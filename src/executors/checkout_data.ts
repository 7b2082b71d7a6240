import { type Endable, openDataStore } from "../data/mod.ts";
import { readableStages } from "../revisions/mod.ts";
import { buildGraph, findTargets, Project, reach } from "../pipeline/mod.ts";
import type { Repo } from "../repo/mod.ts";
import { absolutePath, type Out, type Stage } from "../stage/mod.ts";

/** Puts the data that the cache holds into a fresh checkout; what it lacks stays missing, as stages may not need it. */
export async function checkOutData(repo: Repo): Promise<void> {
  await placeData(repo, await readableStages(repo), () => false);
}

/**
 * Before a run in the workspace, as DVC does: data that is missing comes back, and outputs that were changed by hand
 * become what dvc.lock says, so that their stages are up to date. What no stage can make again is left alone: tracked
 * data, outputs of frozen stages, and those that stages only add to.
 *
 * @param targets the stages that run, beside those that they need; none: all
 */
export async function restoreOutputs(
  repo: Repo,
  { targets, recursive }: { readonly targets: readonly string[]; readonly recursive: boolean },
  endable: Endable | undefined,
): Promise<void> {
  const stages = await readableStages(repo);
  let chosen: readonly Stage[] = stages;
  if (targets.length > 0) {
    const found = await findTargets(new Project(repo), targets, { recursive, outputs: true });
    const addresses = new Set(found.map((stage) => stage.address));
    const graph = buildGraph(repo, stages);
    chosen = [...reach(stages.filter((stage) => addresses.has(stage.address)), graph.upstream)];
  }
  const mayReplace = (stage: Stage, out: Out) => stage.name !== undefined && !stage.frozen && !out.persist;
  await placeData(repo, chosen, mayReplace, endable);
}

async function placeData(
  repo: Repo,
  stages: readonly Stage[],
  mayReplace: (stage: Stage, out: Out) => boolean,
  endable?: Endable,
): Promise<void> {
  using store = openDataStore(repo, { endable });
  for (const stage of stages) {
    for (const out of stage.outs) {
      const path = absolutePath(repo, out.path);
      if (!out.cache || out.isUrl || out.locked === undefined) continue;
      if (repo.host.fs.lstat(path) !== undefined) {
        if (!mayReplace(stage, out)) continue;
        if (out.locked.algorithm === "md5") await store.hashAhead(path, { makes: "checkout" });
        const observed = store.observe(path, out.locked.algorithm);
        if (observed.kind === "missing" || observed.info.hash === out.locked.hash) continue;
      }
      if (!store.has(out.locked)) continue;
      await store.copyAhead(path, out.locked);
      store.checkout(path, out.locked, { force: true });
    }
  }
}
