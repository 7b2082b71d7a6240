import { importUrl, keyValues } from "../../sources/mod.ts";
import { importing } from "../../voice/mod.ts";
import { changeWorkspace } from "../change_workspace.ts";
import { tellGit } from "../changed_files.ts";
import type { Context } from "../command.ts";
import type { Options } from "../commands.ts";
import { fault } from "../fault.ts";
import { openProject } from "../open_project.ts";
import { withTransferHow } from "../transfer_how.ts";
import { withinCommand } from "../within_command.ts";

export async function run(context: Context, options: Options<"import-url">): Promise<number> {
  const { url, out, force, jobs, toRemote, remote, versionAware, fsConfig } = options;
  if (!options.exec && !options.download) throw fault("usage/exclusive", { a: "--no-download", b: "--no-exec" });
  const project = await openProject(context);
  const work = () =>
    withTransferHow(context, { jobs }, (how) =>
      importUrl(project, url, {
        ...how,
        out,
        force,
        toRemote,
        remote,
        versionAware,
        fsConfig: keyValues("--fs-config", fsConfig ?? []),
        depth: !options.exec ? "no-exec" : !options.download ? "no-download" : "all",
        onBegin: (begun) => context.tell(importing(begun.from, begun.out)),
      }));
  const touched = await withinCommand(
    "importUrl",
    () => changeWorkspace(context, project.repo, "import-url", work),
    url,
  );
  tellGit(context, project.repo, touched);
  return 0;
}
