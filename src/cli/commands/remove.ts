import { ExpError } from "../../common/errors.ts";
import { removeExperiments } from "../../experiments/remove.ts";
import { removeRemoteExperiments } from "../../experiments/push.ts";
import { waitingTasks } from "../../queue/waiting.ts";
import type { Context, Options } from "../context.ts";
import { baselineChoice, openExperiments, quotedList } from "../open_experiments.ts";

export async function run(context: Context, args: readonly string[], options: Options): Promise<number> {
  const { repo, git } = await openExperiments(context);
  const remote = options.text("gitRemote");
  const request = { ...baselineChoice(options), names: args, keep: options.flag("keep") };
  if (remote !== undefined && options.flag("queue")) {
    throw new ExpError("usage", "--queue and --git-remote exclude each other");
  }
  const removed = remote === undefined
    ? removeExperiments(
      git,
      { ...request, queue: options.flag("queue"), allowIds: context.manner === "exp" },
      waitingTasks(repo, git),
    )
    : removeRemoteExperiments(git, remote, request);
  if (context.verbosity === "quiet") return 0;
  context.print(removed.length === 0 ? "No experiments to remove." : `Removed experiments: ${quotedList(removed)}`);
  return 0;
}
