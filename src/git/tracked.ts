/** What Git knows of paths. Names are taken literally: a `*` or `[` in one is no pattern. */
import { gitFailed } from "./command.ts";
import type { Git } from "./types.ts";

const LITERAL = { env: { GIT_LITERAL_PATHSPECS: "1" } };

/** Paths for one git process. */
const MANY_PATHS = 1000;

/**
 * Files that Git tracks at or below some paths; relative to the top. One process for a thousand paths.
 *
 * @param paths absolute, or relative to the top
 */
export function trackedFiles(git: Git, paths: readonly string[]): string[] {
  const found: string[] = [];
  for (let at = 0; at < paths.length; at += MANY_PATHS) {
    for (const name of listFiles(git, ["--cached"], paths.slice(at, at + MANY_PATHS))) found.push(name);
  }
  return found;
}

/** Does Git track a path, or something below it? What it tracks it does not ignore, whatever the patterns say. */
export function isTracked(git: Git, path: string): boolean {
  return trackedFiles(git, [path]).length > 0;
}

/** Files at or below a path that Git has, or would take. */
export function trackableFiles(git: Git, path: string): string[] {
  return listFiles(git, ["--cached", "--others", "--exclude-standard"], [path]);
}

function listFiles(git: Git, which: readonly string[], paths: readonly string[]): string[] {
  const args = ["ls-files", ...which, "-z", "--", ...paths];
  const result = git.run(args, LITERAL);
  if (result.code !== 0) throw gitFailed(args, result);
  return namesIn(result.stdout);
}

/** Which of some paths Git's patterns ignore, as they were given. One process. */
export function ignoredAmong(git: Git, paths: readonly string[]): ReadonlySet<string> {
  const args = ["check-ignore", "-z", "--stdin"];
  const result = git.run(args, { input: paths.map((path) => `${path}\0`).join("") });
  if (result.code > 1) throw gitFailed(args, result);
  return new Set(namesIn(result.stdout));
}

/** Puts files into the user's index; what Git does not take (it may be ignored) is left out. */
export function stageFiles(git: Git, paths: readonly string[]): void {
  git.run(["add", "--", ...paths], { ...LITERAL, durable: "git-add" });
}

/** Takes what the index has at or below a path out of it; the files stay. */
export function unstageFiles(git: Git, path: string): void {
  const args = ["rm", "-r", "-q", "--cached", "--", path];
  const result = git.run(args, LITERAL);
  if (result.code !== 0) throw gitFailed(args, result);
}

/** The paths of an answer with `-z`. */
export function namesIn(output: string): string[] {
  return output.split("\0").filter((name) => name !== "");
}
