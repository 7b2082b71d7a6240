/** What the jobs of waiting tasks ask an engine for: by its file, their stages, the tasks, and whoever submits them. */
import { ExpError } from "../common/mod.ts";
import { chooseOptions, type EngineDefaults, type JobRequest, type JobWishes, readStageWish } from "../engines/mod.ts";
import type { Git } from "../git/mod.ts";
import type { Repo } from "../repo/mod.ts";
import { stageMetas } from "../revisions/mod.ts";
import type { Task } from "./task.ts";

const NOTHING_ASKED: JobRequest = { options: {} };

/**
 * By the tasks' ids; where what is asked for cannot be had, why: that is one task's fault, and the others may go.
 */
export async function wishesOf(
  repo: Repo,
  git: Git,
  tasks: readonly Task[],
  engine: EngineDefaults,
  head: JobRequest,
): Promise<ReadonlyMap<string, JobWishes | ExpError>> {
  const metas = await stageMetas(
    repo,
    git,
    tasks.map(({ entry }) => ({ rev: entry.stashRev, choices: entry.choices })),
  );
  return new Map(tasks.map(({ id, options }, i) => [
    id,
    orFault(() => {
      const stages = (metas[i] ?? []).flatMap(({ meta, ...place }) =>
        readStageWish(meta, engine.names, engine, place) ?? []
      );
      return chooseOptions(engine, { stages, task: options.job ?? NOTHING_ASKED, needs: options.needs, head });
    }),
  ]));
}

function orFault(choose: () => JobWishes): JobWishes | ExpError {
  try {
    return choose();
  } catch (error) {
    if (error instanceof ExpError) return error;
    throw error;
  }
}
