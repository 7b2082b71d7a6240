import { type BaselineChoice, listExperimentRefs } from "../records/mod.ts";
import { type Git, openGit } from "../git/mod.ts";
import type { Repo } from "../repo/mod.ts";
import type { Context } from "./command.ts";
import { openHere } from "./open_here.ts";

/** The repository around the context's folder and its Git. @throws {ExpError} `no-git` without one */
export async function openExperiments(context: Context): Promise<{ repo: Repo; git: Git }> {
  const repo = await openHere(context);
  const onWait = (lock: string) => context.note(`waiting for another git, which holds ${lock}`);
  return { repo, git: openGit(repo, context.inManner({ exp: onWait, dvc: undefined })) };
}

/**
 * What files can be read from: a repository, or what stands for one (see `openRepo`), and its Git if there is one. Neither
 * `init` nor Git is needed to look at metrics and parameters.
 */
export async function openReading(context: Context): Promise<{ repo: Repo; git: Git | undefined }> {
  const repo = await openHere(context, { uninitialized: true });
  return { repo, git: repo.git === undefined ? undefined : openGit(repo) };
}

/** `--rev`, `-n`, `-A`, `-a`, `-T`, where the command has them. */
export function baselineChoice(options: {
  readonly rev: readonly string[];
  readonly num: number | undefined;
  readonly allCommits: boolean;
  readonly allBranches?: boolean;
  readonly allTags?: boolean;
}): BaselineChoice {
  const { rev, num, allCommits, allBranches = false, allTags = false } = options;
  const revs = rev.filter((word) => word !== "");
  return { revs, allBranches, allTags, allCommits, ...(num === undefined ? {} : { num }) };
}

/** `'a', 'b' and 'c'` */
export function quotedList(names: readonly string[]): string {
  const quoted = names.map((name) => `'${name}'`);
  return quoted.length < 2 ? quoted.join("") : `${quoted.slice(0, -1).join(", ")} and ${quoted.at(-1)}`;
}

/** For a list without any: why it has none, or how to see those of other commits; undefined when there are none. */
export function hintElsewhere(git: Git, command: "show" | "ls" | "report"): string | undefined {
  if (git.head().rev === undefined) return "no commit yet that an experiment could start from: git commit makes one";
  const refs = listExperimentRefs(git);
  if (refs.length === 0) return undefined;
  const commits = new Set(refs.map((ref) => ref.baseline)).size;
  const [some, where] = [refs.length === 1 ? "experiment" : "experiments", commits === 1 ? "commit" : "commits"];
  return `none of this commit, but ${refs.length} ${some} of ${commits} other ${where}: ` +
    `exp ${command} -A (all commits), or -n 10 (the last ten)`;
}
