import { removeStage } from "../../pipeline/mod.ts";
import { withinCommand } from "../within_command.ts";
import { changeWorkspace } from "../change_workspace.ts";
import type { Context } from "../command.ts";
import type { Options } from "../commands.ts";
import { planWrites } from "../plan.ts";
import { openProject } from "../open_project.ts";

export async function run(context: Context, options: Options<"untrack">): Promise<number> {
  if (options.dryRun) return await planWrites(context, (planned) => run(planned, { ...options, dryRun: false }));
  for (const target of options.targets) {
    const project = await openProject(context); // anew: each removal changes the files
    const remove = () => removeStage(project, target, { outs: options.outs });
    await withinCommand("untrack", () => changeWorkspace(context, project.repo, "remove", remove));
  }
  return 0;
}
