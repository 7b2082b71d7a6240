import { withRepoLock } from "../../repo/mod.ts";
import { addData } from "../../workspace/mod.ts";
import { tellGit } from "../changed_files.ts";
import type { Context, Options } from "../context.ts";
import { openProject } from "../open_project.ts";
import { lockWait } from "../repro_choices.ts";

export async function run(context: Context, args: readonly string[], options: Options): Promise<number> {
  const project = await openProject(context);
  const out = options.text("out");
  const touched = await withRepoLock(
    project.repo,
    { wait: lockWait(context), onWait: context.note },
    () =>
      addData(project, args, {
        noCommit: options.choice("commit") === false,
        glob: options.flag("glob"),
        force: options.flag("force"),
        noRelink: options.choice("relink") === false,
        ...(out === undefined ? {} : { out }),
      }),
  );
  tellGit(context, project.repo, touched);
  return 0;
}
