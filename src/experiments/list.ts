import type { ExpError } from "../common/errors.ts";
import type { Git, Rev } from "../git/mod.ts";
import { type BaselineChoice, chooseBaselines } from "./baselines.ts";
import { remoteFault } from "./remote_fault.ts";
import { describeCommits, type ExperimentRef, listExperimentRefs, parseExperimentRef } from "./refs.ts";

/** The experiments of one baseline. */
export interface ListedBaseline {
  readonly baseline: Rev;
  /** Its branch or tag. */
  readonly name: string | undefined;
  readonly experiments: readonly ExperimentRef[];
}

/** Experiments by baseline, here or on a Git remote. */
export function listExperiments(git: Git, choice: BaselineChoice, remote?: string): ListedBaseline[] {
  const refs = remote === undefined ? listExperimentRefs(git) : listRemoteRefs(git, remote);
  const wanted = choice.allCommits === true
    ? [...new Set(refs.map((ref) => ref.baseline))]
    : chooseBaselines(git, choice);
  const describe = describeCommits(git);
  return wanted.flatMap((baseline) => {
    const experiments = refs.filter((ref) => ref.baseline === baseline);
    return experiments.length === 0 ? [] : [{ baseline, name: describe(baseline), experiments }];
  });
}

/** Experiments of a Git remote. @throws {ExpError} `not-found` when there is no such remote */
export function listRemoteRefs(git: Git, remote: string): ExperimentRef[] {
  const result = git.run(["ls-remote", "--refs", "--", remote, "refs/exps/*"]);
  if (result.code !== 0) throw remoteUnreachable(remote, result.stderr);
  return result.stdout.split("\n").flatMap((line) => {
    const [rev, name] = line.split("\t");
    const parsed = rev === undefined || name === undefined ? undefined : parseExperimentRef({ rev, name });
    return parsed === undefined ? [] : [parsed];
  });
}

export function remoteUnreachable(remote: string, stderr: string): ExpError {
  return remoteFault(remote, stderr, "cannot read", `'${remote}' is not a valid Git remote or URL`);
}
