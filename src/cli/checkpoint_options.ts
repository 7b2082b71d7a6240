import { checkpointStages } from "../checkpoints/mod.ts";
import type { Repo } from "../repo/mod.ts";
import type { Options } from "./commands.ts";
import { fault } from "./fault.ts";

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
    throw fault("usage/no-checkpoints", { option: used, rev: reset ? undefined : rev });
  }
  if (rev !== undefined && reset) throw fault("usage/reset-and-rev", {});
  if (rev !== undefined && !options.queue && !options.temp) throw fault("usage/rev-in-workspace", { rev });
}
