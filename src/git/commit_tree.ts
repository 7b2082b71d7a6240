import { ExpError } from "../common/mod.ts";
import type { Host } from "../host/mod.ts";
import type { GitCommand } from "./command.ts";
import { addPaths, makePrivateFolder, objectEnv } from "./snapshot.ts";
import type { CommitOptions, GitPlace, MadeCommit, Rev } from "./types.ts";

/**
 * One process. The message goes by a file: `-m` would end it with a line end, and an input takes an `sh` to feed it.
 */
export function commitTree(
  host: Host,
  git: GitCommand,
  { gitDir, commonDir }: Pick<GitPlace, "gitDir" | "commonDir">,
  [tree, parents, message]: readonly [tree: string, parents: readonly Rev[], message: string],
  { timeMs, objectDir }: CommitOptions = {},
): MadeCommit {
  const folder = makePrivateFolder(host, gitDir);
  try {
    const file = `${folder}/message`;
    host.fs.createNew(file, message);
    const env = { ...objectEnv(objectDir, gitDir, host), ...dateEnv(timeMs) };
    const rev = git.must([...commandFor(tree, parents), "-F", file], { env, durable: "commit", unflushed: true });
    return { rev, isNew: isNewSince(host, objectDir ?? `${commonDir}/objects`, rev, file) };
  } finally {
    host.fs.removeTree(folder);
  }
}

/**
 * Commits a checkout of our own on top of its HEAD, into the store that it borrows from: the files that its index knows,
 * and `extra` ones. Its index and its HEAD go along, so this is its end. One process, one more for `extra`: half of what a
 * tree and a commit of it need.
 *
 * @param head tells where HEAD is
 * @returns undefined where that would not be the same, as in the middle of a merge, or where git refuses: the other way
 *   is still open then
 */
export function commitCheckout(
  host: Host,
  git: GitCommand,
  gitDir: string,
  objectDir: string,
  { extra, parent, message, head }: {
    readonly extra: readonly string[];
    readonly parent: Rev;
    readonly message: string;
    readonly head: () => Rev | undefined;
  },
): MadeCommit | undefined {
  if (head() !== parent || UNDER_WAY.some((name) => host.fs.exists(`${gitDir}/${name}`))) return undefined;
  const env = objectEnv(objectDir, gitDir, host);
  try {
    addPaths(git, env, extra, []);
  } catch (error) {
    if (error instanceof ExpError) return undefined; // a git that the stage has left running holds the index
    throw error;
  }
  const file = `${gitDir}/exp-message`;
  host.fs.writeAtomic(file, message);
  const result = git.text([...COMMIT_ALL, "-F", file], { env, durable: "commit", unflushed: true });
  const rev = head();
  if (result.code !== 0 || rev === undefined) return undefined;
  return { rev, isNew: isNewSince(host, objectDir, rev, file) };
}

/** What a stage's own git has begun and not ended: a commit would take it along. */
const UNDER_WAY = ["MERGE_HEAD", "CHERRY_PICK_HEAD", "REVERT_HEAD", "SQUASH_MSG", "rebase-merge", "rebase-apply"];

const COMMIT_ALL = [
  ...["-c", "maintenance.auto=false"],
  ...["commit", "--all", "--quiet", "--no-verify", "--no-gpg-sign", "--allow-empty", "--allow-empty-message"],
  "--cleanup=verbatim",
];

/** Git makes no second file of an object that is there, nor one outside of a pack that has it. */
function isNewSince({ fs }: Host, objectDir: string, rev: Rev, file: string): boolean {
  const born = fs.stat(`${objectDir}/${rev.slice(0, 2)}/${rev.slice(2)}`)?.bornNs;
  const before = fs.stat(file)?.bornNs;
  return born !== undefined && before !== undefined && born >= before;
}

function commandFor(tree: string, parents: readonly Rev[]): string[] {
  return ["commit-tree", "--no-gpg-sign", tree, ...parents.flatMap((parent) => ["-p", parent])];
}

function dateEnv(timeMs: number | undefined): Record<string, string> {
  return timeMs === undefined ? {} : { GIT_COMMITTER_DATE: `@${Math.floor(timeMs / 1000)} +0000` };
}
