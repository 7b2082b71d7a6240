/** Questions about commits, how they follow each other and what they hold. Each costs one process. */
import { gitFailed } from "./command.ts";
import { namesIn } from "./tracked.ts";
import type { Git, Rev } from "./types.ts";

/** All commits of branches, tags and remote branches; one before its parent, also when one second made both. */
export function allCommits(git: Git): Rev[] {
  return revList(git, ["--date-order", ...EVERYWHERE, ...headOf(git)]);
}

/** Such commits that were made at a time or later, however young or old those around them are. */
export function commitsSince(git: Git, seconds: number): Rev[] {
  // by hand: `--since` stops at the first commit that is older
  return revList(git, ["--timestamp", ...EVERYWHERE, ...headOf(git)])
    .map((line) => line.split(" "))
    .flatMap(([time, rev = ""]) => Number(time) >= seconds ? [rev] : []);
}

/** A commit and those before it along first parents, newest first; at most `max`, where that is given. */
export function firstParents(git: Git, rev: Rev, max = Infinity): Rev[] {
  return revList(git, ["--first-parent", ...limitOf(max), rev]);
}

/** The same down to a baseline, which is left out; nothing where one of the two is not there. */
export function firstParentsSince(git: Git, baseline: Rev, rev: Rev, max = Infinity): Rev[] {
  return linesIn(git.run(["rev-list", "--first-parent", ...limitOf(max), rev, `^${baseline}`]).stdout);
}

const EVERYWHERE = ["--branches", "--tags", "--remotes"] as const;

/** None where nothing has been committed yet. */
function headOf(git: Git): string[] {
  return git.resolve("HEAD") === undefined ? [] : ["HEAD"];
}

function limitOf(max: number): string[] {
  return max === Infinity ? [] : [`--max-count=${max}`];
}

function revList(git: Git, args: readonly string[]): string[] {
  const result = git.run(["rev-list", ...args]);
  if (result.code !== 0) throw gitFailed(["rev-list"], result);
  return linesIn(result.stdout);
}

/** Is a commit the other, or before it? No, where one of the two is not there. */
export function isAncestor(git: Git, rev: Rev, of: Rev): boolean {
  return git.run(["merge-base", "--is-ancestor", rev, of]).code === 0;
}

/** Names of the refs at or below some prefixes that lead to a commit. */
export function refsContaining(git: Git, rev: Rev, prefixes: readonly string[]): string[] {
  if (prefixes.length === 0) return [];
  return linesIn(git.run(["for-each-ref", `--contains=${rev}`, "--format=%(refname)", ...prefixes]).stdout);
}

/** Every value that a ref's reflog remembers; none without a reflog. */
export function reflogRevs(git: Git, ref: string): Rev[] {
  return linesIn(git.run(["log", "--format=%H", "-g", ref, "--"]).stdout);
}

/** Paths in which two trees, or the trees of two commits, differ. */
export function changedPaths(git: Git, from: Rev, to: Rev): string[] {
  const args = ["diff-tree", "-r", "-z", "--name-only", from, to];
  const result = git.run(args);
  if (result.code !== 0) throw gitFailed(args, result);
  return namesIn(result.stdout);
}

/** Ids of objects by names without a line break (`REV:PATH`), in order; undefined for what is not there. */
export function objectIds(git: Git, names: readonly string[]): (string | undefined)[] {
  const args = ["cat-file", "--batch-check=%(objectname)"];
  const result = git.run(args, { input: names.map((name) => `${name}\n`).join("") });
  if (result.code !== 0) throw gitFailed(args, result);
  return linesIn(result.stdout).map((line) => line.endsWith(" missing") ? undefined : line);
}

/** The tree without a file. */
export function emptyTree(git: Git): Rev {
  const args = ["hash-object", "-w", "-t", "tree", "/dev/null"];
  const result = git.run(args);
  if (result.code !== 0) throw gitFailed(args, result);
  return result.stdout.trim();
}

function linesIn(output: string): string[] {
  return output.split("\n").filter((line) => line !== "");
}

interface AnnotatedTag {
  readonly name: string;
  /** The commit. */
  readonly rev: Rev;
  /** When it was made, in milliseconds since 1970. */
  readonly timeMs: number;
}

/** Tags that are objects of their own; those that are mere names tell nobody when they were made. */
export function annotatedTags(git: Git): AnnotatedTag[] {
  const format = "%(objecttype) %(*objecttype) %(*objectname) %(taggerdate:unix) %(refname:lstrip=2)";
  return git.run(["for-each-ref", `--format=${format}`, "refs/tags"]).stdout.split("\n").flatMap((line) => {
    const [, rev, time, name] = /^tag commit ([0-9a-f]+) (\d*) (.*)$/.exec(line) ?? [];
    return rev === undefined || name === undefined ? [] : [{ name, rev, timeMs: Number(time) * 1000 }];
  });
}
