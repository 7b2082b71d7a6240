import { askForCheckpoint, CHECKPOINT_VARIABLE } from "../../checkpoints/mod.ts";
import type { Context } from "../command.ts";
import type { Options } from "../commands.ts";
import { parseMetrics } from "../metric_values.ts";
import { fault } from "../fault.ts";

/** `exp checkpoint`, called by a stage: returns when the commit exists, and prints its id. */
export async function run(context: Context, options: Options<"checkpoint">): Promise<number> {
  const { host } = context;
  const metrics = parseMetrics(options.metrics);
  const folder = host.env.get(CHECKPOINT_VARIABLE);
  if (folder === undefined || folder === "") {
    if (host.env.get("DVC_STAGE") === undefined) throw fault("usage/no-run-here", {});
    // the same stage may be run by `exp repro`, too
    context.note("no checkpoint: this stage is not run by `exp run`, or has no `checkpoint: true` outs");
    return 0;
  }
  context.print(await askForCheckpoint(host, folder, { metrics }));
  return 0;
}
