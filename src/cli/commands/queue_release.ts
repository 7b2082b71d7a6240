import { changeOptions, findTasks, listTasks, refreshQueue } from "../../queue/mod.ts";
import type { Context } from "../command.ts";
import type { Options } from "../commands.ts";
import { openExperiments } from "../open_experiments.ts";
import { tellTasks } from "../tell_tasks.ts";

export async function run(context: Context, options: Options<"queue release">): Promise<number> {
  const { repo, git } = await openExperiments(context);
  refreshQueue(repo, git);
  const waiting = listTasks(repo, git).filter((task) => task.state === "queued");
  const tasks = findTasks(waiting, options.tasks, "queued experiment").map(({ task }) => task);
  return tellTasks(context, "released", changeOptions(repo, tasks, { held: false }));
}
