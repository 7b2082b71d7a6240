import { ExpError } from "../common/mod.ts";
import { failedFault, openRemote, type Remote, transferAll, type TransferHow, type Transfers } from "../data/mod.ts";
import { type Git, isAncestor, listRemote, pushRefs, type RefOutcome, type Rev } from "../git/mod.ts";
import {
  type BaselineChoice,
  chooseBaselines,
  commitsOf,
  type ExperimentRef,
  findByName,
  listExperimentRefs,
  listRemoteRefs,
  SEARCH_REFS,
  unknownNames,
} from "../records/mod.ts";
import type { Repo } from "../repo/mod.ts";
import { cachedData } from "../revisions/mod.ts";
import { fault } from "./faults.ts";
import {
  goingAlong,
  type MovedSearches,
  namedSearches,
  searchesAmong,
  type SearchRef,
  snapshotsOf,
  trialsOf,
} from "./travelling_searches.ts";

export interface TransferRequest extends BaselineChoice {
  readonly names: readonly string[];
  /** Replace what has diverged. */
  readonly force?: boolean;
  /** The cached data too; default true. */
  readonly data?: boolean;
  /** The data remote; default: the configured one. */
  readonly dataRemote?: string;
  readonly runCache?: boolean;
  /** With `dry` refs stay as they are, too. */
  readonly how?: TransferHow;
}

export interface DataTransfer {
  /** Objects that were copied. */
  readonly copied: number;
  /** Paths of data that neither side has. */
  readonly missing: readonly string[];
  /** There is no data remote, so nothing was moved. */
  readonly noRemote: boolean;
  /** What was (or would be) moved, by target. */
  readonly targets: Transfers["targets"];
}

interface Pushed {
  readonly pushed: readonly string[];
  readonly upToDate: readonly string[];
  /** The remote has another experiment of that name, and it was not to be replaced. */
  readonly diverged: readonly string[];
  readonly searches: MovedSearches;
  /** Undefined when data was not asked for. */
  readonly data: DataTransfer | undefined;
}

/**
 * Sends experiments' cached data to the data remote, and then their refs to a Git remote: who pulls meanwhile, or after a
 * power cut, finds the data of every experiment that is there.
 */
export async function pushExperiments(repo: Repo, git: Git, remote: string, request: TransferRequest): Promise<Pushed> {
  const { experiments: chosen, searches } = chooseTravellers(
    git,
    request,
    listExperimentRefs(git),
    searchesAmong(git.refs(SEARCH_REFS)),
  );
  const force = request.force === true;
  const signal = request.how?.signal;
  const accepted = request.data === false || force ? chosen : await withoutDiverged(git, remote, chosen, signal);
  const commits = () => [...commitsOf(git, accepted), ...snapshotsOf(git, searches)];
  const data = request.data === false ? undefined : await moveData(repo, git, commits, request, "push");
  const outcome = await pushRefs(git, remote, [...chosen, ...searches].map((ref) => `${ref.ref}:${ref.ref}`), {
    force,
    dry: request.how?.dry === true,
    signal,
  });
  const named = (kind: RefOutcome, refs: readonly { ref: string; name: string }[] = chosen) =>
    refs.filter(({ ref }) => outcome.get(ref) === kind).map(({ name }) => name);
  return {
    pushed: named("pushed"),
    upToDate: named("up to date"),
    diverged: named("diverged"),
    searches: {
      moved: named("pushed", searches),
      upToDate: named("up to date", searches),
      diverged: named("diverged", searches),
    },
    data,
  };
}

/** Experiments as {@link chooseExperiments} has them, with the searches that go along; a search's name stands for its trials. */
export function chooseTravellers(
  git: Git,
  request: TransferRequest,
  refs: readonly ExperimentRef[],
  searches: readonly SearchRef[],
  remote?: string,
): { readonly experiments: readonly ExperimentRef[]; readonly searches: readonly SearchRef[] } {
  const named = namedSearches(git, request.names, refs, searches);
  const names = request.names.filter((name) => !named.has(name));
  const others = named.size > 0 && names.length === 0
    ? []
    : chooseExperiments(git, { ...request, names }, refs, remote);
  const experiments = [...new Set([...others, ...trialsOf(named, refs)])];
  return { experiments, searches: goingAlong(searches, named, experiments) };
}

/** Those that the remote will take without force. */
async function withoutDiverged(
  git: Git,
  remote: string,
  refs: readonly ExperimentRef[],
  signal: AbortSignal | undefined,
): Promise<ExperimentRef[]> {
  const listed = await listRemote(git, remote, "refs/exps/*", { doing: "push", signal });
  const there = new Map(listed.map(({ name, rev }) => [name, rev]));
  return refs.filter(({ ref, rev }) => {
    const old = there.get(ref);
    return old === undefined || old === rev || isAncestor(git, old, rev);
  });
}

/** Experiments by name, or those of the chosen baselines. @throws {ExpError} for unknown names */
function chooseExperiments(
  git: Git,
  request: TransferRequest,
  refs: readonly ExperimentRef[],
  remote?: string,
): ExperimentRef[] {
  if (request.names.length === 0) {
    if (request.allCommits === true) return [...refs];
    const baselines = new Set(chooseBaselines(git, request));
    return refs.filter((ref) => baselines.has(ref.baseline));
  }
  const head = git.head().rev;
  const found = request.names.map((name) => findByName(refs, name, head));
  const unknown = request.names.filter((_, i) => found[i] === undefined);
  if (unknown.length > 0) throw unknownNames(unknown, refs.map((ref) => ref.name), remote);
  return found.filter((ref) => ref !== undefined);
}

/** Copies the data of commits between the cache and the data remote; without a remote nothing happens, as refs alone are of use too. */
export async function moveData(
  repo: Repo,
  git: Git,
  commits: () => readonly Rev[],
  request: TransferRequest,
  direction: "push" | "fetch",
): Promise<DataTransfer> {
  const name = request.dataRemote ?? repo.config.get("core", "remote");
  if (name === undefined) return { ...NOTHING, noRemote: true };
  const remote = await openDataRemote(repo, name, direction);
  const revs = commits();
  if (revs.length === 0) return NOTHING;
  const items = await cachedData(repo, git, revs);
  const how = { ...request.how, name: request.dataRemote, durable: direction === "push" };
  const { copied, missing, failed, targets } = await transferAll(repo, items, direction, how);
  const failure = failedFault({ failed, copied });
  if (failure !== undefined) throw failure;
  if (request.runCache === true) {
    if (direction === "push") await remote.pushRuns(how);
    else await remote.fetchRuns(how);
  }
  return { copied, missing: missing.map((each) => each.path), noRemote: false, targets };
}

const NOTHING: DataTransfer = { copied: 0, missing: [], noRemote: false, targets: [] };

async function openDataRemote(repo: Repo, name: string, direction: "push" | "fetch"): Promise<Remote> {
  try {
    return await openRemote(repo, name);
  } catch (error) {
    if (!(error instanceof ExpError)) throw error;
    throw fault("within/data-remote", { direction }, error);
  }
}

/** Removes experiments from a Git remote. @returns their names */
export async function removeRemoteExperiments(
  git: Git,
  remote: string,
  request: BaselineChoice & { readonly names: readonly string[]; readonly keep?: boolean },
  signal?: AbortSignal,
): Promise<string[]> {
  const byBaseline = request.allCommits === true || (request.revs?.length ?? 0) > 0;
  if (request.names.length === 0 && !byBaseline) throw fault("usage/which-of-remote", { remote });
  const refs = await listRemoteRefs(git, remote, signal);
  const chosen = new Set(chooseExperiments(git, request, refs, remote));
  const doomed = request.keep === true ? refs.filter((ref) => !chosen.has(ref)) : [...chosen];
  await pushRefs(git, remote, doomed.map((ref) => `:${ref.ref}`), { force: true, signal });
  return doomed.map((ref) => ref.name);
}
