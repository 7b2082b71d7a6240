import { removeStage } from "../../pipeline/mod.ts";
import { withRepoLock } from "../../repo/mod.ts";
import { withDvcExitCode } from "../dvc_exit_code.ts";
import type { Context, Options } from "../context.ts";
import { openProject } from "../open_project.ts";
import { lockWait } from "../repro_choices.ts";

export async function run(context: Context, args: readonly string[], options: Options): Promise<number> {
  for (const target of args) {
    const project = await openProject(context); // anew: each removal changes the files
    const remove = () => removeStage(project, target, { outs: options.flag("outs") });
    await withDvcExitCode(
      1,
      () => withRepoLock(project.repo, { wait: lockWait(context), onWait: context.note }, remove),
    );
  }
  return 0;
}
