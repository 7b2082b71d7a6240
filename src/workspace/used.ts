import { ExpError } from "../common/errors.ts";
import { type BaselineChoice, chooseBaselines } from "../experiments/baselines.ts";
import { commitsOf, listExperimentRefs } from "../experiments/refs.ts";
import { repoAtRev } from "../experiments/rev_repo.ts";
import { type Git, openGit, type Rev } from "../git/mod.ts";
import { Project } from "../pipeline/mod.ts";
import type { RemoteItem } from "../data/mod.ts";
import { absolutePath, displayAddress, displayPath } from "../stage/paths.ts";
import type { Out } from "../stage/types.ts";
import { chooseOuts, type OutChoice, type TargetChoice } from "./choose.ts";

export interface UsedChoice extends BaselineChoice, TargetChoice {
  /** Also what the workspace uses; default true. */
  readonly workspace?: boolean;
  /** Also what experiments use. */
  readonly allExperiments?: boolean;
  /** With {@link allExperiments}: also what queued entries, failed ones and stashes use; default true. */
  readonly waiting?: boolean;
  /** Told of a commit (undefined: the workspace) whose project cannot be read; without it, that is an error. */
  readonly onUnreadable?: (rev: Rev | undefined, error: ExpError) => void;
  /** Told of an out that has never been recorded, so that nobody knows its data. */
  readonly onUnknown?: (unknown: UnknownOut) => void;
}

/** An out without a recorded hash, in the words for a person. */
export interface UnknownOut {
  readonly path: string;
  /** `train`, `sub/dvc.yaml:train`, `data.dvc` */
  readonly stage: string;
  readonly isThere: boolean;
}

/** An out's data, with where it was found. */
export interface UsedItem extends RemoteItem {
  /** The commit; undefined: the workspace. */
  readonly rev?: Rev;
  /** The out's own `push: false`. */
  readonly push?: boolean;
}

/**
 * Cached outs of the workspace and of the chosen commits; with targets, of each what they stand for there.
 * @throws {ExpError} for a project that cannot be read, and nobody to tell
 */
export async function usedData(project: Project, choice: UsedChoice): Promise<UsedItem[]> {
  const items: UsedItem[] = [];
  if (choice.workspace !== false) {
    await collect(
      choice,
      undefined,
      async () => items.push(...knownItems(project, await chooseOuts(project, choice), choice)),
    );
  }
  const wantsRevs = choice.allBranches || choice.allTags || choice.allCommits || (choice.revs?.length ?? 0) > 0;
  if ((!wantsRevs && !choice.allExperiments) || project.repo.git === undefined) return items;
  const git = openGit(project.repo);
  const revs = new Set<Rev>(wantsRevs ? chooseBaselines(git, choice) : []);
  if (choice.allExperiments) { for (const rev of experimentRevs(git, choice.waiting !== false)) revs.add(rev); }
  for (const rev of revs) {
    await collect(choice, rev, async () => {
      const { repo, entries } = repoAtRev(project.repo, git, rev);
      if (entries.length === 0) return; // it was made before there was anything
      const past = new Project({ ...repo, cwd: project.repo.cwd });
      items.push(...knownItems(past, await chooseOuts(past, choice), choice).map((item) => ({ ...item, rev })));
    });
  }
  return items;
}

function knownItems({ repo }: Project, chosen: readonly OutChoice[], { onUnknown }: UsedChoice): UsedItem[] {
  for (const { stage, out } of chosen) {
    if (onUnknown === undefined || !out.cache || out.isUrl || out.locked) continue;
    const isThere = repo.host.fs.exists(absolutePath(repo, out.path));
    onUnknown({ path: displayPath(repo, out.path), stage: displayAddress(repo, stage), isThere });
  }
  return itemsOf(chosen);
}

async function collect(choice: UsedChoice, rev: Rev | undefined, work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof ExpError)) throw error;
    if (choice.onUnreadable === undefined) {
      const where = rev === undefined ? "the workspace" : rev.slice(0, 7);
      throw error.retold({
        message: `what ${where} uses cannot be known: ${error.message}`,
        dvcMessage: `Failed to collect '${rev === undefined ? "workspace" : rev}': ${error.dvcMessage}`,
        dvcExitCode: 255,
      });
    }
    choice.onUnreadable(rev, error);
  }
}

/** Experiments with their checkpoints; with `waiting` everything below refs/exps, and whatever the queue still needs. */
function experimentRevs(git: Git, waiting: boolean): Rev[] {
  const revs = new Set<Rev>(listExperimentRefs(git).map((ref) => ref.rev));
  for (const rev of commitsOf(git, listExperimentRefs(git))) revs.add(rev);
  if (!waiting) return [...revs];
  for (const { rev } of git.refs("refs/exps")) revs.add(rev);
  const list = git.run(["log", "--format=%H", "-g", "refs/exps/celery/stash", "--"]);
  if (list.code === 0) { for (const rev of list.stdout.split("\n").filter(Boolean)) revs.add(rev); }
  const failed = git.run(["log", "--format=%H", "-g", "refs/exps/celery/failed", "--"]);
  if (failed.code === 0) { for (const rev of failed.stdout.split("\n").filter(Boolean)) revs.add(rev); }
  return [...revs];
}

/** Of a folder that is named in parts, the parts together. */
export function itemsOf(chosen: readonly OutChoice[]): UsedItem[] {
  const items = new Map<Out, UsedItem>();
  for (const { out, inside } of chosen) {
    if (!out.cache || out.isUrl || !out.locked) continue;
    const known = items.get(out);
    const parts = inside === undefined || (known !== undefined && known.inside === undefined)
      ? undefined
      : [...known?.inside ?? [], inside];
    items.set(out, {
      path: out.path,
      info: out.locked,
      ...(out.remote === undefined ? {} : { remote: out.remote }),
      ...(out.push ? {} : { push: false }),
      ...(parts === undefined ? {} : { inside: parts }),
    });
  }
  return [...items.values()];
}
