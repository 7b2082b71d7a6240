import { ExpError } from "../../common/errors.ts";
import { findTasks, giveUpTasks, isUnderWay, killTasks, type ListedTask, listTasks } from "../../queue/mod.ts";
import type { Context, Options } from "../context.ts";
import { openExperiments } from "../open_experiments.ts";

const PATIENCE_MS = 20_000;
const POLL_MS = 50;

export async function run(context: Context, args: readonly string[], options: Options): Promise<number> {
  const { repo, git } = await openExperiments(context);
  if (args.length === 0 && context.manner === "exp") {
    throw new ExpError("usage", "which tasks?", {
      hint: "`exp queue status` lists them; `exp queue stop --kill` ends all",
    });
  }
  const force = options.flag("force");
  const running = () =>
    listTasks(repo, git).filter((task) =>
      task.state === "running" && (!task.isLost || (force && task.lostOn !== undefined))
    );
  const doomed = findTasks(running(), args, "running experiment");
  giveUpTasks(repo, git, doomed.filter((task) => task.lostOn !== undefined).map(({ task }) => task));
  killTasks(repo, doomed.filter((task) => isOurs(task) && !task.isLost).map(({ task }) => task), force);
  for (const { executor } of doomed.filter((task) => !isOurs(task))) {
    // DVC's worker runs it: a process of DVC's, with a group of its own
    const pid = executor.local?.pid ?? 0;
    if (pid > 1) context.host.processes.signal(force ? pid : -pid, force ? "KILL" : "INT");
  }
  const ids = new Set(doomed.map(({ task }) => task.id));
  const deadline = context.host.clock.monotonic() + PATIENCE_MS;
  while (running().some(({ task }) => ids.has(task.id)) && context.host.clock.monotonic() < deadline) {
    await context.host.clock.sleep(POLL_MS);
  }
  if (context.verbosity === "quiet") return 0;
  for (const word of args) context.print(`${word} has been killed.`);
  if (context.manner === "exp" && args.length > 0) context.note("next: exp queue retry NAME puts it back");
  return 0;
}

function isOurs({ taskState }: ListedTask): boolean {
  return isUnderWay(taskState);
}
