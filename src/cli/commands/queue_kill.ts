import {
  endDvcTask,
  familyOfTask,
  findTasks,
  giveUpTasks,
  interruptDvcTask,
  isUnderWay,
  killTasks,
  type ListedTask,
  listTasks,
} from "../../queue/mod.ts";
import { killByEngine } from "../engine_of.ts";
import type { Context } from "../command.ts";
import type { Options } from "../commands.ts";
import { tellPlan } from "../plan.ts";
import { openExperiments } from "../open_experiments.ts";
import { fault } from "../fault.ts";

const PATIENCE_MS = 20_000;
/** Engines give a job half a minute or so between TERM and KILL. */
const ENGINE_PATIENCE_MS = 60_000;
/** What DVC's worker runs gets so long after an interrupt, before it is ended. */
const INTERRUPT_MS = 5_000;
const POLL_MS = 50;

export async function run(context: Context, options: Options<"queue kill">): Promise<number> {
  const { repo, git } = await openExperiments(context);
  if (options.tasks.length === 0 && context.rules.killNeedsNames) throw fault("usage/which", { what: "tasks" });
  const force = options.force;
  const running = () => listTasks(repo, git).filter((task) => isRunning(task) && !task.isLost);
  const known = listTasks(repo, git).filter((task) => (isRunning(task) && !task.isLost) || isSubmitted(task));
  const doomed = findTasks(known, options.tasks, "running experiment");
  if (options.dryRun) return tellPlan(context, doomed.map(({ task }) => `end ${task.entry.name}`));
  const given = await killByEngine(repo, git, doomed, force);
  const gone = force ? doomed.filter(({ runsOn, task }) => runsOn !== undefined && !given.has(task.id)) : [];
  giveUpTasks(repo, git, gone.map(({ task }) => task));
  const own = doomed.filter((task) => isOurs(task) && !gone.includes(task) && !given.has(task.task.id));
  killTasks(repo, own.map(({ task }) => task), force);
  const theirs = doomed.filter((task) => !isOurs(task) && !isSubmitted(task)).map(({ task, executor }) => {
    const pid = executor.local?.pid ?? 0;
    return { task, family: force ? familyOfTask(repo, task, pid) : interruptDvcTask(repo, task, pid) };
  });
  const ids = new Set(doomed.map(({ task }) => task.id));
  const left = () => running().filter(({ task }) => ids.has(task.id));
  if (!force) await until(context, () => left().every(isOurs), INTERRUPT_MS);
  const stubborn = new Set(left().map(({ task }) => task.id));
  for (const { task, family } of theirs) if (stubborn.has(task.id)) endDvcTask(repo, task, family);
  await until(context, () => left().length === 0, given.size > 0 ? ENGINE_PATIENCE_MS : PATIENCE_MS);
  if (force) giveUpTasks(repo, git, left().filter(({ task }) => given.has(task.id)).map(({ task }) => task));
  refuseAlive(left());
  if (context.verbosity === "quiet") return 0;
  for (const word of options.tasks) context.print(`${word} has been killed.`);
  if (options.tasks.length > 0) context.tell({ exp: { note: "next: exp queue retry NAME puts it back" }, dvc: {} });
  return 0;
}

async function until({ host: { clock } }: Context, isDone: () => boolean, patienceMs: number): Promise<void> {
  const deadline = clock.monotonic() + patienceMs;
  while (!isDone() && clock.monotonic() < deadline) await clock.sleep(POLL_MS);
}

/** @throws {ExpError} `busy` for tasks that did not end: a worker of DVC's that has not started the task's process yet */
function refuseAlive(alive: readonly ListedTask[]): void {
  if (alive.length === 0) return;
  const names = alive.map(({ task }) => `'${task.entry.name}'`).join(", ");
  throw fault("busy/still-running", { names });
}

function isRunning({ state }: ListedTask): boolean {
  return state === "running";
}

/** Does it wait in an engine? */
function isSubmitted({ taskState }: ListedTask): boolean {
  return taskState.kind === "submitted";
}

function isOurs({ taskState }: ListedTask): boolean {
  return isUnderWay(taskState);
}
