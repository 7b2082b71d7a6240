/** Git as a function beside the real one: the same calls of `src/git` give the same answers, the same refs, the same errors. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { ExpError } from "../../../src/common/mod.ts";
import {
  changedPaths,
  changedSince,
  checkOutTree,
  commitsSince,
  fetchRefs,
  firstParents,
  firstParentsSince,
  type Git,
  isAncestor,
  isTracked,
  listRemote,
  objectIds,
  openGitAt,
  pushRefs,
  reflogRevs,
  refsContaining,
  resetIndex,
  type Rev,
  stagedAdditions,
  trackedFiles,
} from "../../../src/git/mod.ts";
import type { Host } from "../../../src/host/mod.ts";
import { makeRepo } from "../git_repo.ts";
import { memoryProject } from "./memory_project.ts";

/** When all commits are made. */
const SECONDS = 1_772_366_400;
const DATE = `@${SECONDS} +0000`;

interface Call {
  readonly do: keyof typeof CALLS;
  /** Of the commits made so far, the last of them again and again. */
  readonly which: number;
  readonly other: number;
  readonly ref: string;
  readonly otherRef: string;
  readonly from: "any" | "absent" | "right" | "wrong";
  readonly path: string;
  readonly text: string;
}

/** One of the two repositories. */
class Side {
  readonly revs: Rev[] = [];

  constructor(readonly host: Host, readonly git: Git, readonly remote: string) {}

  rev(which: number): Rev {
    return this.revs[which % this.revs.length]!;
  }

  at(path: string): string {
    return `${this.git.top}/${path}`;
  }

  async outcome(call: Call): Promise<unknown> {
    try {
      return { answer: await CALLS[call.do](this, call) };
    } catch (error) {
      return error instanceof ExpError ? error.fault : `${error}`;
    }
  }

  refs(): unknown {
    return [this.git.head(), this.git.refs("refs")];
  }

  /** All that the calls have made. */
  async whole(): Promise<unknown> {
    const files = this.git.untrackedPaths();
    const trees = this.git.snapshotTree({ extra: files, withIndex: true });
    return [files, trees, this.git.listTree(trees.workTree), await listRemote(this.git, this.remote, "refs/*")];
  }
}

const oldValue = (side: Side, { from, ref, other }: Call) => {
  if (from === "any") return {};
  if (from === "absent") return { from };
  return { from: from === "right" ? side.git.readRef(ref) ?? "absent" as const : side.rev(other) };
};

const CALLS = {
  setRef(side: Side, call: Call) {
    side.git.updateRefs([{ ref: call.ref, to: side.rev(call.which), ...oldValue(side, call) }]);
  },
  setLogged(side: Side, call: Call) {
    side.git.updateRefs([{ ref: call.ref, to: side.rev(call.which), ...oldValue(side, call), log: "a reason" }]);
  },
  deleteRef: (side: Side, call: Call) => side.git.updateRefs([{ ref: call.ref, to: null, ...oldValue(side, call) }]),
  moveRef(side: Side, call: Call) {
    const { ref, otherRef, which } = call;
    if (ref === otherRef) return;
    side.git.updateRefs([{ ref, to: null, ...oldValue(side, call) }, { ref: otherRef, to: side.rev(which) }]);
  },
  createCommits(side: Side, { which, other, path, text }: Call) {
    const [info] = side.git.commitInfo([side.rev(which)]);
    const bytes = new TextEncoder().encode(text);
    const made = side.git.createCommits([
      {
        tree: info!.tree,
        changes: [{ path, content: { bytes, mode: "100755" } }],
        parents: [info!.rev],
        message: text,
      },
      { tree: info!.tree, changes: [{ path, content: null }], parents: [0, side.rev(other)], message: "without\n" },
    ]);
    side.revs.push(...made);
    return made;
  },
  commitTree(side: Side, { which, other, text }: Call) {
    const rev = side.git.commitTree(side.git.commitInfo([side.rev(which)])[0]!.tree, [side.rev(other)], text, {}).rev;
    side.revs.push(rev);
    return rev;
  },
  writeTree: (side: Side, { which, path }: Call) => side.git.writeTree(side.rev(which), [{ path, content: null }]),
  readObjects: ({ git, ...side }: Side, { ref, path }: Call) => {
    const rev = side.revs[0]!;
    return git.readObjects([rev, `${rev}^{tree}`, `${rev}:${path}`, ref, "HEAD~1", "f".repeat(40)]);
  },
  readFile: (side: Side, { which, path }: Call) => side.git.readFile(side.rev(which), path),
  commitInfo: (side: Side, { which, other }: Call) => side.git.commitInfo([side.rev(which), side.rev(other)]),
  noCommit: (side: Side) => side.git.commitInfo(["f".repeat(40)]),
  listTree: (
    side: Side,
    { which, path }: Call,
  ) => [side.git.listTree(side.rev(which)), side.git.listTree(side.rev(which), path)],
  listRefTree: (side: Side, { ref }: Call) => side.git.listTree(ref),
  readRef: (side: Side, { ref }: Call) => side.git.readRef(ref),
  resolve: (side: Side, { ref }: Call) => [ref, `${ref}~1`, `${ref}^2`, "HEAD"].map((each) => side.git.resolve(each)),
  refs: (side: Side, { ref }: Call) => [side.git.refs(ref), side.git.refs("refs/exps", "refs/heads")],
  refsContaining: (side: Side, { which }: Call) =>
    refsContaining(side.git, side.rev(which), ["refs/exps", "refs/heads"]),
  reflogRevs: (side: Side, { ref }: Call) => reflogRevs(side.git, ref),
  firstParents: (side: Side, { which, other }: Call) => firstParents(side.git, side.rev(which), 1 + other),
  firstParentsSince: (side: Side, { which, other }: Call) =>
    firstParentsSince(side.git, side.rev(other), side.rev(which)),
  commitsSince: (side: Side, { which }: Call) => commitsSince(side.git, SECONDS + which - 1).sort(), // all of one second
  isAncestor: (side: Side, { which, other }: Call) => isAncestor(side.git, side.rev(which), side.rev(other)),
  changedPaths: (side: Side, { which, other }: Call) => changedPaths(side.git, side.rev(which), side.rev(other)),
  objectIds: (side: Side, { which, path }: Call) =>
    objectIds(side.git, [`${side.rev(which)}:${path}`, "HEAD", "refs/no"]),
  write(side: Side, { path, text }: Call) {
    side.host.fs.makeDir(side.at(path).replace(/\/[^/]*$/, ""));
    side.host.fs.writeAtomic(side.at(path), text);
  },
  remove: (side: Side, { path }: Call) => side.host.fs.remove(side.at(path)),
  isTracked: (side: Side, { path }: Call) => isTracked(side.git, path),
  trackedFiles: (side: Side, { path }: Call) => trackedFiles(side.git, [path, "data", side.at("code.py")]),
  untrackedPaths: (side: Side) => side.git.untrackedPaths(),
  stagedAdditions: (side: Side, { which }: Call) => stagedAdditions(side.git, side.rev(which)),
  changedSince: (side: Side, { which }: Call) => changedSince(side.host, side.git, side.rev(which)),
  snapshotTree(side: Side, { path }: Call) {
    const extra = side.host.fs.exists(side.at(path)) ? [path] : [];
    return [side.git.snapshotTree({ extra, withIndex: true }), side.git.snapshotTree({ force: extra })];
  },
  resetIndex: (side: Side, { which }: Call) => resetIndex(side.git, side.rev(which)),
  checkOutTree(side: Side, { which, path }: Call) {
    const { workTree } = side.git.snapshotTree({ extra: side.git.untrackedPaths() });
    checkOutTree(side.host, side.git, workTree, side.rev(which), [path]);
  },
  async push(side: Side, { ref, otherRef, from }: Call) {
    const outcome = await pushRefs(side.git, side.remote, [`${ref}:${otherRef}`], { force: from === "any" });
    return [...outcome];
  },
  pushDeletion: async (side: Side, { ref }: Call) => [
    ...await pushRefs(side.git, side.remote, [`:${ref}`], { force: false }),
  ],
  fetch: (side: Side, { ref }: Call) => fetchRefs(side.git, side.remote, [ref]),
  listRemote: (side: Side) => listRemote(side.git, side.remote, "refs/exps/*"),
  noRemote: (side: Side) => listRemote(side.git, "/no/where", "refs/exps/*"),
};

const ref = fc.constantFrom("refs/exps/a", "refs/exps/a/b", "refs/exps/c", "refs/heads/side");
const CHANGES = [
  "setRef",
  "setLogged",
  "deleteRef",
  "moveRef",
  "createCommits",
  "write",
  "checkOutTree",
  "push",
] as const;
const calls: fc.Arbitrary<Call> = fc.record({
  do: fc.oneof(fc.constantFrom(...CHANGES), fc.constantFrom(...Object.keys(CALLS) as (keyof typeof CALLS)[])),
  which: fc.nat(9),
  other: fc.nat(9),
  ref,
  otherRef: ref,
  from: fc.constantFrom("any", "absent", "right", "wrong"),
  path: fc.constantFrom("code.py", "data/in.txt", "data/new.txt", "made.log", "notes"),
  text: fc.constantFrom("one\n", "two\n", "three"),
});

const FILES = { "code.py": "print(1)\n", "data/in.txt": "1\n2\n", ".gitignore": "*.log\n" };
const DATES = { GIT_AUTHOR_DATE: DATE, GIT_COMMITTER_DATE: DATE };

/** A repository with a remote, and what ends it. */
function realSide(): [Side, () => void] {
  const repo = makeRepo();
  const { runSync } = repo.host.processes;
  repo.host.processes.runSync = (command) => runSync({ ...command, env: { ...DATES, ...command.env } });
  const remote = `${repo.root}/.home/remote`;
  repo.run("init", "-q", "--bare", "-b", "main", remote);
  for (const [path, text] of Object.entries(FILES)) repo.write(path, text);
  const side = new Side(repo.host, repo.git, remote);
  side.revs.push(repo.commit("baseline"));
  return [side, () => repo[Symbol.dispose]()];
}

function memorySide(): Side {
  const project = memoryProject({}, { env: DATES });
  const host = project.machine.host(project.root);
  project.write(".git/info/exclude", "/.home\n");
  const remote = `${project.root}/.home/remote`;
  for (const folder of ["objects", "refs/heads"]) host.fs.makeDir(`${remote}/${folder}`);
  project.write(".home/remote/HEAD", "ref: refs/heads/main\n");
  for (const [path, text] of Object.entries(FILES)) project.write(path, text);
  const side = new Side(host, openGitAt(host, project.git), remote);
  side.revs.push(project.commit("baseline"));
  return side;
}

Deno.test("git in memory answers as the real one does, in any order of calls", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(calls, { maxLength: 25, size: "max" }), async (sequence) => {
      const inMemory = memorySide();
      const [real, end] = realSide();
      try {
        for (const call of sequence) {
          assert.deepEqual(await inMemory.outcome(call), await real.outcome(call), JSON.stringify(call));
          assert.deepEqual(inMemory.refs(), real.refs(), JSON.stringify(call));
        }
        assert.deepEqual(await inMemory.whole(), await real.whole());
      } finally {
        end();
      }
    }),
    { numRuns: 6, seed: 1 }, // few, and always the same: each call starts processes
  );
});
