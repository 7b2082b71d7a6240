import { ExpError } from "../common/errors.ts";
import { type Git, gitFailed } from "../git/mod.ts";
import { listRemoteRefs } from "./list.ts";
import { checkName, nameTaken } from "./names.ts";
import { experimentRefName, findByName, unknownNames } from "./refs.ts";

/**
 * Renames an experiment on a Git remote, both refs at once.
 *
 * @returns false when it has that name already
 */
export function renameRemoteExperiment(
  git: Git,
  remote: string,
  oldName: string,
  newName: string,
  options: { force?: boolean } = {},
): boolean {
  checkName(newName);
  const refs = listRemoteRefs(git, remote);
  const found = findByName(refs, oldName, git.head().rev);
  if (found === undefined) throw unknownNames([oldName], refs.map((ref) => ref.name), remote);
  if (found.name === newName) return false;
  const target = experimentRefName(found.baseline, newName);
  if (options.force !== true && refs.some((ref) => ref.ref === target)) {
    throw nameTaken(newName, `exp rename -g ${remote} -f ${oldName} ${newName}`);
  }
  // the commit has to be here to be sent under its new name
  must(git, ["fetch", "--no-tags", "--no-write-fetch-head", "--refmap=", "--", remote, found.ref]);
  must(git, ["push", "--atomic", "--no-verify", "--force", "--", remote, `${found.rev}:${target}`, `:${found.ref}`]);
  return true;
}

function must(git: Git, args: readonly string[]): void {
  const result = git.run(args);
  if (result.code === 0) return;
  if (/atomic/.test(result.stderr)) throw new ExpError("git-failed", "the Git remote cannot rename in one step");
  throw gitFailed(args, result);
}
