/** The project as an experiment will find it, parameters set: read before anything is changed for it. */
import type { Git, TreeChange } from "../git/mod.ts";
import { Project } from "../pipeline/mod.ts";
import type { Repo } from "../repo/mod.ts";
import { changedData } from "./changed_data.ts";
import type { ExperimentRequest } from "./request.ts";
import { type PointOverrides, withoutEditing } from "./param_files.ts";

/** @throws {ExpError} when a pipeline file cannot be read once the parameters are set */
export async function checkEdited(repo: Repo, request: ExperimentRequest, overrides: PointOverrides): Promise<void> {
  await withoutEditing(repo, request, overrides, (edited) => new Project(edited).stages());
}

/**
 * The data that travels with the points' entries (see {@link changedData}).
 *
 * @throws {ExpError} when a pipeline file cannot be read at one of the points
 */
export async function dataOfPoints(
  repo: Repo,
  git: Git,
  request: ExperimentRequest,
  points: readonly { readonly overrides: PointOverrides }[],
): Promise<TreeChange[]> {
  const [first, ...others] = points;
  if (first === undefined) return [];
  const { data, isTemplated } = await withoutEditing(repo, request, first.overrides, async (edited) => {
    const project = new Project(edited);
    return { data: await changedData(project, git), isTemplated: await usesTemplates(project) };
  });
  // where parameters shape no stage, what holds for one point holds for all
  if (isTemplated) { for (const point of others) await checkEdited(repo, request, point.overrides); }
  return data;
}

async function usesTemplates(project: Project): Promise<boolean> {
  const files = await project.files();
  return files.some((file) => file.names().some((name) => file.isTemplated(name)));
}
