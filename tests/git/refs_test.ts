import assert from "node:assert/strict";
import { ExpError } from "../../src/common/errors.ts";
import { openRefFiles } from "../../src/git/ref_files.ts";
import type { DirEntry } from "../../src/host/mod.ts";
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

Deno.test("a folder of refs that git removes while we look has no refs", () => {
  using repo = makeRepo(FILES);
  const rev = repo.run("rev-parse", "HEAD");
  repo.git.updateRefs([{ ref: "refs/exps/aa/bb/x", to: rev }, { ref: "refs/exps/y", to: rev }]);
  const { fs } = repo.host;
  const thenGone = (list: (path: string) => DirEntry[]) => (path: string) => {
    const found = list(path);
    if (path.endsWith("/refs/exps")) fs.removeTree(`${path}/aa`);
    return found;
  };
  const host = { ...repo.host, fs: { ...fs, list: thenGone(fs.list), listIfThere: thenGone(fs.listIfThere) } };
  const files = openRefFiles(host, repo.git.commonDir, repo.git.commonDir);

  assert.deepEqual(files?.below(["refs/exps"], { peel: false })?.map(({ name }) => name), ["refs/exps/y"]);
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

Deno.test("a delete of what has changed meanwhile is refused, and so is all that goes with it", () => {
  using repo = makeRepo(FILES);
  const first = repo.run("rev-parse", "HEAD"), second = repo.commit("second");
  repo.git.updateRefs([{ ref: "refs/exps/aa/bb/x", to: second }]);

  assert.throws(
    () =>
      repo.git.updateRefs([
        { ref: "refs/exps/aa/bb/new", to: first, from: "absent" },
        { ref: "refs/exps/aa/bb/x", to: null, from: first },
      ]),
    (error) => error instanceof ExpError && error.kind === "conflict",
  );

  assert.deepEqual(repo.git.refs("refs/exps").map(({ name, rev }) => [name, rev]), [["refs/exps/aa/bb/x", second]]);
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

Deno.test("a ref lock that another process gives back is waited for", () => {
  using repo = makeRepo(FILES);
  const rev = repo.run("rev-parse", "HEAD");
  repo.write(".git/refs/exps/aa/bb/x.lock", "");
  const { runSync } = repo.host.processes;
  const codes: number[] = [];
  repo.host.processes.runSync = (command) => {
    const result = runSync(command);
    if (!command.args.includes("update-ref")) return result;
    codes.push(result.code);
    if (codes.length === 1) Deno.removeSync(`${repo.root}/.git/refs/exps/aa/bb/x.lock`);
    return result;
  };

  repo.git.updateRefs([{ ref: "refs/exps/aa/bb/x", to: rev }]);

  assert.equal(repo.git.readRef("refs/exps/aa/bb/x"), rev);
  assert.deepEqual(codes, [128, 0]);
});

Deno.test("refs are listed as git lists them, whether they are files or packed, and without starting git", () => {
  const steps: readonly (readonly string[])[] = [
    ["update-ref", "refs/exps/aa/bb/x", "HEAD"],
    ["update-ref", "refs/exps/aa/bb/y/z", "HEAD~1"],
    ["branch", "side/of.it", "HEAD~1"],
    ["tag", "light", "HEAD"],
    ["tag", "-m", "annotated", "heavy", "HEAD~1"],
    ["symbolic-ref", "refs/heads/alias", "refs/heads/main"],
    ["symbolic-ref", "refs/heads/dangling", "refs/heads/nothing"],
    ["pack-refs", "--all"],
    ["update-ref", "refs/exps/aa/bb/x", "HEAD~1"],
    ["update-ref", "refs/exps/aa/bbb", "HEAD"],
    ["update-ref", "-d", "refs/exps/aa/bb/y/z"],
    ["branch", "-D", "side/of.it"],
  ];
  using repo = makeRepo(FILES);
  repo.commit("second");
  const choices = [["refs/exps/aa/bb"], ["refs/exps/"], ["refs/heads", "refs/tags"], ["refs/exps/aa/bb/x"], [
    "refs/no",
  ]];
  for (const step of steps) {
    repo.run(...step);
    repo.write(".git/refs/exps/aa/bb/new.lock", `${repo.run("rev-parse", "HEAD")}\n`);
    for (const prefixes of choices) {
      const expected = repo.run(
        "for-each-ref",
        "--format=%(objectname) %(*objectname) %(symref) %(refname)",
        ...prefixes,
      )
        .split("\n").filter((line) => line !== "").map((line) => {
          const [rev, commit, symref, name] = line.split(" ");
          return { name, rev: commit || rev, isSymbolic: symref !== "" };
        });
      const before = repo.host.processes.started;
      assert.deepEqual(repo.git.peeledRefs(...prefixes), expected, step.join(" "));
      const plain = repo.git.refs(...prefixes);
      assert.deepEqual(
        plain.map(({ name }) => name),
        expected.filter(({ isSymbolic }) => !isSymbolic).map(({ name }) => name),
      );
      const started = repo.host.processes.started - before;
      const asksGit = repo.host.fs.exists(`${repo.root}/.git/refs/tags/light`) && prefixes.includes("refs/tags");
      assert.equal(started, asksGit ? 1 : 0, step.join(" "));
    }
  }
});

Deno.test("of very many refs git makes the list", () => {
  using repo = makeRepo(FILES);
  const rev = repo.run("rev-parse", "HEAD");
  const names = Array.from({ length: 200 }, (_, i) => `refs/exps/aa/bb/e${1000 + i}`);
  repo.git.updateRefs(names.map((ref) => ({ ref, to: rev })));
  assert.deepEqual(repo.git.refs("refs/exps").map(({ name }) => name), names);
});

Deno.test("names that are known already are passed over, and do not count as many", () => {
  using repo = makeRepo({ a: "a" });
  const rev = repo.run("rev-parse", "HEAD");
  const nameOf = (i: number) => `refs/exps/n${String(i).padStart(3, "0")}`;
  repo.git.updateRefs(Array.from({ length: 100 }, (_, i) => ({ ref: nameOf(i), to: rev })));
  const known = new Set(Array.from({ length: 98 }, (_, i) => nameOf(i)));
  const started = () => repo.host.processes.started;
  const left = [{ name: nameOf(98), rev }, { name: nameOf(99), rev }];

  const before = started();
  assert.deepEqual(repo.git.refsBut(known, ["refs/exps"]), left);
  assert.equal(started(), before);

  assert.deepEqual(repo.git.refsBut(new Set(known).add(nameOf(98)), ["refs/exps"]), left.slice(1));
  repo.run("pack-refs", "--all");
  assert.deepEqual(repo.git.refsBut(known, ["refs/exps"]), left);
  assert.equal(repo.git.refs("refs/exps").length, 100);
});
