import { removeStage } from "../../pipeline/mod.ts";
import { withRepoLock } from "../../repo/mod.ts";
import type { Context, Options } from "../context.ts";
import { openProject } from "../open_project.ts";
import { lockWait } from "../repro_choices.ts";

export async function run(context: Context, args: readonly string[], options: Options): Promise<number> {
  for (const target of args) {
    const project = await openProject(context); // anew: each removal changes the files
    await withRepoLock(
      project.repo,
      { wait: lockWait(context), onWait: context.note },
      () => removeStage(project, target, { outs: options.flag("outs") }),
    );
  }
  return 0;
}
