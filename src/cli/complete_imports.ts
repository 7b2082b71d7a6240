/** Imports whose data was never asked for: `--no-download`. */
import type { Project } from "../pipeline/mod.ts";
import { isImport, type Stage } from "../stage/mod.ts";
import { chooseFiltered, type OutFilter, type TargetChoice } from "../workspace/mod.ts";
import { changeWorkspace } from "./change_workspace.ts";
import type { Context } from "./command.ts";

/** Those that targets stand for. */
export async function partialImports(project: Project, choice: TargetChoice & OutFilter): Promise<readonly Stage[]> {
  const chosen = await chooseFiltered(project, choice);
  const isPartial = ({ stage, out }: typeof chosen[number]) =>
    out.locked === undefined && isImport(stage) && stage.deps[0]?.source !== undefined;
  return chosen.filter(isPartial).map(({ stage }) => stage);
}

/** They get their data now. @returns how many files */
export async function completeImports(context: Context, project: Project, partial: readonly Stage[]): Promise<number> {
  if (partial.length === 0) return 0;
  const { completeImport } = await import("../sources/mod.ts");
  let count = 0;
  for (const stage of partial) {
    const work = () => completeImport(project.repo, stage, {});
    count += await changeWorkspace(context, project.repo, "pull", work);
  }
  return count;
}
