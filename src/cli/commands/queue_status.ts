import { openEngine } from "../../engines/mod.ts";
import type { Git } from "../../git/mod.ts";
import {
  type Asked,
  askEngines,
  dvcWorkers,
  type ListedTask,
  listTasks,
  liveDrains,
  refreshQueue,
} from "../../queue/mod.ts";
import type { Repo } from "../../repo/mod.ts";
import { createdText, localIso, textWidth } from "../../show/mod.ts";
import { printable } from "../../ui/mod.ts";
import type { Context } from "../command.ts";
import type { Options } from "../commands.ts";
import { openExperiments } from "../open_experiments.ts";
import { describeDamage } from "../queue_report.ts";
import { taskWords } from "../task_words.ts";
import { fault } from "../fault.ts";

/** Order and words of DVC's table. */
const STATES = [["running", "Running"], ["queued", "Queued"], ["failed", "Failed"], ["success", "Success"]] as const;

export async function run(context: Context, options: Options<"queue status">): Promise<number> {
  const { repo, git } = await openExperiments(context);
  if (!options.watch) return await show(context, repo, git, options);
  const { terminal, clock } = context.host;
  if (!terminal.stdoutIsTty || options.json) throw fault("usage/watch-without-terminal", {});
  for (;;) {
    terminal.write("stdout", CLEAR);
    await show(context, repo, git, options);
    await clock.sleep(WATCH_EVERY_MS);
  }
}

const WATCH_EVERY_MS = 2000;
/** To the top left corner, and everything below it away. As bytes, for text may hold no such codes. */
const CLEAR = new TextEncoder().encode("\x1b[H\x1b[J");

async function show(context: Context, repo: Repo, git: Git, options: Options<"queue status">): Promise<number> {
  const { damaged } = refreshQueue(repo, git);
  const tasks = listTasks(repo, git);
  const workers = countWorkers(repo, tasks);
  const { jobs, silent } = await askEngines(repo, tasks, (name) => openEngine(repo, name).engine);
  if (options.json) {
    context.print(
      JSON.stringify({ schema: 1, workers, tasks: tasks.map((task) => asJson(task, jobs.get(task.task.id))), damaged }),
    );
    return 0;
  }
  if (tasks.length === 0 && damaged.length === 0) context.print("No experiment tasks in the queue.");
  else for (const line of table(context, tasks, jobs)) context.print(line);
  for (const one of damaged) context.print(describeDamage(one));
  for (const title of silent) context.warn(`${title} does not answer: what it runs is told as of before`);
  context.print(`\nWorker status: ${workers.active} active, ${workers.idle} idle`);
  return 0;
}

/** Places that run something, and drains that run nothing at the moment. */
function countWorkers(repo: Repo, tasks: readonly ListedTask[]): { active: number; idle: number } {
  const running = tasks.filter((task) => task.state === "running" && !task.isLost);
  const busy = new Set(running.map(({ runner }) => runner && `${runner.pid}@${runner.host}`));
  const idleDrains = liveDrains(repo).filter((name) => !busy.has(name.replace(/-[^@]*/, ""))).length;
  const dvc = dvcWorkers(repo).length;
  const dvcBusy = Math.min(dvc, running.filter((task) => task.runner === undefined).length);
  return { active: running.length, idle: idleDrains + dvc - dvcBusy };
}

function table(context: Context, tasks: readonly ListedTask[], jobs: ReadonlyMap<string, Asked>): string[] {
  const today = localIso(context.host.clock.now());
  const rows = STATES.flatMap(([state, word]) =>
    tasks.filter((task) => task.state === state).map((task) => [
      task.stashRev.slice(0, 7),
      printable(task.name ?? ""),
      createdText(localIso(task.task.queuedAtMs), today),
      context.inManner({ exp: taskWords(task, word, jobs.get(task.task.id)), dvc: word }),
    ])
  );
  const header = ["Task", "Name", "Created", "Status"];
  const widths = header.map((title, i) => Math.max(title.length + 2, ...rows.map((row) => textWidth(row[i]!))));
  const padded = (cell: string, width: number) => cell + " ".repeat(Math.max(0, width - textWidth(cell)));
  return [header, ...rows].map((row) => row.map((cell, i) => padded(cell, widths[i]!)).join("  ").trimEnd());
}

function asJson(listed: ListedTask, asked: Asked | undefined) {
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
