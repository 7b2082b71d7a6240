import { findTasks, isOver, type ListedTask, listTasks } from "../../queue/mod.ts";
import { printable } from "../../ui/mod.ts";
import { EXIT_CODES } from "../../voice/mod.ts";
import type { Context } from "../command.ts";
import type { Options } from "../commands.ts";
import { AwaitedTasks } from "../awaited_tasks.ts";
import { openExperiments } from "../open_experiments.ts";
import { durationMs } from "../duration.ts";
import { prunedWords } from "../task_words.ts";
import { fault } from "../fault.ts";

const POLL_MS = 250;

/** Waits until tasks are over. Exit codes: 0 all went well or were pruned, 1 some failed, 124 the time is up. */
export async function run(context: Context, options: Options<"wait">): Promise<number> {
  const { repo, git } = await openExperiments(context);
  const { clock } = context.host;
  if ((options.tasks.length === 0) !== options.all) throw fault("usage/tasks-or", { option: "--all" });
  const timeoutMs = durationMs(options.timeout, "--timeout");
  const known = listTasks(repo, git);
  const awaited = options.all ? known.filter((task) => !hasEnded(task)) : findTasks(known, options.tasks, "experiment");
  const ids = new Set(awaited.map(({ task }) => task.id));
  const beganAt = clock.monotonic();
  const shown = new AwaitedTasks(context, repo);
  for (;;) {
    const all = listTasks(repo, git);
    const tasks = all.filter(({ task }) => ids.has(task.id));
    shown.note(tasks, all);
    if (tasks.every(hasEnded)) return tellEnd(context, tasks);
    if (timeoutMs !== undefined && clock.monotonic() - beganAt >= timeoutMs) {
      const waiting = tasks.filter((task) => !hasEnded(task)).map(({ task }) => task.entry.name);
      throw fault("timeout/wait", { names: waiting });
    }
    await clock.sleep(POLL_MS);
  }
}

function hasEnded(task: ListedTask): boolean {
  return task.state === "success" || task.state === "failed" || isOver(task.taskState);
}

function tellEnd(context: Context, tasks: readonly ListedTask[]): number {
  for (const { task, pruned } of tasks) {
    if (pruned !== undefined) context.note(`${printable(task.entry.name)}: ${prunedWords(pruned)}`);
  }
  const failed = tasks.filter(({ state, pruned }) => state === "failed" && pruned === undefined);
  for (const { task } of failed) context.note(`${task.entry.name}: failed; next: exp logs ${task.entry.name}`);
  return failed.length > 0 ? EXIT_CODES.failed : 0;
}
