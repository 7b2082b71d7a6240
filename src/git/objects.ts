import { ExpError } from "../common/errors.ts";
import type { GitCommand } from "./command.ts";
import type { CommitInfo, GitObject, Rev } from "./types.ts";

const decoder = new TextDecoder();

/** Reads many objects with one `cat-file --batch`. */
export function readObjects(git: GitCommand, names: readonly string[]): (GitObject | undefined)[] {
  if (names.length === 0) return [];
  const unique = [...new Set(names)];
  // a name with a line break cannot be asked for: no ref has one, and files with such names are looked up by tree
  const askable = unique.filter((name) => !name.includes("\n"));
  const found = new Map<string, GitObject>();
  if (askable.length > 0) {
    const result = git.raw(["cat-file", "--batch", "--buffer"], { input: askable.join("\n") + "\n" });
    if (result.code !== 0) throw new ExpError("git-failed", `git cat-file: ${result.stderr.trim()}`);
    parseBatch(result.stdout, askable, found);
  }
  return names.map((name) => found.get(name));
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

/** The facts of a commit object's text. */
export function parseCommit(rev: Rev, bytes: Uint8Array): CommitInfo {
  const text = decoder.decode(bytes);
  const blank = text.indexOf("\n\n");
  const head = blank < 0 ? text : text.slice(0, blank);
  const time = (who: string) => Number(new RegExp(`^${who} .*> (\\d+) [+-]\\d+$`, "m").exec(head)?.[1] ?? 0) * 1000;
  return {
    rev,
    tree: /^tree ([0-9a-f]+)/m.exec(head)?.[1] ?? "",
    parents: [...head.matchAll(/^parent ([0-9a-f]+)$/gm)].map((m) => m[1] as string),
    message: blank < 0 ? "" : text.slice(blank + 2),
    authorTimeMs: time("author"),
    commitTimeMs: time("committer"),
  };
}

/** The entries of one tree object (not recursive). */
export function parseTree(bytes: Uint8Array, idBytes: number): { name: string; mode: string; oid: string }[] {
  const entries: { name: string; mode: string; oid: string }[] = [];
  for (let at = 0; at < bytes.length;) {
    const blank = bytes.indexOf(32, at);
    const nul = bytes.indexOf(0, blank);
    let oid = "";
    for (let i = nul + 1; i <= nul + idBytes; i++) oid += HEX[bytes[i] as number];
    entries.push({
      mode: decoder.decode(bytes.subarray(at, blank)).padStart(6, "0"),
      name: decoder.decode(bytes.subarray(blank + 1, nul)),
      oid,
    });
    at = nul + 1 + idBytes;
  }
  return entries;
}

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));
