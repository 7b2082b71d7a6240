import assert from "node:assert/strict";
import { ExpError } from "../../src/common/errors.ts";
import { makeRepo } from "../support/git_repo.ts";

const FILES = { "a.txt": "a\n", "dir/b.txt": "b\n" };

Deno.test("HEAD, branches and packed refs are read without starting git", () => {
  using repo = makeRepo(FILES);
  const rev = repo.run("rev-parse", "HEAD");
  repo.run("update-ref", "refs/exps/aa/bb/x", rev);
  repo.run("pack-refs", "--all");
  const before = repo.host.processes.started;

  assert.deepEqual(repo.git.head(), { rev, branch: "main" });
  assert.equal(repo.git.readRef("refs/exps/aa/bb/x"), rev);
  assert.equal(repo.git.readRef("refs/exps/aa/bb"), undefined);
  assert.equal(repo.git.resolve("HEAD"), rev);

  assert.equal(repo.host.processes.started, before);
});

Deno.test("HEAD of a repository without a commit has a branch and no rev", () => {
  using repo = makeRepo();
  assert.deepEqual(repo.git.head(), { rev: undefined, branch: "main" });
});

Deno.test("a transaction with one wrong old value changes nothing", () => {
  using repo = makeRepo(FILES);
  const rev = repo.run("rev-parse", "HEAD");
  repo.git.updateRefs([{ ref: "refs/exps/aa/bb/taken", to: rev, from: "absent" }]);

  assert.throws(
    () =>
      repo.git.updateRefs([
        { ref: "refs/exps/aa/bb/new", to: rev, from: "absent" },
        { ref: "refs/exps/aa/bb/taken", to: rev, from: "absent" },
      ]),
    (error) => error instanceof ExpError && error.kind === "conflict",
  );

  assert.deepEqual(repo.git.refs("refs/exps").map((ref) => ref.name), ["refs/exps/aa/bb/taken"]);
});

Deno.test("a reflog is made for the ref that asks for one, and for no other of the transaction", () => {
  using repo = makeRepo(FILES);
  const first = repo.run("rev-parse", "HEAD"), second = repo.commit("second");

  repo.git.updateRefs([
    { ref: "refs/exps/celery/stash", to: first, log: "commit: one" },
    { ref: "refs/exps/aa/bb/x", to: first },
  ]);
  repo.git.updateRefs([{ ref: "refs/exps/celery/stash", to: second, from: first, log: "commit: two" }]);

  assert.equal(repo.run("log", "-g", "--format=%gs", "refs/exps/celery/stash"), "commit: two\ncommit: one");
  assert.equal(repo.host.fs.exists(`${repo.root}/.git/logs/refs/exps/aa/bb/x`), false);
});

Deno.test("a ref lock that another process gives back is waited for", async () => {
  using repo = makeRepo(FILES);
  const rev = repo.run("rev-parse", "HEAD");
  repo.write(".git/refs/exps/aa/bb/x.lock", "");
  const other = new Deno.Command("sh", { args: ["-c", `sleep 0.3; rm ${repo.root}/.git/refs/exps/aa/bb/x.lock`] })
    .spawn();

  repo.git.updateRefs([{ ref: "refs/exps/aa/bb/x", to: rev }]);

  assert.equal(repo.git.readRef("refs/exps/aa/bb/x"), rev);
  await other.status;
});
