import type { Value } from "../../common/mod.ts";
import { modifyPlot } from "../../pipeline/mod.ts";
import { findTemplate } from "../../plots/mod.ts";
import { displayPath } from "../../stage/mod.ts";
import { plotModified } from "../../voice/mod.ts";
import type { Context } from "../command.ts";
import type { Options } from "../commands.ts";
import { planWrites } from "../plan.ts";
import { openProject } from "../open_project.ts";
import { lookOf } from "../plot_look.ts";

export async function run(context: Context, options: Options<"plots modify">): Promise<number> {
  if (options.dryRun) return await planWrites(context, (planned) => run(planned, { ...options, dryRun: false }));
  const project = await openProject(context);
  if (options.template) findTemplate(project.repo, options.template);
  const look = new Map([...lookOf(options)].map(([name, value]): [string, Value] => [String(name), value]));
  const { name = "", file } = await modifyPlot(project, options.target, { set: look, unset: options.unset });
  context.tell(plotModified(options.target, name, displayPath(project.repo, file)));
  return 0;
}
