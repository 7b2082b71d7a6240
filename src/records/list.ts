import { type Git, listRemote, type Ref, type Rev } from "../git/mod.ts";
import { type BaselineChoice, chooseBaselines } from "./baselines.ts";
import { describeCommits, type ExperimentRef, listExperimentRefs, parseExperimentRef, SEARCH_REFS } from "./refs.ts";

/** The experiments of one baseline. */
export interface ListedBaseline {
  readonly baseline: Rev;
  /** Its branch or tag. */
  readonly name: string | undefined;
  readonly experiments: readonly ExperimentRef[];
}

/** Experiments by baseline, here or on a Git remote. */
export async function listExperiments(
  git: Git,
  choice: BaselineChoice,
  remote?: string,
  signal?: AbortSignal,
): Promise<ListedBaseline[]> {
  const refs = remote === undefined ? listExperimentRefs(git) : await listRemoteRefs(git, remote, signal);
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
export async function listRemoteRefs(git: Git, remote: string, signal?: AbortSignal): Promise<ExperimentRef[]> {
  return experimentsOf(await listRemote(git, remote, "refs/exps/*", { signal }));
}

/** The same, and refs of searches, by one look. */
export async function listRemoteAll(
  git: Git,
  remote: string,
  signal?: AbortSignal,
): Promise<{ readonly experiments: ExperimentRef[]; readonly searches: readonly Ref[] }> {
  const refs = await listRemote(git, remote, ["refs/exps/*", `${SEARCH_REFS}/*`], { signal });
  return { experiments: experimentsOf(refs), searches: refs.filter(({ name }) => name.startsWith(`${SEARCH_REFS}/`)) };
}

function experimentsOf(refs: readonly Ref[]): ExperimentRef[] {
  return refs.flatMap((ref) => parseExperimentRef(ref) ?? []);
}
