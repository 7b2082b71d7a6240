/** Searches on their way: one goes where its trials go, and where it is sent by its own name. */
import { fetchCommits, type Git, isAncestor, type Ref, type Rev } from "../git/mod.ts";
import { type ExperimentRef, findByName, SEARCH_REFS, searchOfTrial } from "../records/mod.ts";

/** A definition. */
export interface SearchRef {
  readonly ref: string;
  readonly name: string;
  readonly rev: Rev;
}

/** Names of searches, by what became of their definitions. */
export interface MovedSearches {
  readonly moved: readonly string[];
  readonly upToDate: readonly string[];
  /** Both sides have changed it, and it was not to be replaced. */
  readonly diverged: readonly string[];
}

export function searchesAmong(refs: readonly Ref[]): SearchRef[] {
  const prefix = `${SEARCH_REFS}/`;
  return refs.flatMap(({ name, rev }) =>
    name.startsWith(prefix) ? [{ ref: name, name: name.slice(prefix.length), rev }] : []
  );
}

/** Those of the names that mean searches; an experiment of that name comes first. */
export function namedSearches(
  git: Git,
  names: readonly string[],
  experiments: readonly ExperimentRef[],
  searches: readonly SearchRef[],
): ReadonlySet<string> {
  if (searches.length === 0 || names.length === 0) return new Set();
  const head = git.head().rev;
  const known = new Set(searches.map(({ name }) => name));
  return new Set(names.filter((name) => known.has(name) && findByName(experiments, name, head) === undefined));
}

export function trialsOf(searches: ReadonlySet<string>, experiments: readonly ExperimentRef[]): ExperimentRef[] {
  return experiments.filter(({ name }) => searches.has(searchOfTrial(name) ?? ""));
}

/** The searches that go along with experiments. */
export function goingAlong(
  searches: readonly SearchRef[],
  named: ReadonlySet<string>,
  experiments: readonly ExperimentRef[],
): SearchRef[] {
  const ofTrials = new Set(experiments.map(({ name }) => searchOfTrial(name)));
  return searches.filter(({ name }) => named.has(name) || ofTrials.has(name));
}

/** The workspaces that trials still to come start from: their data is needed, too. */
export function snapshotsOf(git: Git, searches: readonly SearchRef[]): Rev[] {
  return git.commitInfo(searches.map(({ rev }) => rev)).flatMap(({ parents }) => parents[1] ?? []);
}

/**
 * Takes over definitions of a Git remote, whose commits have the one before among their parents: who has changed it last
 * is right, and who has changed it at the same time has diverged.
 */
export async function takeSearches(
  git: Git,
  remote: string,
  searches: readonly SearchRef[],
  how: { readonly force: boolean; readonly dry: boolean; readonly signal: AbortSignal | undefined },
): Promise<MovedSearches & { readonly here: readonly SearchRef[] }> {
  const other = searches.filter(({ ref, rev }) => git.readRef(ref) !== rev);
  if (!how.dry) await fetchCommits(git, remote, other.map(({ ref }) => ref), how.signal);
  const moved: SearchRef[] = [], diverged: SearchRef[] = [];
  for (const search of other) {
    const { ref, rev } = search;
    const local = git.readRef(ref);
    if (local !== undefined && isAncestor(git, rev, local)) continue;
    const isNewer = local === undefined || isAncestor(git, local, rev);
    if (!isNewer && !how.force) diverged.push(search);
    else moved.push(search);
    if (!how.dry && (isNewer || how.force)) git.updateRefs([{ ref, to: rev, from: local ?? "absent" }]);
  }
  const named = (list: readonly SearchRef[]) => list.map(({ name }) => name);
  const kept = searches.filter((search) => !moved.includes(search) && !diverged.includes(search));
  const here = how.dry ? kept : searches.filter((search) => !diverged.includes(search));
  return { moved: named(moved), upToDate: named(kept), diverged: named(diverged), here };
}
