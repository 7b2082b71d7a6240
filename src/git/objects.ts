import { DAMAGED_TREE, type GitCommand, gitFailed } from "./command.ts";
import type { CommitInfo, GitObject, Rev } from "./types.ts";

const decoder = new TextDecoder();

/** Reads many objects with one `cat-file --batch`. */
export function readObjects(git: GitCommand, names: readonly string[]): (GitObject | undefined)[] {
  if (names.length === 0) return [];
  const unique = [...new Set(names)];
  // a name with a line break cannot be asked for: no ref has one, and files with such names are looked up by tree
  const askable = unique.filter((name) => !name.includes("\n"));
  const found = new Map<string, GitObject>();
  readBatch(git, askable, found);
  return names.map((name) => found.get(name));
}

function readBatch(git: GitCommand, names: readonly string[], found: Map<string, GitObject>): void {
  if (names.length === 0) return;
  const result = git.raw(["cat-file", "--batch", "--buffer"], { input: names.join("\n") + "\n" });
  if (result.code === 0) return parseBatch(result.stdout, names, found);
  if (!DAMAGED_TREE.test(result.stderr)) throw gitFailed(["cat-file"], result);
  if (names.length === 1) return; // looked up in a tree that git does not read: as good as missing
  // git ends at the first one; the others are to be had all the same
  const half = Math.ceil(names.length / 2);
  for (const part of [names.slice(0, half), names.slice(half)]) readBatch(git, part, found);
}

function parseBatch(output: Uint8Array, names: readonly string[], found: Map<string, GitObject>): void {
  let at = 0;
  for (const name of names) {
    const end = output.indexOf(10, at);
    if (end < 0) return;
    const header = decoder.decode(output.subarray(at, end));
    at = end + 1;
    const match = /^([0-9a-f]+) (commit|tree|blob|tag) (\d+)$/.exec(header);
    if (match === null) continue; // `NAME missing` or `NAME ambiguous`
    const size = Number(match[3]);
    found.set(name, {
      oid: match[1] as string,
      type: match[2] as GitObject["type"],
      bytes: output.subarray(at, at + size),
    });
    at += size + 1;
  }
}

const MADE = {
  author: /^author .*> (\d+) [+-]\d+$/m,
  committer: /^committer .*> (\d+) [+-]\d+$/m,
};

/** The facts of a commit object's text. */
export function parseCommit(rev: Rev, bytes: Uint8Array): CommitInfo {
  const text = decoder.decode(bytes);
  const blank = text.indexOf("\n\n");
  const head = blank < 0 ? text : text.slice(0, blank);
  const time = (who: keyof typeof MADE) => Number(MADE[who].exec(head)?.[1] ?? 0) * 1000;
  return {
    rev,
    tree: /^tree ([0-9a-f]+)/m.exec(head)?.[1] ?? "",
    parents: [...head.matchAll(/^parent ([0-9a-f]+)$/gm)].map((m) => m[1] as string),
    message: blank < 0 ? "" : text.slice(blank + 2),
    authorTimeMs: time("author"),
    commitTimeMs: time("committer"),
  };
}
