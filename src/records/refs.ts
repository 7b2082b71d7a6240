import { type ExpError, nearestWord } from "../common/mod.ts";
import { firstParentsSince, type Git, type PeeledRef, type Ref, type RefUpdate, type Rev } from "../git/mod.ts";
import { fault } from "./faults.ts";

const EXPS = "refs/exps";
export const QUEUE_STASH = "refs/exps/celery/stash";
export const FAILED_STASH = "refs/exps/celery/failed";
export const APPLY_STASH = "refs/exps/apply/stash";
export const APPLY_HEAD = "refs/exps/apply/ORIG_HEAD";
export const EXEC_APPLY = "refs/exps/exec/EXEC_APPLY";
export const EXEC_CHECKPOINT = "refs/exps/exec/EXEC_CHECKPOINT";
/** Where the workspace stands: they go where the experiment goes that they point at. */
const MIRRORS = [EXEC_APPLY, EXEC_CHECKPOINT];
/** Keeps a queued task's commit from `git gc`; DVC skips what is below `celery`. */
export const TASK_PINS = "refs/exps/celery/task";

/** Definitions of searches (see src/search); DVC does not look here. */
export const SEARCH_REFS = "refs/exp-search";

/** Undefined for the name of an experiment that cannot be a search's trial, `SEARCH-7`. */
export function searchOfTrial(name: string): string | undefined {
  return /^(.+)-[1-9]\d{0,8}$/.exec(name)?.[1];
}

/** A finished experiment: `refs/exps/<2>/<rest of the baseline>/<name>`. */
export interface ExperimentRef {
  readonly ref: string;
  readonly name: string;
  readonly baseline: Rev;
  /** The experiment's (last) commit. */
  readonly rev: Rev;
}

export function experimentRefName(baseline: Rev, name: string): string {
  return `${baselineFolder(baseline)}/${name}`;
}

/** The folder of a baseline's experiments, without a slash at the end. */
export function baselineFolder(baseline: Rev): string {
  return `${EXPS}/${baseline.slice(0, 2)}/${baseline.slice(2)}`;
}

/** Undefined for refs that are no experiments (exec, celery, apply, stash, temp and what others put there). */
export function parseExperimentRef(ref: Ref): ExperimentRef | undefined {
  const match = /^refs\/exps\/([0-9a-f]{2})\/([0-9a-f]{38}|[0-9a-f]{62})\/([^/]+)$/.exec(ref.name);
  if (match === null) return undefined;
  return { ref: ref.name, name: match[3] as string, baseline: `${match[1]}${match[2]}`, rev: ref.rev };
}

/** What becomes of EXEC_APPLY and EXEC_CHECKPOINT when experiments move; undefined for a commit that stays. */
export function mirrorUpdates(git: Git, moveTo: (rev: Rev) => Rev | null | undefined): RefUpdate[] {
  return MIRRORS.flatMap((ref) => {
    const rev = git.readRef(ref);
    const to = rev === undefined ? undefined : moveTo(rev);
    return to === undefined ? [] : [{ ref, to }];
  });
}

/**
 * All experiments, or those of some baselines; by ref name. One git process; none where there are few refs.
 *
 * @param but refs that are passed over
 */
export function listExperimentRefs(git: Git, baselines?: readonly Rev[], but?: ReadonlySet<string>): ExperimentRef[] {
  if (baselines !== undefined && baselines.length === 0) return [];
  return experimentsAmong(git.refsBut(but, foldersOf(baselines)), baselines);
}

/** Beyond that one look at all names is sooner than one at each. */
const FEW_NAMES = 8;

/** Tells of names under a baseline whether an experiment has them. */
export function takenNames(git: Git, baseline: Rev): (name: string) => boolean {
  let asked = 0;
  let all: ReadonlySet<string> | undefined;
  return (name) => {
    if (++asked > FEW_NAMES) all ??= new Set(listExperimentRefs(git, [baseline]).map((ref) => ref.name));
    return all?.has(name) ?? git.readRef(experimentRefName(baseline, name)) !== undefined;
  };
}

function foldersOf(baselines: readonly Rev[] | undefined): readonly string[] {
  return baselines === undefined || baselines.length > 50 ? [EXPS] : baselines.map(baselineFolder);
}

function experimentsAmong(refs: readonly Ref[], baselines: readonly Rev[] | undefined): ExperimentRef[] {
  const wanted = baselines === undefined ? undefined : new Set(baselines);
  return refs.flatMap((ref) => {
    const parsed = parseExperimentRef(ref);
    return parsed !== undefined && (wanted === undefined || wanted.has(parsed.baseline)) ? [parsed] : [];
  });
}

/** All commits of experiments: their last ones, and with checkpoints those before. */
export function commitsOf(git: Git, refs: readonly ExperimentRef[]): Rev[] {
  const tips = git.commitInfo(refs.map((ref) => ref.rev));
  return refs.flatMap(({ rev, baseline }, i) => {
    if (tips[i]?.parents.includes(baseline)) return [rev];
    return [rev, ...firstParentsSince(git, baseline, rev).slice(1)];
  });
}

/**
 * The experiment that a name means: a full ref, else the one under HEAD, else the only one of that name.
 * @throws {ExpError} `invalid-name` when several baselines have it and none is HEAD
 */
export function findByName(
  refs: readonly ExperimentRef[],
  name: string,
  head: Rev | undefined,
): ExperimentRef | undefined {
  const full = refs.find((ref) => ref.ref === name || ref.ref === `${EXPS}/${name}`);
  if (full !== undefined) return full;
  const matches = refs.filter((ref) => ref.name === name);
  if (matches.length <= 1) return matches[0];
  const ofHead = matches.find((ref) => ref.baseline === head);
  if (ofHead !== undefined) return ofHead;
  throw fault("invalid-name/ambiguous", { name, refs: matches.map((ref) => ref.ref) });
}

/**
 * How an error says that names are no experiments; the nearest existing one as help.
 *
 * @param remote the Git remote that was looked at, where that is worth saying
 */
export function unknownNames(names: readonly string[], known: readonly string[], remote?: string): ExpError {
  const nearest = names.length === 1 ? nearestWord(names[0] as string, known) : undefined;
  return fault("not-found/experiments", { names, remote, nearest });
}

/** @param known names of experiments, for a guess */
export function unknownRev(rev: string, known: readonly string[] = []): ExpError {
  return fault("not-found/rev", { rev, nearest: nearestWord(rev, known) });
}

/** Says what a commit is called, as DVC does: the current branch, else a tag, else a branch. */
type Describe = (rev: Rev) => string | undefined;

/** One git process; none where there are few refs. */
export function describeCommits(git: Git): Describe {
  return describeBy(git, git.peeledRefs(...NAMES));
}

/** Both {@link listExperimentRefs} and {@link describeCommits}, at the price of one. */
export function listAndDescribe(
  git: Git,
  baselines: readonly Rev[],
): { readonly refs: readonly ExperimentRef[]; readonly describe: Describe } {
  const refs = git.peeledRefs(...baselines.length === 0 ? [] : foldersOf(baselines), ...NAMES);
  return {
    refs: experimentsAmong(refs.filter(({ isSymbolic }) => !isSymbolic), baselines),
    describe: describeBy(git, refs),
  };
}

const NAMES = ["refs/heads", "refs/tags"];

function describeBy(git: Git, refs: readonly PeeledRef[]): Describe {
  const head = git.head();
  const named = (prefix: string) => {
    const names = new Map<Rev, string>();
    for (const { rev, name } of refs) {
      if (name.startsWith(prefix) && !names.has(rev)) names.set(rev, name.slice(prefix.length));
    }
    return names;
  };
  const branches = named("refs/heads/"), tags = named("refs/tags/");
  return (rev) => (rev === head.rev ? head.branch : undefined) ?? tags.get(rev) ?? branches.get(rev);
}
