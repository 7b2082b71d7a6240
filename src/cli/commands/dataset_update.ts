import { type DatasetChange, updateDataset } from "../../sources/mod.ts";
import { datasetAdded, datasetUpdated } from "../../voice/mod.ts";
import { changeWorkspace } from "../change_workspace.ts";
import { tellGit } from "../changed_files.ts";
import type { Context } from "../command.ts";
import type { Options } from "../commands.ts";
import { openProject } from "../open_project.ts";

export async function run(context: Context, options: Options<"dataset update">): Promise<number> {
  const { name, rev } = options;
  const project = await openProject(context);
  const work = () => updateDataset(project, name, rev);
  const change = await changeWorkspace(context, project.repo, "dataset update", work);
  context.tell(change.isNew ? datasetAdded(name, change.spec.url) : datasetUpdated(name, movedText(change)));
  tellGit(context, project.repo, change.touched);
  return 0;
}

function movedText({ isChanged, from, to, spec }: DatasetChange): string | undefined {
  if (!isChanged) return undefined;
  return from === undefined || to === undefined ? spec.url : `${from.slice(0, 9)} -> ${to.slice(0, 9)}`;
}
