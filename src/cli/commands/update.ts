import { updateImports } from "../../sources/mod.ts";
import { importing, importUnchanged, noImport } from "../../voice/mod.ts";
import { changeWorkspace } from "../change_workspace.ts";
import type { Context } from "../command.ts";
import type { Options } from "../commands.ts";
import { openProject } from "../open_project.ts";
import { withTransferHow } from "../transfer_how.ts";
import { withinCommand } from "../within_command.ts";

export async function run(context: Context, options: Options<"update">): Promise<number> {
  const { targets, rev, recursive, download, toRemote, remote, jobs } = options;
  const project = await openProject(context);
  const work = () =>
    withTransferHow(context, { jobs }, (how) =>
      updateImports(project, targets, {
        ...how,
        rev,
        recursive,
        download,
        toRemote,
        remote,
        force: context.inManner({ exp: false, dvc: true }), // DVC overwrites
        onBegin: (begun) => context.tell(importing(begun.from, begun.out)),
        onSkip: (stage) => context.tell(importUnchanged(stage)),
        onOther: (out) => context.tell(noImport(out)),
      }));
  await withinCommand("update", () => changeWorkspace(context, project.repo, "update", work));
  return 0;
}
