import { ExpError } from "../common/mod.ts";
import type { Git } from "../git/mod.ts";
import { checkName, nameTaken } from "./names.ts";
import { experimentRefName, findByName, listExperimentRefs, unknownNames } from "./refs.ts";

/**
 * Renames an experiment in one transaction.
 *
 * @returns false when it has that name already
 */
export function renameExperiment(
  git: Git,
  oldName: string,
  newName: string,
  options: { force?: boolean } = {},
): boolean {
  checkName(newName);
  const refs = listExperimentRefs(git);
  const found = findByName(refs, oldName, git.head().rev);
  if (found === undefined) throw unknownNames([oldName], refs.map((ref) => ref.name));
  if (found.name === newName) return false;
  const target = experimentRefName(found.baseline, newName);
  try {
    git.updateRefs([
      { ref: target, to: found.rev, ...(options.force === true ? {} : { from: "absent" }) },
      { ref: found.ref, to: null, from: found.rev },
    ]);
  } catch (error) {
    if (error instanceof ExpError && error.kind === "conflict" && git.readRef(target) !== undefined) {
      throw nameTaken(newName, { as: "rename", from: oldName });
    }
    throw error;
  }
  return true;
}
