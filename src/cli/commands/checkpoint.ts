import { ExpError } from "../../common/mod.ts";
import { askForCheckpoint, CHECKPOINT_VARIABLE } from "../../checkpoints/mod.ts";
import type { Context, Options } from "../context.ts";
import { parseMetrics } from "../metric_values.ts";

/** `exp checkpoint`, called by a stage: returns when the commit exists, and prints its id. */
export async function run(context: Context, args: readonly string[], options: Options): Promise<number> {
  const { host } = context;
  const metrics = parseMetrics([...options.list("metrics"), ...args]);
  const folder = host.env.get(CHECKPOINT_VARIABLE);
  if (folder === undefined || folder === "") {
    if (host.env.get("DVC_STAGE") === undefined) {
      throw new ExpError("usage", "no run is here that could register a checkpoint", {
        hint: "call it from a stage with `checkpoint: true` outs that `exp run` runs; `exp save` saves the workspace",
      });
    }
    // the same stage may be run by `exp repro`, too
    context.note("no checkpoint: this stage is not run by `exp run`, or has no `checkpoint: true` outs");
    return 0;
  }
  context.print(await askForCheckpoint(host, folder, { metrics }));
  return 0;
}
