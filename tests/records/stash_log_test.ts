import assert from "node:assert/strict";
import { QUEUE_STASH } from "../../src/records/refs.ts";
import { dropFromStash, pushStash, readStashEntries, stashMessage } from "../../src/records/stash_log.ts";
import { makeRepo, type TestRepo } from "../support/git_repo.ts";

function commits(repo: TestRepo, count: number): string[] {
  const head = repo.run("rev-parse", "HEAD"), tree = repo.run("rev-parse", "HEAD^{tree}");
  return repo.git.createCommits(
    Array.from({ length: count }, (_, i) => ({
      tree,
      changes: [],
      parents: [head],
      message: stashMessage(head, head, `q${i}`),
    })),
  );
}

const push = (repo: TestRepo, revs: string[]) =>
  pushStash(
    repo.host,
    repo.git,
    QUEUE_STASH,
    revs.map((rev) => ({ rev, text: `commit: ${repo.run("show", "-s", "--format=%s", rev)}` })),
  );

Deno.test("git sees pushed entries as a reflog, newest first", () => {
  using repo = makeRepo({ "a.txt": "a\n" });
  const [a, b, c] = commits(repo, 3) as [string, string, string];

  push(repo, [a, b]);
  push(repo, [c]);

  assert.equal(repo.run("log", "-g", "--format=%H", QUEUE_STASH), [c, b, a].join("\n"));
  assert.equal(repo.run("rev-parse", QUEUE_STASH), c);
  assert.deepEqual(readStashEntries(repo.host, repo.git, QUEUE_STASH).map((entry) => entry.name), ["q2", "q1", "q0"]);
  assert.equal(repo.run("fsck", "--no-dangling"), "");
});

Deno.test("git removes the empty folder of logs just before a log is written there: it is written all the same", () => {
  using repo = makeRepo({ "a.txt": "a\n" });
  const [a] = commits(repo, 1) as [string];
  const { fs } = repo.host;
  const logs = `${repo.git.commonDir}/logs/${QUEUE_STASH}`.replace(/\/[^/]+$/, "");
  let races = 3;
  const makeDir = (path: string) => {
    fs.makeDir(path);
    if (path === logs && races-- > 0) Deno.removeSync(logs);
  };

  pushStash({ ...repo.host, fs: { ...fs, makeDir } }, repo.git, QUEUE_STASH, [{ rev: a, text: "commit: it" }]);

  assert.ok(races <= 0);
  assert.equal(repo.run("log", "-g", "--format=%H", QUEUE_STASH), a);
});

Deno.test("an entry is dropped from the middle; with the last one ref and log vanish", () => {
  using repo = makeRepo({ "a.txt": "a\n" });
  const [a, b, c] = commits(repo, 3) as [string, string, string];
  push(repo, [a, b, c]);

  dropFromStash(repo.host, repo.git, QUEUE_STASH, [b]);
  assert.equal(repo.run("log", "-g", "--format=%H", QUEUE_STASH), [c, a].join("\n"));

  dropFromStash(repo.host, repo.git, QUEUE_STASH, [c]);
  assert.equal(repo.run("rev-parse", QUEUE_STASH), a);

  repo.run("pack-refs", "--all");
  dropFromStash(repo.host, repo.git, QUEUE_STASH, [a]);
  assert.deepEqual(repo.git.refs("refs/exps"), []);
  assert.equal(repo.host.fs.exists(`${repo.root}/.git/logs/${QUEUE_STASH}`), false);
});

Deno.test("the last entry goes without git being started, and by git where its ref is packed", () => {
  using repo = makeRepo({ "a.txt": "a\n" });
  const [a] = commits(repo, 1) as [string];
  const packedRefs = `${repo.root}/.git/packed-refs`;
  const startedBy = (prepare: () => void) => {
    push(repo, [a]);
    prepare();
    const before = repo.host.processes.started;
    dropFromStash(repo.host, repo.git, QUEUE_STASH, [a]);
    assert.equal(repo.git.readRef(QUEUE_STASH), undefined);
    assert.equal(repo.host.fs.exists(`${repo.root}/.git/logs/${QUEUE_STASH}`), false);
    assert.equal(repo.host.fs.exists(`${packedRefs}.lock`), false);
    return repo.host.processes.started - before;
  };

  assert.equal(startedBy(() => {}), 0);
  assert.ok(startedBy(() => repo.run("pack-refs", "--all")) > 0);
});

Deno.test("lines that are no entries are passed over", () => {
  using repo = makeRepo({ "a.txt": "a\n" });
  const [a] = commits(repo, 1) as [string];
  pushStash(repo.host, repo.git, QUEUE_STASH, [{ rev: a, text: "something else" }]);

  assert.deepEqual(readStashEntries(repo.host, repo.git, QUEUE_STASH), []);
});

Deno.test("a stash whose reflog git has expired goes with the entry that its ref names", () => {
  using repo = makeRepo({ a: "a" });
  const ref = QUEUE_STASH, rev = repo.run("rev-parse", "HEAD");
  pushStash(repo.host, repo.git, ref, [{ rev, text: "commit: one" }]);
  Deno.writeTextFileSync(`${repo.root}/.git/logs/${ref}`, "");

  dropFromStash(repo.host, repo.git, ref, [rev]);

  assert.equal(repo.git.readRef(ref), undefined);
});

Deno.test("what is not in a stash is dropped from it without touching it, also where another line speaks of it", () => {
  using repo = makeRepo({ a: "a" });
  const [a, b] = commits(repo, 2) as [string, string];
  const head = repo.run("rev-parse", "HEAD");
  push(repo, [a]);
  const log = `${repo.root}/.git/logs/${QUEUE_STASH}`, before = repo.host.fs.stat(log);

  dropFromStash(repo.host, repo.git, QUEUE_STASH, [b, head, "0".repeat(40)]);

  assert.deepEqual(repo.host.fs.stat(log), before);
});
