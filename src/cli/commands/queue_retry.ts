import { findTasks, listTasks, refreshQueue, retryTasks } from "../../queue/mod.ts";
import type { Context } from "../command.ts";
import type { Options } from "../commands.ts";
import { openExperiments } from "../open_experiments.ts";
import { tellPlan } from "../plan.ts";
import { tellTasks } from "../tell_tasks.ts";
import { fault } from "../fault.ts";

export async function run(context: Context, options: Options<"queue retry">): Promise<number> {
  const { repo, git } = await openExperiments(context);
  const all = options.failed;
  if ((options.tasks.length === 0) === !all) throw fault("usage/tasks-or", { option: "--failed" });
  if (!options.dryRun) refreshQueue(repo, git);
  const failed = listTasks(repo, git).filter((task) => task.state === "failed");
  // what has fallen behind goes on if it is named: nothing went wrong with it
  const wrong = failed.filter(({ taskState }) => taskState.kind !== "pruned");
  const chosen = all ? wrong : findTasks(failed, options.tasks, "failed experiment");
  if (options.dryRun) return tellPlan(context, chosen.map(({ task }) => `queue ${task.entry.name} again`));
  const again = retryTasks(repo, git, chosen.map(({ task }) => task));
  return tellTasks(context, "queued again", again, "exp queue start, or exp queue drain");
}
