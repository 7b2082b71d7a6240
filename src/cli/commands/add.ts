import { addData } from "../../workspace/mod.ts";
import { withinCommand } from "../within_command.ts";
import { tellGit } from "../changed_files.ts";
import { changeWorkspace } from "../change_workspace.ts";
import type { Context } from "../command.ts";
import type { Options } from "../commands.ts";
import { openProject } from "../open_project.ts";
import { createReporter } from "../reporter.ts";

export async function run(context: Context, options: Options<"add">): Promise<number> {
  const project = await openProject(context);
  const out = options.out;
  const add = () =>
    addData(project, options.targets, {
      noCommit: !options.commit,
      glob: options.glob,
      force: options.force,
      noRelink: !options.relink,
      emit: createReporter(context),
      ...(out === undefined ? {} : { out }),
    });
  const touched = await withinCommand("add", () => changeWorkspace(context, project.repo, "add", add));
  tellGit(context, project.repo, touched);
  return 0;
}
