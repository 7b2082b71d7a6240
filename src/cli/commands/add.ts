import { addData } from "../../workspace/mod.ts";
import { withinCommand } from "../within_command.ts";
import { tellGit } from "../changed_files.ts";
import { changeWorkspace } from "../change_workspace.ts";
import type { Context, Options } from "../context.ts";
import { openProject } from "../open_project.ts";
import { createReporter } from "../reporter.ts";

export async function run(context: Context, args: readonly string[], options: Options): Promise<number> {
  const project = await openProject(context);
  const out = options.text("out");
  const add = () =>
    addData(project, args, {
      noCommit: options.choice("commit") === false,
      glob: options.flag("glob"),
      force: options.flag("force"),
      noRelink: options.choice("relink") === false,
      emit: createReporter(context),
      ...(out === undefined ? {} : { out }),
    });
  const touched = await withinCommand("add", () => changeWorkspace(context, project.repo, "add", add));
  tellGit(context, project.repo, touched);
  return 0;
}
