/** Git on this machine, and repositories that are made anew. */
import type { Host } from "../host/mod.ts";
import { createGitCommand, gitFailed } from "./command.ts";
import type { Git } from "./types.ts";

/** What `git --version` says. */
export function readGitVersion(host: Host): string {
  return createGitCommand(host, "/").text(["--version"]).stdout;
}

/** Does Git know who commits, without guessing? */
export function hasIdentity(git: Pick<Git, "run">): boolean {
  return git.run(["var", "GIT_COMMITTER_IDENT"]).code === 0;
}

/** Does Git take the date that `GIT_AUTHOR_DATE` or `GIT_COMMITTER_DATE` gives? */
export function takesDate(git: Git, who: "AUTHOR" | "COMMITTER"): boolean {
  return !/invalid date/.test(git.run(["var", `GIT_${who}_IDENT`]).stderr);
}

/** Git's own setting of where the user's ignore file is. */
export function excludesFile(host: Host, top: string): string | undefined {
  const asked = createGitCommand(host, top).text(["config", "--path", "core.excludesFile"]);
  return asked.code === 0 ? asked.stdout.replace(/\n$/, "") || undefined : undefined;
}

export function initGit(host: Host, folder: string): void {
  createGitCommand(host, folder).must(["init", "--quiet"]);
}

/** A machine where nobody has set up Git yet has no identity; then the commit names the program. */
const FALLBACK_IDENTITY = ["-c", "user.name=exp", "-c", "user.email=exp@localhost"];

/** @param paths relative to the folder */
export function commitFiles(host: Host, folder: string, paths: readonly string[], message: string): void {
  const git = createGitCommand(host, folder);
  const who = hasIdentity({ run: git.text }) ? [] : FALLBACK_IDENTITY;
  git.must(["add", "--", ...paths]);
  const commit = ["commit", "--quiet", "--no-gpg-sign", "-m", message];
  const result = git.text([...who, ...commit]);
  if (result.code !== 0) throw gitFailed(commit, result);
}
