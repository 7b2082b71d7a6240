import { changeOptions, findTasks, listTasks, refreshQueue } from "../queue/mod.ts";
import type { Context } from "./command.ts";
import { openExperiments } from "./open_experiments.ts";
import { withdraw } from "./engine_of.ts";
import { tellPlan } from "./plan.ts";
import { tellTasks } from "./tell_tasks.ts";

export async function holdTasks(
  context: Context,
  words: readonly string[],
  held: boolean,
  dryRun: boolean,
): Promise<number> {
  const { repo, git } = await openExperiments(context);
  if (!dryRun) refreshQueue(repo, git);
  const waiting = listTasks(repo, git).filter((task) => task.state === "queued");
  const found = findTasks(waiting, words, "queued experiment");
  if (dryRun) return tellPlan(context, found.map(({ task }) => `${held ? "hold" : "release"} ${task.entry.name}`));
  if (held) await withdraw(repo, git, found);
  const tasks = found.map(({ task }) => task);
  return tellTasks(context, held ? "held" : "released", changeOptions(repo, tasks, { held }));
}
