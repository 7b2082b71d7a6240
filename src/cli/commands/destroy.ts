import { destroyedFiles, destroyProject, removeDvcFolder } from "../../workspace/mod.ts";
import { changeWorkspace } from "../change_workspace.ts";
import type { Context } from "../command.ts";
import type { Options } from "../commands.ts";
import { askYesNo, mayGoOn } from "../confirm.ts";
import { fault } from "../fault.ts";
import { openProject } from "../open_project.ts";
import { tellPlan } from "../plan.ts";
import { withinCommand } from "../within_command.ts";

const QUESTION = "This will destroy all information about your pipelines, all data files, as well as cache in " +
  ".dvc/cache.\nAre you sure you want to continue?";

export async function run(context: Context, options: Options<"destroy">): Promise<number> {
  const project = await openProject(context);
  if (options.dryRun) {
    return tellPlan(
      context,
      destroyedFiles(project.repo, await project.stages()).map((path) => `remove ${path}`),
    );
  }
  return await withinCommand("destroy", async () => {
    if (!isAllowed(context, options)) return 1;
    await changeWorkspace(context, project.repo, "destroy", () => destroyProject(project));
    removeDvcFolder(project);
    return 0;
  });
}

/** @throws {ExpError} `failed` where DVC takes a no for a failure */
function isAllowed(context: Context, options: Options<"destroy">): boolean {
  const what = "remove all pipelines, all records of data, and the cache in .dvc for good";
  if (context.rules.asksFirst) return mayGoOn(context, options, what);
  if (options.force || askYesNo(context, QUESTION)) return true;
  throw fault("failed/not-destroyed", {});
}
