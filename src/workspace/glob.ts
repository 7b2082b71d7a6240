import { ExpError } from "../common/errors.ts";
import { globPattern } from "../pipeline/targets.ts";
import { joinPath, nameOf, parentOf } from "../repo/paths.ts";
import type { Repo } from "../repo/types.ts";

/**
 * The paths that a `--glob` target stands for, absolute and sorted. Signs count in the last part of the path only.
 * @throws {ExpError} `not-found` when nothing matches
 */
export function pathsMatching(repo: Repo, target: string): string[] {
  const folder = joinPath(repo.cwd, parentOf(`/${target}`).slice(1));
  const matcher = globPattern(nameOf(target));
  const names = repo.host.fs.stat(folder)?.kind === "dir" ? repo.host.fs.list(folder).map(({ name }) => name) : [];
  const found = names.filter((name) => matcher.test(name) && !name.startsWith(".")).sort();
  if (found.length === 0) throw new ExpError("not-found", `nothing matches '${target}'`, { dvcExitCode: 1 });
  return found.map((name) => joinPath(folder, name));
}
