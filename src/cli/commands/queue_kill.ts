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
import type { Context } from "../command.ts";
import type { Options } from "../commands.ts";
import { openExperiments } from "../open_experiments.ts";
import { fault } from "../fault.ts";

const PATIENCE_MS = 20_000;
/** What DVC's worker runs gets so long after an interrupt, before it is ended. */
const INTERRUPT_MS = 5_000;
const POLL_MS = 50;

export async function run(context: Context, options: Options<"queue kill">): Promise<number> {
  const { repo, git } = await openExperiments(context);
  if (options.tasks.length === 0 && context.rules.killNeedsNames) throw fault("usage/which", { what: "tasks" });
  const force = options.force;
  const running = () => listTasks(repo, git).filter((task) => task.state === "running" && !task.isLost);
  const doomed = findTasks(running(), options.tasks, "running experiment");
  const gone = force ? doomed.filter((task) => task.runsOn !== undefined) : [];
  giveUpTasks(repo, git, gone.map(({ task }) => task));
  killTasks(repo, doomed.filter((task) => isOurs(task) && !gone.includes(task)).map(({ task }) => task), force);
  const theirs = doomed.filter((task) => !isOurs(task)).map(({ task, executor }) => {
    const pid = executor.local?.pid ?? 0;
    return { task, family: force ? familyOfTask(repo, task, pid) : interruptDvcTask(repo, task, pid) };
  });
  const ids = new Set(doomed.map(({ task }) => task.id));
  const left = () => running().filter(({ task }) => ids.has(task.id));
  if (!force) await until(context, () => left().every(isOurs), INTERRUPT_MS);
  const stubborn = new Set(left().map(({ task }) => task.id));
  for (const { task, family } of theirs) if (stubborn.has(task.id)) endDvcTask(repo, task, family);
  await until(context, () => left().length === 0, PATIENCE_MS);
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

function isOurs({ taskState }: ListedTask): boolean {
  return isUnderWay(taskState);
}
