import { findTasks, type ListedTask, listTasks, refreshQueue, removeTasks } from "../../queue/mod.ts";
import { mayGoOn } from "../confirm.ts";
import { killByEngine } from "../engine_of.ts";
import type { Context } from "../command.ts";
import type { Options } from "../commands.ts";
import { tellPlan } from "../plan.ts";
import { openExperiments } from "../open_experiments.ts";
import { fault } from "../fault.ts";

const KINDS = ["queued", "failed", "success"] as const;

export async function run(context: Context, options: Options<"queue remove">): Promise<number> {
  const { repo, git } = await openExperiments(context);
  const all = options.all;
  const kinds = KINDS.filter((kind) => all || options[kind]);
  if ((options.tasks.length === 0) === (kinds.length === 0)) throw fault("usage/which-to-remove", {});
  if (!options.dryRun) refreshQueue(repo, git);
  const known = listTasks(repo, git).filter((task) => task.state !== "running" || task.isLost);
  const doomed = options.tasks.length > 0
    ? findTasks(known, options.tasks, "experiment")
    : kinds.flatMap((kind) => known.filter((task) => task.state === kind));
  if (options.dryRun) return tellPlan(context, doomed.map(({ task }) => `remove ${task.entry.name}`));
  const what = `remove ${doomed.length} task${doomed.length === 1 ? "" : "s"}`;
  if (all && context.rules.asksFirst && doomed.length > 0 && !mayGoOn(context, options, what)) return 1;
  await killByEngine(repo, git, doomed.filter(({ taskState }) => taskState.kind === "submitted"), false);
  const removed = new Set(removeTasks(repo, git, doomed.map(({ task }) => task)).map(({ id }) => id));
  if (context.verbosity === "quiet") return 0;
  const gone = doomed.filter(({ task }) => removed.has(task.id));
  const names = gone.map((task) => asTyped(task, options.tasks));
  context.print(names.length === 0 ? "No tasks found named []" : `Removed tasks in queue: ${names.join(", ")}`);
  return 0;
}

/** What the user called it. */
function asTyped({ name, stashRev, task }: ListedTask, words: readonly string[]): string {
  if (name !== undefined && (words.length === 0 || words.includes(name))) return name;
  return words.find((word) => stashRev.startsWith(word) || task.id.startsWith(word)) ?? stashRev.slice(0, 7);
}
