import { emitProgress } from "../../data/mod.ts";
import { importUrl, keyValues } from "../../sources/mod.ts";
import { importing } from "../../voice/mod.ts";
import { changeWorkspace } from "../change_workspace.ts";
import { tellGit } from "../changed_files.ts";
import type { Context } from "../command.ts";
import type { Options } from "../commands.ts";
import { fault } from "../fault.ts";
import { openProject } from "../open_project.ts";
import { createReporter } from "../reporter.ts";
import { withinCommand } from "../within_command.ts";

export async function run(context: Context, options: Options<"import-url">): Promise<number> {
  const { url, out, force, jobs, toRemote, remote, versionAware, fsConfig } = options;
  if (!options.exec && !options.download) throw fault("usage/exclusive", { a: "--no-download", b: "--no-exec" });
  const project = await openProject(context);
  const work = () =>
    importUrl(project, url, {
      out,
      force,
      jobs,
      toRemote,
      remote,
      versionAware,
      fsConfig: keyValues("--fs-config", fsConfig ?? []),
      depth: !options.exec ? "no-exec" : !options.download ? "no-download" : "all",
      tell: emitProgress(createReporter(context)),
      onBegin: (begun) => context.tell(importing(begun.from, begun.out)),
    });
  const touched = await withinCommand(
    "importUrl",
    () => changeWorkspace(context, project.repo, "import-url", work),
    url,
  );
  tellGit(context, project.repo, touched);
  return 0;
}
