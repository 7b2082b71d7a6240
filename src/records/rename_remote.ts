import { type Git, renameRemoteRef } from "../git/mod.ts";
import { listRemoteRefs } from "./list.ts";
import { checkName, nameTaken } from "./names.ts";
import { experimentRefName, findByName, unknownNames } from "./refs.ts";

/**
 * Renames an experiment on a Git remote, both refs at once.
 *
 * @returns false when it has that name already
 */
export async function renameRemoteExperiment(
  git: Git,
  remote: string,
  oldName: string,
  newName: string,
  options: { readonly force?: boolean; readonly signal?: AbortSignal } = {},
): Promise<boolean> {
  checkName(newName);
  const refs = await listRemoteRefs(git, remote, options.signal);
  const found = findByName(refs, oldName, git.head().rev);
  if (found === undefined) throw unknownNames([oldName], refs.map((ref) => ref.name), remote);
  if (found.name === newName) return false;
  const target = experimentRefName(found.baseline, newName);
  if (options.force !== true && refs.some((ref) => ref.ref === target)) {
    throw nameTaken(newName, { as: "rename", from: oldName, remote });
  }
  await renameRemoteRef(git, remote, { name: found.ref, rev: found.rev }, target, options.signal);
  return true;
}
