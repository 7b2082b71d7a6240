import { removeStage } from "../../pipeline/mod.ts";
import { withinCommand } from "../within_command.ts";
import { changeWorkspace } from "../change_workspace.ts";
import type { Context, Options } from "../context.ts";
import { openProject } from "../open_project.ts";

export async function run(context: Context, args: readonly string[], options: Options): Promise<number> {
  for (const target of args) {
    const project = await openProject(context); // anew: each removal changes the files
    const remove = () => removeStage(project, target, { outs: options.flag("outs") });
    await withinCommand("untrack", () => changeWorkspace(context, project.repo, "remove", remove));
  }
  return 0;
}
