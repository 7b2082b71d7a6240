import { ExpError } from "../common/mod.ts";
import type { Project } from "../pipeline/mod.ts";
import { joinPath, relativeInside } from "../repo/mod.ts";
import { chooseOuts } from "../workspace/mod.ts";
import { isTrackedOut, pathOf } from "./sides.ts";

/**
 * The paths that targets stand for, relative to the root: tracked ones of stages and `.dvc` files; of anything else the
 * path itself.
 *
 * @throws {ExpError} `not-found` for what is nowhere, if the repository's rules say so
 */
export async function targetedPaths(project: Project, targets: readonly string[]): Promise<string[]> {
  const { repo } = project;
  const paths: string[] = [];
  for (const target of targets) {
    try {
      paths.push(...(await chooseOuts(project, { targets: [target] })).filter(isTrackedOut).map(pathOf));
    } catch (error) {
      if (!(error instanceof ExpError) || error.kind !== "not-found") throw error;
      const path = joinPath(repo.cwd, target);
      if (repo.rules.statusNeedsTargets && !repo.host.fs.exists(path)) throw error;
      paths.push(relativeInside(repo.root, path) ?? path);
    }
  }
  return paths;
}
