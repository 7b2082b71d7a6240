import { emitProgress } from "../../data/mod.ts";
import { updateImports } from "../../sources/mod.ts";
import { importing, importUnchanged, noImport } from "../../voice/mod.ts";
import { changeWorkspace } from "../change_workspace.ts";
import type { Context } from "../command.ts";
import type { Options } from "../commands.ts";
import { openProject } from "../open_project.ts";
import { createReporter } from "../reporter.ts";
import { withinCommand } from "../within_command.ts";

export async function run(context: Context, options: Options<"update">): Promise<number> {
  const { targets, rev, recursive, download, toRemote, remote, jobs } = options;
  const project = await openProject(context);
  const work = () =>
    updateImports(project, targets, {
      rev,
      recursive,
      download,
      toRemote,
      remote,
      jobs,
      force: context.inManner({ exp: false, dvc: true }), // DVC overwrites
      tell: emitProgress(createReporter(context)),
      onBegin: (begun) => context.tell(importing(begun.from, begun.out)),
      onSkip: (stage) => context.tell(importUnchanged(stage)),
      onOther: (out) => context.tell(noImport(out)),
    });
  await withinCommand("update", () => changeWorkspace(context, project.repo, "update", work));
  return 0;
}
