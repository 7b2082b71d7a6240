import { removeStage } from "../../pipeline/mod.ts";
import { withDvcExitCode } from "../dvc_exit_code.ts";
import { changeWorkspace } from "../change_workspace.ts";
import type { Context, Options } from "../context.ts";
import { openProject } from "../open_project.ts";

export async function run(context: Context, args: readonly string[], options: Options): Promise<number> {
  for (const target of args) {
    const project = await openProject(context); // anew: each removal changes the files
    const remove = () => removeStage(project, target, { outs: options.flag("outs") });
    await withDvcExitCode(1, () => changeWorkspace(context, project.repo, "remove", remove));
  }
  return 0;
}
