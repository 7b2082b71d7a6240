import { refreshQueue, retryTasks } from "../queue/mod.ts";
import { findSearch, resumableTrial } from "../search/mod.ts";
import type { Context } from "./command.ts";
import { openExperiments } from "./open_experiments.ts";
import { tellPlan } from "./plan.ts";
import { atLeastOne } from "./search_budget.ts";
import { tellTasks } from "./tell_tasks.ts";

/** Puts a trial that was pruned back into the queue: it runs on from its last checkpoint, under its number. */
export async function resumeTrial(context: Context, name: string, number: number, isDry: boolean): Promise<number> {
  atLeastOne("--trial", number);
  const { repo, git } = await openExperiments(context);
  const search = findSearch(git, name);
  if (!isDry) refreshQueue(repo, git);
  const task = await resumableTrial(repo, git, search, number);
  if (isDry) return tellPlan(context, [`queue ${task.entry.name} again, from its last checkpoint`]);
  const again = retryTasks(repo, git, [task], { resumed: true, promoted: undefined });
  return tellTasks(context, "queued again", again, "exp queue start, or exp queue drain");
}
