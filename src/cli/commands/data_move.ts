import { moveTracked, stepsOfMove } from "../../workspace/mod.ts";
import { tellGit } from "../changed_files.ts";
import { changeWorkspace } from "../change_workspace.ts";
import type { Context } from "../command.ts";
import type { Options } from "../commands.ts";
import { openProject } from "../open_project.ts";
import { stepPath, tellPlan } from "../plan.ts";
import { withinCommand } from "../within_command.ts";

export async function run(context: Context, { src, dst, dryRun }: Options<"data move">): Promise<number> {
  const project = await openProject(context);
  if (dryRun) {
    const { from, to, written, removed } = await stepsOfMove(project, src, dst);
    const shown = (path: string) => stepPath(context, path);
    return tellPlan(context, [
      `move ${shown(from)} to ${shown(to)}`,
      ...written.map((path) => `write ${shown(path)}`),
      ...removed.map((path) => `remove ${shown(path)}`),
    ]);
  }
  const move = () => moveTracked(project, src, dst);
  const { written, removed, isAbsent } = await withinCommand(
    "move",
    () => changeWorkspace(context, project.repo, "move", move),
    `'${src}' -> '${dst}'`,
  );
  if (isAbsent) context.warn(`'${src}' missing`);
  tellGit(context, project.repo, written, removed === undefined ? [] : [removed]);
  return 0;
}
