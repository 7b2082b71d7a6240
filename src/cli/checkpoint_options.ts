import { ExpError } from "../common/mod.ts";
import { checkpointStages } from "../checkpoints/mod.ts";
import type { Repo } from "../repo/mod.ts";
import type { Options } from "./commands.ts";

/**
 * `--rev` and `--reset` of a run. Where no stage has checkpoints they are unknown arguments, as to DVC 3.
 *
 * @throws {ExpError} `usage`
 */
export async function checkCheckpointOptions(repo: Repo, options: Options<"run">): Promise<void> {
  const rev = options.rev, reset = options.reset;
  if (rev === undefined && !reset) return;
  if ((await checkpointStages(repo)).length === 0) {
    const used = reset ? "--reset" : "--rev";
    throw new ExpError("usage", `${used} is for pipelines with checkpoints`, {
      hint: "mark an out with `checkpoint: true` in dvc.yaml",
      dvcMessage: `unrecognized arguments: ${reset ? used : `${used} ${rev}`}`,
    });
  }
  if (rev !== undefined && reset) {
    throw new ExpError("usage", "--reset and --rev exclude each other", {
      dvcMessage: "--reset and --rev are mutually exclusive.",
      dvcExitCode: 255,
    });
  }
  if (rev !== undefined && !options.queue && !options.temp) {
    throw new ExpError("usage", "--rev goes with --queue or --temp", {
      hint: `in the workspace: exp apply ${rev} && exp run`,
      dvcMessage: "--rev can only be used in conjunction with --queue or --temp.",
      dvcExitCode: 255,
    });
  }
}
