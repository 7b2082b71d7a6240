import { ExpError } from "../../common/mod.ts";
import { findTasks, listTasks, refreshQueue, retryTasks } from "../../queue/mod.ts";
import type { Context, Options } from "../context.ts";
import { openExperiments } from "../open_experiments.ts";
import { tellTasks } from "../tell_tasks.ts";

export async function run(context: Context, args: readonly string[], options: Options): Promise<number> {
  const { repo, git } = await openExperiments(context);
  const all = options.flag("failed");
  if ((args.length === 0) === !all) throw new ExpError("usage", "give either tasks, or --failed");
  refreshQueue(repo, git);
  const failed = listTasks(repo, git).filter((task) => task.state === "failed");
  const chosen = all ? failed : findTasks(failed, args, "failed experiment");
  const again = retryTasks(repo, git, chosen.map(({ task }) => task));
  return tellTasks(context, "queued again", again, "exp queue start, or exp queue drain");
}
