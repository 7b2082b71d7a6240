import { ExpError } from "../common/errors.ts";
import { type BaselineChoice, chooseBaselines } from "../experiments/baselines.ts";
import { commitsOf, listExperimentRefs } from "../experiments/refs.ts";
import { repoAtRev } from "../experiments/rev_repo.ts";
import { type Git, openGit, type Rev } from "../git/mod.ts";
import { Project } from "../pipeline/mod.ts";
import type { RemoteItem } from "../data/mod.ts";
import type { Out } from "../stage/types.ts";
import { chooseOuts, type TargetChoice } from "./choose.ts";

export interface UsedChoice extends BaselineChoice, TargetChoice {
  /** Also what the workspace uses; default true. */
  readonly workspace?: boolean;
  /** Also what experiments use. */
  readonly allExperiments?: boolean;
  /** With {@link allExperiments}: also what queued entries, failed ones and stashes use; default true. */
  readonly waiting?: boolean;
  /** Told of a commit whose project cannot be read; without it, that is an error. */
  readonly onUnreadable?: (rev: Rev, error: ExpError) => void;
}

/** Cached outs of the workspace and of the chosen commits. */
export async function usedData(project: Project, choice: UsedChoice): Promise<RemoteItem[]> {
  const items: RemoteItem[] = [];
  if (choice.workspace !== false) items.push(...itemsOf((await chooseOuts(project, choice)).map(({ out }) => out)));
  const wantsRevs = choice.allBranches || choice.allTags || choice.allCommits || (choice.revs?.length ?? 0) > 0;
  if ((!wantsRevs && !choice.allExperiments) || project.repo.git === undefined) return items;
  const git = openGit(project.repo);
  const revs = new Set<Rev>(wantsRevs ? chooseBaselines(git, choice) : []);
  if (choice.allExperiments) { for (const rev of experimentRevs(git, choice.waiting !== false)) revs.add(rev); }
  for (const rev of revs) {
    try {
      const past = new Project(repoAtRev(project.repo, git, rev).repo);
      items.push(...itemsOf((await past.stages()).flatMap((stage) => stage.outs)));
    } catch (error) {
      if (!(error instanceof ExpError) || choice.onUnreadable === undefined) throw error;
      choice.onUnreadable(rev, error);
    }
  }
  return items;
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

export function itemsOf(outs: readonly Out[]): RemoteItem[] {
  return outs.flatMap((out) => out.cache && !out.isUrl && out.locked ? [{ path: out.path, info: out.locked }] : []);
}
