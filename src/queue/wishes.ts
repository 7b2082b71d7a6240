import { type OptionRules, readStageWish, type StageWish } from "../engines/mod.ts";
import type { Git } from "../git/mod.ts";
import type { Repo } from "../repo/mod.ts";
import { stageMetas } from "../revisions/mod.ts";
import type { Task } from "./task.ts";

/**
 * What the stages of each task ask an engine for, as the task's own commit has them.
 *
 * @param engine.names under which stages may speak to it, what it extends first
 * @throws {ExpError} `invalid-file`, `usage` naming file and line
 */
export async function stageWishes(
  repo: Repo,
  git: Git,
  tasks: readonly Task[],
  engine: { readonly names: readonly string[]; readonly rules: OptionRules },
): Promise<(readonly StageWish[])[]> {
  const runs = tasks.map(({ entry }) => ({ rev: entry.stashRev, choices: entry.choices }));
  const metas = await stageMetas(repo, git, runs);
  return metas.map((ofTask) =>
    ofTask.flatMap(({ meta, ...place }) => readStageWish(meta, engine.names, engine.rules, place) ?? [])
  );
}
