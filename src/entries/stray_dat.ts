import type { EmitEvent } from "../common/mod.ts";
import { type Git, isTracked, type TreeChange } from "../git/mod.ts";
import type { Repo } from "../repo/mod.ts";
import { reproDatPath } from "./read_entries.ts";

/**
 * A `repro.dat` that was committed by mistake: told of, and left out of the experiment. A process only where there is
 * such a file.
 *
 * @returns what to change in the experiment's tree
 */
export function dropStrayDat(repo: Repo, git: Git, emit: EmitEvent): TreeChange[] {
  const path = reproDatPath(repo);
  if (!repo.host.fs.exists(`${git.top}/${path}`)) return [];
  if (!isTracked(git, path)) return [];
  emit({
    kind: "warning",
    text:
      `Temporary DVC file '${path}' holds the arguments of one run, and was committed by mistake: \`git rm ${path}\` ` +
      "takes it out",
  });
  return [{ path, content: null }];
}
