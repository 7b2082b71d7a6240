/** What a repository's refs are, apart from the ids: the recorded form of golden/record/experiments.py. */
import { exists } from "../support/command.ts";

export type RefFacts = Record<string, unknown>;

const STASHES = ["refs/exps/stash", "refs/exps/celery/stash", "refs/exps/celery/failed", "refs/exps/apply/stash"];

/** Refs that are not part of the contract: what DVC or `exp` keeps for itself. */
export function isPrivateRef(ref: string): boolean {
  return /^refs\/(remotes|exps\/exec|exps\/temp)\//.test(ref) ||
    (ref.startsWith("refs/exps/celery/") && !STASHES.includes(ref));
}

export class GitFacts {
  /** A commit never changes: its facts are read once. */
  private readonly seen = new Map<string, RefFacts>();

  constructor(private readonly root: string, private readonly env: Record<string, string>) {}

  /** The contract's refs with their facts; ids are the real ones. */
  refs(): Record<string, RefFacts> {
    const found: Record<string, RefFacts> = {};
    for (const line of this.git("for-each-ref", "--format=%(refname) %(objectname) %(symref)").split("\n")) {
      const [ref = "", oid = "", symref = ""] = line.split(" ");
      if (ref === "" || isPrivateRef(ref)) continue;
      if (symref !== "") found[ref] = { symref };
      else found[ref] = { ...this.commit(oid), ...(STASHES.includes(ref) ? { reflog: this.reflog(ref) } : {}) };
    }
    return found;
  }

  /** `git status --porcelain` by content: an index that looks old makes Git compare every file. */
  status(): string[] {
    const index = `${this.root}/.git/index`;
    const lines = (text: string) => text.split("\n").filter((line) => line !== "");
    if (!exists(index)) return lines(this.git("status", "--porcelain"));
    const copy = `${this.root}.index`;
    Deno.copyFileSync(index, copy);
    Deno.utimeSync(copy, 1, 1);
    try {
      return lines(this.run({ GIT_INDEX_FILE: copy, GIT_OPTIONAL_LOCKS: "0" }, ["status", "--porcelain"]));
    } finally {
      Deno.removeSync(copy);
    }
  }

  /** The full id of an abbreviated commit, in this repository or one beside it. */
  fullRev(abbreviated: string): string | undefined {
    const beside = this.root.slice(0, this.root.lastIndexOf("/"));
    for (const { name } of [{ name: this.root.slice(beside.length + 1) }, ...Deno.readDirSync(beside)]) {
      const folder = `${beside}/${name}`;
      if (!exists(`${folder}/.git`) && !exists(`${folder}/HEAD`)) continue;
      const oid = this.run({}, ["-C", folder, "rev-parse", "--verify", "--quiet", `${abbreviated}^{commit}`]).trim();
      if (oid !== "") return oid;
    }
    return undefined;
  }

  private commit(oid: string): RefFacts {
    const known = this.seen.get(oid);
    if (known !== undefined) return known;
    const facts = this.readCommit(oid);
    this.seen.set(oid, facts);
    return facts;
  }

  private readCommit(oid: string): RefFacts {
    const lines = this.git("show", "-s", "--format=%P%n%an <%ae>%n%cn <%ce>%n%B", oid).split("\n");
    const [author, committer] = [lines[1], lines[2]];
    const parents = (lines[0] ?? "").split(" ").filter((parent) => parent !== "");
    const diff = this.git(
      ...["diff-tree", "-r", "--no-renames", "--name-status", "--no-commit-id", "--root"],
      ...parents.slice(0, 1),
      oid,
    );
    return {
      rev: oid,
      parents: parents.length,
      parent: parents[0] ?? null,
      message: lines.slice(3).join("\n").trim(),
      tree_diff: diff.split("\n").filter((line) => line !== "").map((line) => line.replaceAll("\t", " ")).sort(),
      ...(author === ADA && committer === ADA ? {} : { author, committer }),
      ...(parents.length === 3
        ? {
          untracked: this.git("ls-tree", "-r", "--name-only", parents[2]!).split(/\s+/).filter((path) => path !== ""),
        }
        : {}),
    };
  }

  private reflog(ref: string): RefFacts[] {
    const path = `${this.root}/.git/logs/${ref}`;
    if (!exists(path)) return [];
    return Deno.readTextFileSync(path).trim().split("\n").filter((line) => line !== "").reverse().map((line) => ({
      ...this.commit(line.split(" ")[1] ?? ""),
      log: line.includes("\t") ? line.slice(line.indexOf("\t") + 1) : "",
    }));
  }

  private git(...args: string[]): string {
    return this.run({}, args);
  }

  private run(env: Record<string, string>, args: readonly string[]): string {
    const output = new Deno.Command("git", {
      args: [...args],
      cwd: this.root,
      env: { ...this.env, ...env },
      clearEnv: true,
      stdin: "null",
      stderr: "null",
    }).outputSync();
    return output.success ? new TextDecoder().decode(output.stdout) : "";
  }
}

const ADA = "Ada <ada@example.com>";
