import { importData, sourceAddress } from "../../sources/mod.ts";
import { importing } from "../../voice/mod.ts";
import { changeWorkspace } from "../change_workspace.ts";
import { tellGit } from "../changed_files.ts";
import type { Context } from "../command.ts";
import type { Options } from "../commands.ts";
import { fault } from "../fault.ts";
import { openProject } from "../open_project.ts";
import { withTransferHow } from "../transfer_how.ts";
import { withinCommand } from "../within_command.ts";

export async function run(context: Context, options: Options<"import">): Promise<number> {
  const { url, path, rev, out, force, jobs, config, remote, remoteConfig } = options;
  const address = () => sourceAddress(url, rev, { config, remote, remoteConfig });
  if (!options.exec && !options.download) {
    throw fault("usage/exclusive", { a: "--no-download", b: "--no-exec" });
  }
  const project = await openProject(context);
  const work = () =>
    withTransferHow(context, { jobs }, (how) =>
      importData(project, address(), path, {
        ...how,
        out,
        force,
        depth: !options.exec ? "no-exec" : !options.download ? "no-download" : "all",
        onBegin: (begun) => context.tell(importing(begun.from, begun.out)),
      }));
  const touched = await withinCommand(
    "import",
    () => changeWorkspace(context, project.repo, "import", work),
    `'${path}' from '${url}'`,
  );
  tellGit(context, project.repo, touched);
  return 0;
}
