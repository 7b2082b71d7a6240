import { renameExperiment, renameRemoteExperiment } from "../../records/mod.ts";
import type { Context } from "../command.ts";
import type { Options } from "../commands.ts";
import { openExperiments } from "../open_experiments.ts";
import { withoutRefChanges } from "../../git/mod.ts";
import { tellPlan } from "../plan.ts";
import { untilEnded } from "../until_ended.ts";
import { fault } from "../fault.ts";

export async function run(context: Context, options: Options<"rename">): Promise<number> {
  const { git: real } = await openExperiments(context);
  const git = options.dryRun ? withoutRefChanges(real) : real;
  const { experiment: oldName, name: newName } = options;
  if (oldName === undefined || newName === undefined) throw fault("usage/two-names", { hasOne: oldName !== undefined });
  const remote = options.gitRemote;
  const force = options.force;
  if (options.dryRun && remote !== undefined) throw fault("usage/exclusive", { a: "--dry-run", b: "--git-remote" });
  const done = remote === undefined ? renameExperiment(git, oldName, newName, { force }) : await untilEnded(
    context,
    "interrupted/asking-by",
    (signal) => renameRemoteExperiment(git, remote, oldName, newName, { force, signal }),
  );
  if (options.dryRun) return tellPlan(context, done ? [`rename ${oldName} to ${newName}`] : []);
  if (context.verbosity === "quiet") return 0;
  context.print(done ? `Renamed experiments: '${oldName}'` : "No experiments to rename.");
  return 0;
}
