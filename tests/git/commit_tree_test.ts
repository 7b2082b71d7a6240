import assert from "node:assert/strict";
import { openGitAt } from "../../src/git/open.ts";
import { makeRepo } from "../support/git_repo.ts";

const FILES = { "a.txt": "a\n", "gone.txt": "g\n", ".gitignore": "/ignored.txt\n" };

/** A checkout that borrows the objects of a repository, as tasks have them. */
function checkOut(home: ReturnType<typeof makeRepo>) {
  const top = Deno.makeTempDirSync();
  home.run("clone", "-q", "--shared", home.root, top);
  const run = (...args: string[]) => home.run("-C", top, ...args);
  for (const setting of ["user.name=A", "user.email=a@b.c"]) run("config", ...setting.split("="));
  return {
    run,
    git: openGitAt(home.host, { top, gitDir: `${top}/.git`, commonDir: `${top}/.git` }),
    write: (path: string, text: string) => Deno.writeTextFileSync(`${top}/${path}`, text),
    remove: (path: string) => Deno.removeSync(`${top}/${path}`),
    [Symbol.dispose]: () => Deno.removeSync(top, { recursive: true }),
  };
}

Deno.test("a checkout's commit has what its index knows and the extra files, the message to the byte, and lies at home", () => {
  using repo = makeRepo(FILES);
  using checkout = checkOut(repo);
  const parent = repo.run("rev-parse", "HEAD"), objects = `${repo.root}/.git/objects`;
  checkout.write("a.txt", "changed\n");
  checkout.write("new [x].txt", "n\n");
  checkout.write("ignored.txt", "i\n");
  checkout.write("untracked.txt", "u\n");
  checkout.remove("gone.txt");

  const extra = ["new [x].txt", "ignored.txt"];
  const made = checkout.git.commitCheckout(objects, { extra, parent, message: "  without a line end" });

  assert.ok(made);
  const changed = repo.run("diff-tree", "-r", "--name-status", "HEAD", made.rev).replaceAll("\t", " ");
  assert.equal(changed, "M a.txt\nD gone.txt\nA new [x].txt");
  assert.equal(repo.git.commitInfo([made.rev])[0]?.message, "  without a line end");
  assert.deepEqual(repo.git.commitInfo([made.rev])[0]?.parents, [parent]);
});

/** The clock of a file system goes on every few milliseconds. */
function untilFilesAreYounger({ host: { fs }, root }: ReturnType<typeof makeRepo>, than: string): void {
  const probe = `${root}/.git/probe`;
  do fs.writeAtomic(probe, ""); while ((fs.stat(probe)?.bornNs ?? 1n) <= (fs.stat(than)?.bornNs ?? 0n));
}

Deno.test("a commit that is there already is not taken for a new one, also when it is in a pack", () => {
  Deno.env.set("GIT_AUTHOR_DATE", "@1767312000 +0000");
  try {
    using repo = makeRepo(FILES);
    using checkout = checkOut(repo);
    const parent = repo.run("rev-parse", "HEAD"), tree = repo.run("rev-parse", "HEAD^{tree}");
    const objectDir = `${repo.root}/.git/objects`;
    const commit = () => checkout.git.commitTree(tree, [parent], "equal", { timeMs: 1767312000000, objectDir });

    const first = commit();
    repo.run("tag", "kept", first.rev);
    untilFilesAreYounger(repo, `${repo.root}/.git/objects/${first.rev.slice(0, 2)}/${first.rev.slice(2)}`);
    const loose = commit();
    repo.run("repack", "-adq");
    const packed = commit();

    assert.equal(first.isNew, repo.host.fs.stat(repo.root)?.bornNs !== undefined);
    assert.deepEqual([loose, packed], [{ rev: first.rev, isNew: false }, { rev: first.rev, isNew: false }]);
  } finally {
    Deno.env.delete("GIT_AUTHOR_DATE");
  }
});

Deno.test("a commit has its message to the byte, and leaves nothing beside git's own files", () => {
  using repo = makeRepo(FILES);
  const parent = repo.run("rev-parse", "HEAD"), tree = repo.run("rev-parse", "HEAD^{tree}");
  const files = () => [...Deno.readDirSync(`${repo.root}/.git`)].map(({ name }) => name).sort();
  const before = files();

  for (const message of ["no line end", "two\n\n", '# a "quoted" line\n', ""]) {
    const { rev } = repo.git.commitTree(tree, [parent], message);
    assert.equal(repo.git.commitInfo([rev])[0]?.message, message);
  }

  assert.deepEqual(files(), before);
});

Deno.test("a commit and the change of one ref take one process each: nothing feeds them", () => {
  using repo = makeRepo(FILES);
  const parent = repo.run("rev-parse", "HEAD"), tree = repo.run("rev-parse", "HEAD^{tree}");
  const { runSync } = repo.host.processes;
  const started: (string | Uint8Array | undefined)[] = [];
  repo.host.processes.runSync = (command) => {
    started.push(command.stdin);
    return runSync(command);
  };

  const { rev } = repo.git.commitTree(tree, [parent], "m");
  repo.git.updateRefs([{ ref: "refs/exps/aa/bb/x", to: rev, from: "absent" }]);
  repo.git.updateRefs([{ ref: "refs/exps/aa/bb/x", to: parent, from: rev, log: "back" }]);

  assert.deepEqual(started, [undefined, undefined, undefined]);
  assert.equal(repo.git.readRef("refs/exps/aa/bb/x"), parent);
});

Deno.test("in the middle of a stage's own merge, or with its HEAD elsewhere, a checkout is not committed as a whole", () => {
  using repo = makeRepo(FILES);
  using checkout = checkOut(repo);
  const parent = repo.run("rev-parse", "HEAD"), objects = `${repo.root}/.git/objects`;
  const commit = (head: string) => checkout.git.commitCheckout(objects, { extra: [], parent: head, message: "m" });
  checkout.run("switch", "-q", "-c", "other");
  checkout.write("b.txt", "b\n");
  checkout.run("add", "b.txt");
  checkout.run("commit", "-q", "-m", "theirs");
  const theirs = checkout.run("rev-parse", "HEAD");

  assert.equal(commit(parent), undefined);
  checkout.run("switch", "-q", "-");
  checkout.run("merge", "-q", "--no-ff", "--no-commit", theirs);
  assert.equal(commit(parent), undefined);

  assert.equal(checkout.run("rev-parse", "HEAD"), parent);
});
