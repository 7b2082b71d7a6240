/** Copies of other repositories, to read from: bare, with all commits and trees, and contents only once they are wanted. */
import type { Host } from "../host/mod.ts";
import { createGitCommand } from "./command.ts";
import { openGitAt } from "./open.ts";
import { remoteFault } from "./remote_fault.ts";
import type { Git, Rev } from "./types.ts";

/** Without contents; a server that cannot leave them out sends them. */
const PARTIAL = "--filter=blob:none";

/** What a copy follows: branches and tags, and what `exp push` and DVC have put beside them. */
const FOLLOWED = ["heads", "tags", "exps"].map((kind) => `+refs/${kind}/*:refs/${kind}/*`);

/**
 * @param folder of the new copy; its parent exists
 * @param signal ends git, here as below
 * @throws {ExpError} when the repository cannot be read
 */
export async function cloneBare(host: Host, url: string, folder: string, signal?: AbortSignal): Promise<Git> {
  const { code, stderr } = await createGitCommand(host, host.cwd)
    .talk(["clone", "--bare", "--quiet", PARTIAL, "--", url, folder], { signal });
  if (code !== 0) throw remoteFault(url, stderr, "read");
  return openClone(host, folder);
}

export function openClone(host: Host, folder: string): Git {
  return openGitAt(host, { top: folder, gitDir: folder, commonDir: folder });
}

/** Brings a copy up to date. @returns false when that went wrong here, not there: make the copy anew */
export async function updateClone(git: Git, url: string, signal?: AbortSignal): Promise<boolean> {
  const args = ["fetch", "--quiet", "--prune", "--no-write-fetch-head", "--no-recurse-submodules", PARTIAL];
  const { code, stderr } = await git.talk([...args, "origin", ...FOLLOWED], { signal });
  if (code === 0) return true;
  if (/(\.lock'|unable to (create|write)|bad object|corrupt|did not send all necessary objects)/.test(stderr)) {
    return false;
  }
  throw remoteFault(url, stderr, "read");
}

/** Where a branch or tag of another repository stands, without a copy of it; undefined where it has none of that name. */
export async function remoteRev(
  host: Host,
  url: string,
  name: string,
  signal?: AbortSignal,
): Promise<Rev | undefined> {
  const patterns = [`refs/heads/${name}`, `refs/tags/${name}`, `refs/tags/${name}^{}`];
  const { code, stdout, stderr } = await createGitCommand(host, "/")
    .talk(["ls-remote", "--", url, ...(name === "HEAD" ? [name] : patterns)], { signal });
  if (code !== 0) throw remoteFault(url, stderr, "read");
  // of an annotated tag the commit comes last
  return stdout.trimEnd().split("\n").at(-1)?.split("\t")[0] || undefined;
}

/** Where the default branch of another repository stands; undefined while it is empty. */
export async function tipOf(git: Git, url: string, signal?: AbortSignal): Promise<Rev | undefined> {
  const { code, stdout, stderr } = await git.talk(["ls-remote", "--", url, "HEAD"], { signal });
  if (code !== 0) throw remoteFault(url, stderr, "read");
  return /^([0-9a-f]{40,64})\tHEAD$/m.exec(stdout)?.[1];
}

/** Gets contents that a copy lacks, all in one go (git by itself asks for each when its turn comes). */
export async function fetchContents(
  git: Git,
  rev: Rev,
  wanted: Iterable<string>,
  signal?: AbortSignal,
): Promise<void> {
  const listing = ["rev-list", "--objects", "--no-object-names", "--missing=print", "--no-walk", rev];
  const lines = git.run(listing).stdout.split("\n");
  const absent = new Set(lines.flatMap((line) => line.startsWith("?") ? [line.slice(1)] : []));
  const missing = [...new Set(wanted)].filter((oid) => absent.has(oid));
  if (missing.length === 0) return;
  const args = ["-c", "fetch.negotiationAlgorithm=noop", "fetch", "--quiet", "--no-tags", "--no-write-fetch-head"];
  const { code, stderr } = await git.talk([...args, "--no-recurse-submodules", PARTIAL, "--stdin", "origin"], {
    input: missing.join("\n") + "\n",
    signal,
  });
  if (code !== 0) throw remoteFault(git.run(["config", "remote.origin.url"]).stdout.trim(), stderr, "read");
}
