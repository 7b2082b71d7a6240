import { addDataset } from "../../sources/mod.ts";
import { datasetAdded } from "../../voice/mod.ts";
import { changeWorkspace } from "../change_workspace.ts";
import { tellGit } from "../changed_files.ts";
import type { Context } from "../command.ts";
import type { Options } from "../commands.ts";
import { fault } from "../fault.ts";
import { openProject } from "../open_project.ts";

export async function run(context: Context, options: Options<"dataset add">): Promise<number> {
  const { name, dvc, url, dc, rev, path, force } = options;
  const [[type, where] = ["", ""], ...more] = [["dvc", dvc], ["url", url], ["dc", dc]]
    .filter((each): each is [string, string] => each[1] !== undefined);
  if (type === "" || more.length > 0) throw fault("usage/which-dataset", {});
  if (type !== "dvc" && rev !== undefined) throw fault("usage/only-with-dvc", { option: "--rev" });
  if (type !== "dvc" && path !== undefined) throw fault("usage/only-with-dvc", { option: "--path" });
  const project = await openProject(context);
  const spec = { name, url: where, type, path, rev };
  const work = () => addDataset(project, spec, force);
  const { touched } = await changeWorkspace(context, project.repo, "dataset add", work);
  const inRepo = path === undefined ? where : `${where}:/${path.replace(/^\/+/, "")}`;
  context.tell(datasetAdded(name, rev === undefined ? inRepo : `${inRepo} @ ${rev}`));
  tellGit(context, project.repo, touched);
  return 0;
}
