import { ExpError } from "../common/mod.ts";
import type { RemoteItem } from "../data/mod.ts";
import { type Git, openGit, reflogRevs, type Rev } from "../git/mod.ts";
import { Project } from "../pipeline/mod.ts";
import { type BaselineChoice, chooseBaselines, commitsOf, listExperimentRefs } from "../records/mod.ts";
import { repoAtRev } from "../revisions/mod.ts";
import {
  absolutePath,
  dataOfOut,
  displayAddress,
  displayPath,
  isRepoImport,
  type Out,
  type Stage,
} from "../stage/mod.ts";
import type { OutChoice, TargetChoice } from "./choose.ts";
import { chooseFiltered, type OutFilter } from "./out_filter.ts";

export interface UsedChoice extends BaselineChoice, TargetChoice, OutFilter {
  /** Also what the workspace uses; default true. */
  readonly workspace?: boolean;
  /** Also what experiments use. */
  readonly allExperiments?: boolean;
  /** With {@link allExperiments}: also what queued entries, failed ones and stashes use; default true. */
  readonly waiting?: boolean;
  /** Told of a commit (undefined: the workspace) whose project cannot be read; without it, that is an error. */
  readonly onUnreadable?: (rev: Rev | undefined, error: ExpError) => void;
  /** It is all the same whether any of it can be read. */
  readonly mayBeUnread?: boolean;
  /** Told of an out that has never been recorded, so that nobody knows its data. */
  readonly onUnknown?: (unknown: UnknownOut) => void;
}

/** An out without a recorded hash, in the words for a person. */
export interface UnknownOut {
  readonly path: string;
  /** `train`, `sub/dvc.yaml:train`, `data.dvc` */
  readonly stage: string;
  readonly isThere: boolean;
  /** In the workspace or a commit that was named, and not only in what experiments keep. */
  readonly isAsked: boolean;
}

/** An out's data, with where it was found. */
export interface UsedItem extends RemoteItem {
  /** The commit; undefined: the workspace. */
  readonly rev?: Rev;
  /** The out's own `push: false`. */
  readonly push?: boolean;
  /** The import from another repository that it belongs to: its data comes from there, and goes nowhere. */
  readonly imported?: Stage;
}

/**
 * Cached outs of the workspace and of the chosen commits; with targets, of each what they stand for there.
 * @throws {ExpError} for a project that cannot be read, where nobody is told, or none can be read
 */
export async function usedData(project: Project, choice: UsedChoice): Promise<UsedItem[]> {
  const items: UsedItem[] = [];
  let [read, failure]: [number, ExpError | undefined] = [0, undefined];
  const from = async (rev: Rev | undefined, work: () => Promise<unknown>) => {
    const error = await collect(choice, rev, work);
    if (error === undefined) read++;
    else failure = error;
  };
  if (choice.workspace !== false) {
    await from(
      undefined,
      async () => {
        for (const item of knownItems(project, await chooseFiltered(project, choice), choice, true)) items.push(item);
      },
    );
  }
  const wantsRevs = choice.allBranches || choice.allTags || choice.allCommits || (choice.revs?.length ?? 0) > 0;
  if ((!wantsRevs && !choice.allExperiments) || project.repo.git === undefined) return items;
  const git = openGit(project.repo);
  const asked = new Set<Rev>(wantsRevs ? chooseBaselines(git, choice) : []), revs = new Set(asked);
  if (choice.allExperiments) { for (const rev of experimentRevs(git, choice.waiting !== false)) revs.add(rev); }
  for (const rev of revs) {
    await from(rev, async () => {
      const { repo, entries } = repoAtRev(project.repo, git, rev);
      if (entries.length === 0) return; // it was made before there was anything
      const past = new Project({ ...repo, cwd: project.repo.cwd });
      const chosen = await chooseFiltered(past, choice);
      for (const item of knownItems(past, chosen, choice, asked.has(rev))) items.push({ ...item, rev });
    });
  }
  // where nothing could be read, nothing is known
  if (failure !== undefined && read === 0 && !choice.mayBeUnread) throw failure;
  return items;
}

function knownItems(
  { repo }: Project,
  chosen: readonly OutChoice[],
  { onUnknown }: UsedChoice,
  isAsked: boolean,
): UsedItem[] {
  for (const { stage, out } of chosen) {
    if (onUnknown === undefined || !out.cache || out.isUrl || out.locked) continue;
    const isThere = repo.host.fs.exists(absolutePath(repo, out.path));
    onUnknown({ path: displayPath(repo, out.path), stage: displayAddress(repo, stage), isThere, isAsked });
  }
  return itemsOf(chosen);
}

/** Does the work for one commit. @returns the error that was told, if there was one */
async function collect(
  { onUnreadable }: UsedChoice,
  rev: Rev | undefined,
  work: () => Promise<unknown>,
): Promise<ExpError | undefined> {
  try {
    await work();
    return undefined;
  } catch (error) {
    if (!(error instanceof ExpError) || onUnreadable === undefined) throw error;
    onUnreadable(rev, error);
    return error;
  }
}

/** Experiments with their checkpoints; with `waiting` everything below refs/exps, and whatever the queue still needs. */
function experimentRevs(git: Git, waiting: boolean): Rev[] {
  const revs = new Set<Rev>(listExperimentRefs(git).map((ref) => ref.rev));
  for (const rev of commitsOf(git, listExperimentRefs(git))) revs.add(rev);
  if (!waiting) return [...revs];
  for (const { rev } of git.refs("refs/exps")) revs.add(rev);
  for (const stash of ["refs/exps/celery/stash", "refs/exps/celery/failed"]) {
    for (const rev of reflogRevs(git, stash)) revs.add(rev);
  }
  return [...revs];
}

/** Of a folder that is named in parts, the parts together. */
function itemsOf(chosen: readonly OutChoice[]): UsedItem[] {
  const items = new Map<Out, UsedItem>();
  const listed: UsedItem[][] = [];
  for (const { stage, out, inside } of chosen) {
    if (!out.cache || out.isUrl || !out.locked) continue;
    const push = out.push ? {} : { push: false };
    if (out.files !== undefined) {
      const parts = inside === undefined ? undefined : [inside];
      listed.push(dataOfOut(out, parts).map((item) => ({ ...item, ...push })));
      continue;
    }
    const known = items.get(out);
    const parts = inside === undefined || (known !== undefined && known.inside === undefined)
      ? undefined
      : [...known?.inside ?? [], inside];
    const imported = isRepoImport(stage) ? { imported: stage } : {};
    for (const item of dataOfOut(out, parts)) items.set(out, { ...item, ...push, ...imported });
  }
  return [...items.values(), ...listed.flat()];
}
