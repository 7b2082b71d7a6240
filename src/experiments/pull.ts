import { fetchRefs, type Git, isAncestor } from "../git/mod.ts";
import { commitsOf, type ExperimentRef, listRemoteAll } from "../records/mod.ts";
import type { Repo } from "../repo/mod.ts";
import { chooseTravellers, type DataTransfer, moveData, type TransferRequest } from "./push.ts";
import { type MovedSearches, searchesAmong, snapshotsOf, takeSearches } from "./travelling_searches.ts";

interface Pulled {
  readonly pulled: readonly string[];
  readonly upToDate: readonly string[];
  /** There is another experiment of that name here, and it was not to be replaced. */
  readonly diverged: readonly string[];
  readonly searches: MovedSearches;
  readonly data: DataTransfer | undefined;
}

/** Fetches experiments' refs from a Git remote, and their cached data from the data remote. */
export async function pullExperiments(repo: Repo, git: Git, remote: string, request: TransferRequest): Promise<Pulled> {
  const signal = request.how?.signal;
  const there = await listRemoteAll(git, remote, signal);
  const { experiments: chosen, searches } = chooseTravellers(
    git,
    request,
    there.experiments,
    searchesAmong(there.searches),
    remote,
  );
  const state = new Map(chosen.map((ref) => [ref, compare(git, ref)]));
  const wanted = chosen.filter((ref) => state.get(ref) === "new" || (state.get(ref) === "diverged" && request.force));
  const dry = request.how?.dry === true;
  if (!dry) await fetchRefs(git, remote, wanted.map((ref) => ref.ref), signal);
  // after its trials: who finds the search finds what has been tried
  const taken = await takeSearches(git, remote, searches, { force: request.force === true, dry, signal });
  const named = (refs: readonly ExperimentRef[]) => refs.map((ref) => ref.name);
  const same = chosen.filter((ref) => state.get(ref) === "same");
  const diverged = chosen.filter((ref) => state.get(ref) === "diverged" && request.force !== true);
  // what has not come is not known to need any
  const here = dry
    ? [...wanted, ...same].filter(({ rev }) => git.resolve(`${rev}^{commit}`) !== undefined)
    : [...wanted, ...same];
  const commits = () => [...commitsOf(git, here), ...snapshotsOf(git, taken.here)];
  const data = request.data === false ? undefined : await moveData(repo, git, commits, request, "fetch");
  return { pulled: named(wanted), upToDate: named(same), diverged: named(diverged), searches: taken, data };
}

function compare(git: Git, remote: ExperimentRef): "new" | "same" | "diverged" {
  const local = git.readRef(remote.ref);
  if (local === undefined) return "new";
  if (local === remote.rev) return "same";
  // a checkpoint experiment that has grown on the remote; unknown commits make this fail, which is "no"
  return isAncestor(git, local, remote.rev) ? "new" : "diverged";
}
