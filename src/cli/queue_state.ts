/** The queue as `queue status` tells it. */
import { openEngine } from "../engines/mod.ts";
import type { Git } from "../git/mod.ts";
import {
  type Asked,
  askEngines,
  countWorkers,
  type Damaged,
  type ListedTask,
  listTasks,
  refreshQueue,
} from "../queue/mod.ts";
import type { Repo } from "../repo/mod.ts";
import { createdText, localIso } from "../show/mod.ts";
import { printable } from "../ui/mod.ts";
import type { Context } from "./command.ts";
import { fittingTable } from "./fitting_table.ts";
import { describeDamage } from "./queue_report.ts";
import { STATE_WORDS, taskWords } from "./task_words.ts";

export interface QueueState {
  readonly tasks: readonly ListedTask[];
  readonly jobs: ReadonlyMap<string, Asked>;
  /** Engines that do not answer. */
  readonly silent: readonly string[];
  readonly damaged: readonly Damaged[];
  readonly workers: { readonly active: number; readonly idle: number };
}

/** Puts the queue in order first. */
export async function lookAtQueue(repo: Repo, git: Git): Promise<QueueState> {
  const { damaged } = refreshQueue(repo, git);
  const tasks = listTasks(repo, git);
  const workers = countWorkers(repo, tasks);
  const { jobs, silent } = await askEngines(repo, tasks, (name) => openEngine(repo, name).engine);
  return { tasks, jobs, silent, damaged, workers };
}

/** DVC's table, and what else there is to say. @param columns names are cut to keep it as narrow, if they can */
export function stateLines(
  context: Context,
  { tasks, jobs, damaged, workers }: QueueState,
  columns = Infinity,
): string[] {
  const isEmpty = tasks.length === 0 && damaged.length === 0;
  return [
    ...isEmpty ? ["No experiment tasks in the queue."] : table(context, tasks, jobs, columns),
    ...damaged.map(describeDamage),
    "",
    `Worker status: ${workers.active} active, ${workers.idle} idle`,
  ];
}

function table(
  context: Context,
  tasks: readonly ListedTask[],
  jobs: ReadonlyMap<string, Asked>,
  columns: number,
): string[] {
  const today = localIso(context.host.clock.now());
  const states = Object.keys(STATE_WORDS) as (keyof typeof STATE_WORDS)[];
  const rows = states.flatMap((state) =>
    tasks.filter((task) => task.state === state).map((task) => [
      task.stashRev.slice(0, 7),
      printable(task.name ?? ""),
      createdText(localIso(task.task.queuedAtMs), today),
      stateWords(context, task, jobs),
    ])
  );
  return fittingTable(["Task", "Name", "Created", "Status"], rows, columns).trimEnd().split("\n");
}

export function stateWords(context: Context, task: ListedTask, jobs: ReadonlyMap<string, Asked>): string {
  const word = STATE_WORDS[task.state];
  return context.inManner({ exp: taskWords(task, word, jobs.get(task.task.id)), dvc: word });
}

export function stateJson({ workers, tasks, jobs, damaged }: QueueState) {
  return { schema: 1, workers, tasks: tasks.map((task) => taskJson(task, jobs.get(task.task.id))), damaged };
}

export function taskJson(listed: ListedTask, asked: Asked | undefined) {
  const { task, taskState } = listed;
  return {
    id: task.id,
    name: listed.name ?? null,
    entry: listed.stashRev,
    baseline: listed.baseline,
    status: listed.state,
    state: taskState.kind,
    lost: listed.isLost,
    attempts: "attempts" in taskState ? taskState.attempts : null,
    deaths: "deaths" in taskState ? taskState.deaths : null,
    cause: taskState.kind === "failed" ? taskState.cause.message : null,
    exitCode: taskState.kind === "failed" ? taskState.cause.exitCode : null,
    rev: listed.rev ?? null,
    queuedAt: new Date(task.queuedAtMs).toISOString(),
    endedAt: "endedAtMs" in taskState ? new Date(taskState.endedAtMs).toISOString() : null,
    held: task.options.held,
    priority: task.options.priority,
    needs: task.options.needs,
    timeoutMs: task.options.timeoutMs ?? null,
    retries: task.options.retries,
    log: listed.executor.local?.log ?? null,
    pid: listed.executor.local?.pid ?? null,
    host: listed.runner?.host ?? null,
    timeouts: "timeouts" in taskState ? taskState.timeouts ?? 0 : 0,
    job: asked === undefined ? null : {
      engine: asked.job.engine,
      name: asked.job.name,
      id: asked.id ?? null,
      state: asked.status?.word ?? null,
      reason: asked.status?.reason ?? null,
      node: asked.status?.node ?? null,
    },
  };
}
