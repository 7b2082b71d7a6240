import { askDrains, dvcWorkers, endDvcTask, familyOfTask, isUnderWay, listTasks } from "../../queue/mod.ts";
import { killByEngine, withdraw } from "../engine_of.ts";
import type { Context } from "../command.ts";
import type { Options } from "../commands.ts";
import { openExperiments } from "../open_experiments.ts";

export async function run(context: Context, options: Options<"queue stop">): Promise<number> {
  const { repo, git } = await openExperiments(context);
  const kill = options.kill;
  askDrains(repo, kill ? "kill" : "stop");
  if (kill) {
    for (const { task, taskState, state, executor } of listTasks(repo, git)) {
      if (state !== "running" || isUnderWay(taskState)) continue;
      endDvcTask(repo, task, familyOfTask(repo, task, executor.local?.pid ?? 0));
    }
    const given = listTasks(repo, git).filter(({ taskState }) => "job" in taskState);
    await withdraw(repo, git, given); // before what runs ends, and makes room for it
    await killByEngine(repo, git, given.filter(({ taskState }) => isUnderWay(taskState)), false);
  }
  // DVC's workers finish their task first, as with its own command
  for (const pid of dvcWorkers(repo)) context.host.processes.signal(pid, "TERM");
  if (context.verbosity === "quiet") return 0;
  context.print(
    kill
      ? "All running tasks in the queue have been killed.Queue workers are stopping."
      : "Queue workers will stop after running tasks finish.",
  );
  return 0;
}
