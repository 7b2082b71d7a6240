import { WORKSPACE_REV } from "../../revisions/mod.ts";
import type { Context } from "../command.ts";
import type { Options } from "../commands.ts";
import { openReading } from "../open_experiments.ts";
import { checkVega, showPlots } from "../show_plots.ts";

export async function run(context: Context, options: Options<"plots show">): Promise<number> {
  checkVega(options, options.targets);
  return await showPlots(context, await openReading(context), [WORKSPACE_REV], options.targets, options);
}
