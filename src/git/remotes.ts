/** Refs of Git remotes. Each costs one process, which talks to the remote, and which a signal ends: the call throws. */
import { gitFailed } from "./command.ts";
import { fault } from "./faults.ts";
import { remoteFault } from "./remote_fault.ts";
import type { Git, Ref, Rev } from "./types.ts";

/** What became of a ref that was sent; `diverged`: the remote has another value, and it was not to be replaced. */
export type RefOutcome = "pushed" | "up to date" | "diverged";

export function remoteNames(git: Git): string[] {
  return git.run(["remote"]).stdout.split("\n").filter((name) => name !== "");
}

/**
 * @param options.doing what it is for
 * @throws {ExpError} `not-found` when there is no such remote; `remote-failed` and `remote-refused`, here as below
 */
export async function listRemote(
  git: Git,
  remote: string,
  patterns: string | readonly string[],
  { doing = "read", signal }: { readonly doing?: "read" | "push"; readonly signal?: AbortSignal | undefined } = {},
): Promise<Ref[]> {
  const result = await git.talk(["ls-remote", "--refs", "--", remote, ...[patterns].flat()], { signal });
  if (result.code !== 0) throw remoteFault(remote, result.stderr, doing);
  return result.stdout.split("\n").flatMap((line) => {
    const [rev, name] = line.split("\t");
    return rev === undefined || name === undefined ? [] : [{ rev, name }];
  });
}

/** Makes refs here what they are there. @throws {ExpError} when the remote cannot be read */
export async function fetchRefs(
  git: Git,
  remote: string,
  refs: readonly string[],
  signal?: AbortSignal,
): Promise<void> {
  await fetchCommits(git, remote, refs.map((ref) => `+${ref}:${ref}`), signal);
}

/** Brings what refs of a remote point at, and no ref. @throws {ExpError} when the remote cannot be read */
export async function fetchCommits(
  git: Git,
  remote: string,
  specs: readonly string[],
  signal?: AbortSignal,
): Promise<void> {
  if (specs.length === 0) return;
  const args = ["fetch", "--no-tags", "--no-write-fetch-head", "--no-recurse-submodules", "--refmap=", "--", remote];
  const result = await git.talk([...args, ...specs], { signal });
  if (result.code !== 0) throw remoteFault(remote, result.stderr, "read");
}

/**
 * Sends refs. A wrong remote is an error also when there is nothing to send.
 *
 * @param specs `FROM:TO`; an empty FROM deletes
 * @returns what became of each, by its name there
 */
export async function pushRefs(
  git: Git,
  remote: string,
  specs: readonly string[],
  options: { readonly force: boolean; readonly dry?: boolean; readonly signal?: AbortSignal | undefined },
): Promise<Map<string, RefOutcome>> {
  const args = specs.length === 0 ? ["ls-remote", "--quiet", "--", remote, "HEAD"] : [
    ...["push", "--porcelain", "--no-verify", ...options.dry ? ["--dry-run"] : []],
    ...[...options.force ? ["--force"] : [], "--", remote, ...specs],
  ];
  const { code, stdout, stderr } = await git.talk(args, { signal: options.signal });
  const outcome = new Map(specs.length === 0 ? [] : stdout.split("\n").flatMap((line) => outcomeIn(line, remote)));
  if (outcome.size === 0 && code !== 0) throw remoteFault(remote, stderr, "push");
  return outcome;
}

function outcomeIn(line: string, remote: string): [string, RefOutcome][] {
  const match = /^([ *+=!-])\t[^:\t]*:([^\t]+)\t(.*)$/.exec(line);
  if (match === null) return [];
  const [, sign, ref = "", why = ""] = match;
  if (sign !== "!") return [[ref, sign === "=" ? "up to date" : "pushed"]];
  if (/non-fast-forward|fetch first|stale info/.test(why)) return [[ref, "diverged"]];
  throw fault("git-failed/ref-refused", { remote, ref, why });
}

/** Gives a remote's ref another name there, in one step. Its commit has to be here to be sent: it is fetched. */
export async function renameRemoteRef(
  git: Git,
  remote: string,
  ref: { name: string; rev: Rev },
  to: string,
  signal?: AbortSignal,
): Promise<void> {
  const fetch = ["fetch", "--no-tags", "--no-write-fetch-head", "--refmap=", "--", remote, ref.name];
  const push = ["push", "--atomic", "--no-verify", "--force", "--", remote, `${ref.rev}:${to}`, `:${ref.name}`];
  for (const args of [fetch, push]) {
    const result = await git.talk(args, { signal });
    if (result.code === 0) continue;
    if (/atomic/.test(result.stderr)) throw fault("git-failed/no-atomic-rename", {});
    throw gitFailed(args, result);
  }
}
