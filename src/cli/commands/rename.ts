import { renameExperiment, renameRemoteExperiment } from "../../records/mod.ts";
import type { Context } from "../command.ts";
import type { Options } from "../commands.ts";
import { openExperiments } from "../open_experiments.ts";
import { fault } from "../fault.ts";

export async function run(context: Context, options: Options<"rename">): Promise<number> {
  const { git } = await openExperiments(context);
  const { experiment: oldName, name: newName } = options;
  if (oldName === undefined || newName === undefined) throw fault("usage/two-names", { hasOne: oldName !== undefined });
  const remote = options.gitRemote;
  const force = options.force;
  const done = remote === undefined
    ? renameExperiment(git, oldName, newName, { force })
    : renameRemoteExperiment(git, remote, oldName, newName, { force });
  if (context.verbosity === "quiet") return 0;
  context.print(done ? `Renamed experiments: '${oldName}'` : "No experiments to rename.");
  return 0;
}
