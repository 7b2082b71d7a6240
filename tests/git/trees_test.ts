import assert from "node:assert/strict";
import { makeRepo } from "../support/git_repo.ts";

const FILES = { "a.txt": "a\n", "dir/b.txt": "b\n", "gone.txt": "g\n", ".gitignore": "/ignored.txt\n" };
const bytes = (text: string) => new TextEncoder().encode(text);

Deno.test("a snapshot has changed, deleted and staged files, and leaves the user's index byte for byte", () => {
  using repo = makeRepo(FILES);
  repo.write("a.txt", "changed\n");
  repo.write("staged.txt", "s\n");
  repo.write("untracked.txt", "u\n");
  repo.run("add", "staged.txt");
  Deno.removeSync(`${repo.root}/gone.txt`);
  const index = Deno.readFileSync(`${repo.root}/.git/index`);

  const { workTree, indexTree } = repo.git.snapshotTree({ withIndex: true });

  const diff = (tree: string) => repo.run("diff-tree", "-r", "--name-status", "HEAD", tree).replaceAll("\t", " ");
  assert.equal(diff(workTree), "M a.txt\nD gone.txt\nA staged.txt");
  assert.equal(diff(indexTree), "A staged.txt");
  assert.deepEqual(Deno.readFileSync(`${repo.root}/.git/index`), index);
  assert.deepEqual(Deno.readDirSync(`${repo.root}/.git`).toArray().filter((e) => e.name.startsWith("exp-")), []);
});

Deno.test("extra paths join a snapshot unless git ignores them; forced ones do in any case", () => {
  using repo = makeRepo(FILES);
  repo.write("new [x].txt", "n\n");
  repo.write("ignored.txt", "i\n");

  const without = repo.git.snapshotTree({ extra: ["new [x].txt", "ignored.txt"] }).workTree;
  const forced = repo.git.snapshotTree({ force: ["ignored.txt"] }).workTree;

  assert.equal(repo.run("diff-tree", "-r", "--name-only", "-z", "HEAD", without), "new [x].txt\0");
  assert.equal(repo.run("diff-tree", "-r", "--name-only", "HEAD", forced), "ignored.txt");
});

/** How many processes a snapshot takes, and what differs from HEAD in it. */
function snapshotWith(repo: ReturnType<typeof makeRepo>, extra: readonly string[]) {
  const before = repo.host.processes.started;
  const { workTree } = repo.git.snapshotTree({ extra });
  const processes = repo.host.processes.started - before;
  return [processes, repo.run("diff-tree", "-r", "--name-status", "HEAD", workTree).replaceAll("\t", " ")];
}

Deno.test("extra paths that git knows as files are taken without a process of their own", () => {
  using repo = makeRepo({ ...FILES, "d\u00e9/\u00e9.txt": "e\n", "dir/a.txt": "a\n" });
  repo.write("a.txt", "changed\n");
  repo.write("d\u00e9/\u00e9.txt", "changed\n");
  assert.deepEqual(snapshotWith(repo, ["a.txt", "dir/b.txt", "d\u00e9/\u00e9.txt"]), [
    2,
    'M a.txt\nM "d\\303\\251/\\303\\251.txt"',
  ]);

  repo.run("checkout", "-q", ".");
  repo.write("b.txt", "b\n"); // as `dir/b.txt` is called, elsewhere
  repo.write("dir/new.txt", "n\n");
  assert.deepEqual(snapshotWith(repo, ["a.txt", "b.txt", "dir/new.txt"]), [3, "A b.txt\nA dir/new.txt"]);
});

Deno.test("of an index that is not as usual, and of entries that are not, git is asked as ever", () => {
  using repo = makeRepo(FILES);
  repo.write("a.txt", "changed\n");
  const usual = snapshotWith(repo, ["a.txt"]);
  assert.deepEqual(usual, [2, "M a.txt"]);

  repo.run("update-index", "--index-version", "4");
  assert.deepEqual(snapshotWith(repo, ["a.txt"]), [3, usual[1]]);
  repo.run("update-index", "--index-version", "2");
  repo.run("update-index", "--assume-unchanged", "a.txt");
  assert.equal(snapshotWith(repo, ["a.txt"])[0], 3);
  repo.run("update-index", "--no-assume-unchanged", "a.txt");
  repo.write("planned.txt", "p\n");
  repo.run("add", "-N", "planned.txt");
  assert.deepEqual(snapshotWith(repo, ["a.txt", "planned.txt"]), [2, "M a.txt\nA planned.txt"]);
  repo.run("rm", "-q", "--cached", "planned.txt");
  assert.deepEqual(snapshotWith(repo, ["a.txt"]), usual);
});

Deno.test("many commits are made in one pass, on trees with changes, with parents of the same pass", () => {
  using repo = makeRepo(FILES);
  const head = repo.run("rev-parse", "HEAD"), tree = repo.run("rev-parse", "HEAD^{tree}");
  const before = repo.host.processes.started;

  const revs = repo.git.createCommits([
    { tree, changes: [], parents: [head], message: "Index stash" },
    {
      tree,
      changes: [
        { path: 'we "ird\n\u00e9.txt', content: { bytes: bytes("w\n"), mode: "100644" } },
        { path: "dir/b.txt", content: null },
      ],
      parents: [head, 0],
      message: "dvc-exp:1",
    },
  ]);

  assert.equal(repo.host.processes.started - before, 2);
  assert.equal(
    repo.run("show", "-s", "--format=%P|%s|%an <%ae>", revs[1]!),
    `${head} ${revs[0]}|dvc-exp:1|Ada <ada@example.com>`,
  );
  assert.equal(
    repo.run("-c", "core.quotePath=false", "diff-tree", "-r", "-z", "--name-status", head, revs[1]!),
    'D\0dir/b.txt\0A\0we "ird\n\u00e9.txt\0',
  );
  assert.deepEqual(repo.git.refs().map((ref) => ref.name), ["refs/heads/main"]);
});

Deno.test("many commits on one base are the same as each by itself, on its tree and on another", () => {
  using repo = makeRepo(FILES);
  const head = repo.run("rev-parse", "HEAD"), tree = repo.run("rev-parse", "HEAD^{tree}");
  repo.write("a.txt", "changed\n");
  const other = repo.git.snapshotTree({}).workTree;
  const specs = Array.from({ length: 120 }, (_, i) => ({
    tree: i % 3 === 1 ? other : tree,
    changes: [{ path: `p${i % 7}.txt`, content: { bytes: bytes(`${i}\n`), mode: "100644" as const } }],
    parents: i % 2 === 0 ? [head] : [head, i - 1],
    message: `number ${i}`,
  }));

  const together = repo.git.createCommits(specs);

  const treeOf = (rev: string) => repo.run("rev-parse", `${rev}^{tree}`);
  for (const i of [0, 1, 2, 3, 4, 118, 119]) {
    const spec = specs[i]!;
    const [alone] = repo.git.createCommits([{ ...spec, parents: [head] }]);
    assert.equal(treeOf(together[i]!), treeOf(alone!));
    const parents = spec.parents.map((parent) => typeof parent === "number" ? together[parent] : parent);
    assert.equal(repo.run("show", "-s", "--format=%P|%s", together[i]!), `${parents.join(" ")}|number ${i}`);
  }
  assert.deepEqual(repo.git.refs().map((ref) => ref.name), ["refs/heads/main"]);
});

Deno.test("objects are read in one process, in order, missing ones as undefined", () => {
  using repo = makeRepo(FILES);
  const before = repo.host.processes.started;

  const [a, none, b, folder] = repo.git.readFiles([
    { rev: "HEAD", path: "a.txt" },
    { rev: "HEAD", path: "nope" },
    { rev: "HEAD", path: "dir/b.txt" },
    { rev: "HEAD", path: "dir" },
  ]);

  assert.deepEqual([a, none, b, folder], [bytes("a\n"), undefined, bytes("b\n"), undefined]);
  assert.equal(repo.host.processes.started - before <= 2, true);
});

Deno.test("a conflict in the index is reported by its paths", () => {
  using repo = makeRepo(FILES);
  repo.run("checkout", "-q", "-b", "other");
  repo.write("a.txt", "theirs\n");
  repo.commit("theirs");
  repo.run("checkout", "-q", "main");
  repo.write("a.txt", "ours\n");
  repo.commit("ours");
  assert.throws(() => repo.run("merge", "-q", "other"));

  assert.deepEqual(repo.git.unmergedPaths(), ["a.txt"]);
});

Deno.test("a change of the same size within the same second is seen", () => {
  using repo = makeRepo(FILES);
  for (let i = 0; i < 5; i++) {
    repo.write("a.txt", `${i}\n`);
    repo.run("add", "a.txt");
    repo.write("a.txt", `${9 - i}\n`);

    const { workTree } = repo.git.snapshotTree({});

    assert.equal(repo.run("show", `${workTree}:a.txt`), `${9 - i}`);
  }
});
