import { changeOptions, findTasks, listTasks, moveTasks, type QueuePosition, refreshQueue } from "../../queue/mod.ts";
import type { Context } from "../command.ts";
import type { Options } from "../commands.ts";
import { openExperiments } from "../open_experiments.ts";
import { withdraw } from "../engine_of.ts";
import { tellPlan } from "../plan.ts";
import { tellTasks } from "../tell_tasks.ts";
import { fault } from "../fault.ts";

export async function run(context: Context, options: Options<"queue move">): Promise<number> {
  const { repo, git } = await openExperiments(context);
  const before = options.before, priority = options.priority;
  const ways = [options.first, options.last, before !== undefined, priority !== undefined];
  if (ways.filter(Boolean).length !== 1) throw fault("usage/move-where", {});
  if (!options.dryRun) refreshQueue(repo, git);
  const waiting = listTasks(repo, git).filter((task) => task.state === "queued");
  const found = findTasks(waiting, options.tasks, "queued experiment");
  const tasks = found.map(({ task }) => task);
  const [other] = before === undefined ? [] : findTasks(waiting, [before], "queued experiment");
  if (before !== undefined && tasks.some(({ id }) => id === other?.task.id)) {
    throw fault("usage/before-itself", { task: before });
  }
  if (options.dryRun) {
    const where = priority === undefined ? whereTo(options) : `to priority ${priority}`;
    return tellPlan(context, tasks.map(({ entry }) => `move ${entry.name} ${where}`));
  }
  await withdraw(repo, git, found);
  if (priority !== undefined) return tellTasks(context, "changed", changeOptions(repo, tasks, { priority }));
  const place: QueuePosition = other !== undefined
    ? { kind: "before", task: other.task }
    : { kind: options.first ? "first" : "last" };
  return tellTasks(context, "moved", moveTasks(repo, tasks, place));
}

function whereTo({ before, first }: Options<"queue move">): string {
  return before === undefined ? `to the ${first ? "front" : "end"}` : `before ${before}`;
}
