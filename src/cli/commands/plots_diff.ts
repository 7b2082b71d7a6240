import { type Git, workTreeState } from "../../git/mod.ts";
import { resolveWord } from "../../records/mod.ts";
import type { Repo } from "../../repo/mod.ts";
import { WORKSPACE_REV } from "../../revisions/mod.ts";
import type { Context } from "../command.ts";
import type { Options } from "../commands.ts";
import { fault } from "../fault.ts";
import { openReading } from "../open_experiments.ts";
import { checkVega, showPlots } from "../show_plots.ts";
import { withinCommand } from "../within_command.ts";

export async function run(context: Context, options: Options<"plots diff">): Promise<number> {
  checkVega(options, options.targets);
  const place = await openReading(context);
  const { repo, git } = place;
  if (git === undefined) {
    return await withinCommand("plots", () => Promise.reject(fault("no-git/commits", { root: repo.root })));
  }
  const revs = git.head().rev === undefined ? [] : comparedRevs(repo, git, options);
  return await showPlots(context, place, revs, options.targets, options);
}

/** What is named; one is compared with the workspace, and where nothing is named, the workspace with what it was. */
function comparedRevs(repo: Repo, git: Git, { revisions, experiment }: Options<"plots diff">): string[] {
  const [only] = revisions;
  const revs = [...revisions];
  if (experiment && revisions.length === 1) {
    const meaning = resolveWord(repo, git, only!);
    if (meaning.kind === "experiment") revs.push(meaning.ref.baseline.slice(0, 7));
  }
  if (revs.length > 1) return revs;
  if (revs.length === 0 && workTreeState(git, { untracked: false }).isDirty) revs.push("HEAD");
  return [...revs, WORKSPACE_REV];
}
