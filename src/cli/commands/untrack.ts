import { ExpError } from "../../common/errors.ts";
import { removeStage } from "../../pipeline/mod.ts";
import { joinPath, type Repo } from "../../repo/mod.ts";
import { withDvcExitCode } from "../dvc_exit_code.ts";
import { changeWorkspace } from "../change_workspace.ts";
import type { Context, Options } from "../context.ts";
import { openProject } from "../open_project.ts";

export async function run(context: Context, args: readonly string[], options: Options): Promise<number> {
  for (const target of args) {
    const project = await openProject(context); // anew: each removal changes the files
    const remove = () => removeStage(project, target, { outs: options.flag("outs") });
    try {
      await withDvcExitCode(
        1,
        () => changeWorkspace(context, project.repo, "remove", remove),
      );
    } catch (error) {
      throw error instanceof ExpError && error.kind === "not-found" ? withNearFile(project.repo, target, error) : error;
    }
  }
  return 0;
}

/** Data is removed by its `.dvc` file. */
function withNearFile(repo: Repo, target: string, error: ExpError): ExpError {
  const near = `${target}.dvc`;
  if (!repo.host.fs.exists(joinPath(repo.cwd, near))) return error;
  return error.retold({
    hint: `did you mean '${near}'?`,
    dvcMessage: `'${target}' is not a .dvc file. Do you mean '${near}'?: ${error.dvcMessage}`,
    dvcExitCode: error.dvcExitCode,
  });
}
