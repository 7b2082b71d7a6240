import { ExpError } from "../../common/mod.ts";
import { renameExperiment, renameRemoteExperiment } from "../../records/mod.ts";
import type { Context, Options } from "../context.ts";
import { openExperiments } from "../open_experiments.ts";

export async function run(context: Context, args: readonly string[], options: Options): Promise<number> {
  const { git } = await openExperiments(context);
  const [oldName = "", newName] = args;
  if (newName === undefined) {
    throw new ExpError("usage", "rename needs the old and the new name", {
      hint: "exp rename brave-try final",
      dvcExitCode: args.length === 0 ? 254 : 255,
    });
  }
  const remote = options.text("gitRemote");
  const force = options.flag("force");
  const done = remote === undefined
    ? renameExperiment(git, oldName, newName, { force })
    : renameRemoteExperiment(git, remote, oldName, newName, { force });
  if (context.verbosity === "quiet") return 0;
  context.print(done ? `Renamed experiments: '${oldName}'` : "No experiments to rename.");
  return 0;
}
