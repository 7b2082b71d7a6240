import { joinPath, relativeInside } from "../repo/paths.ts";
import type { Repo } from "../repo/types.ts";

/** Keeps only the files named on the command line (or below a folder named there); without names all. */
export function chosenFiles(repo: Repo, targets: readonly string[]) {
  const wanted = targets.map((target) => relativeInside(repo.root, joinPath(repo.cwd, target)) ?? target);
  return <T>(files: ReadonlyMap<string, T>): Map<string, T> =>
    new Map(
      [...files].filter(([file]) =>
        wanted.length === 0 || wanted.some((path) => file === path || path === "" || file.startsWith(`${path}/`))
      ),
    );
}
