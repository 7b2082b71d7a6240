import assert from "node:assert/strict";
import { createHost } from "../../src/host/mod.ts";
import { createGitIgnored } from "../../src/repo/git_ignored.ts";
import { folderRepo } from "../support/folder_repo.ts";

/** Recorded from `git check-ignore --no-index` of Git 2.47. `/` at the end of a path: a folder. */
const recorded: [rules: string, ignored: string[], free: string[]][] = [
  ["*.log\n!keep.log\n", ["a.log", "d/b.log"], ["keep.log", "d/keep.log"]],
  ["/build\n", ["build", "build/", "build/x/y"], ["d/build"]],
  ["venv/\n", ["venv/", "d/venv/", "venv/x.dvc"], ["venv"]],
  ["a/*\n!a/*.dvc\n", ["a/x", "a/b/"], ["a/", "a/x.dvc"]],
  ["a/**\n!a/**/\n!a/**/*.dvc\n", ["a/x", "a/b/c"], ["a/", "a/b/", "a/b/c.dvc"]],
  ["a/**\n!a/x\n", ["a/b/x"], ["a/", "a/x"]],
  ["a/**/z\n", ["a/z", "a/b/z", "a/b/c/z"], ["z", "b/a/z"]],
  ["**/tmp\n", ["tmp", "a/tmp", "a/b/tmp/x"], ["tmps"]],
  ["*/\n!keep/\n", ["a/", "a/x"], ["a", "keep/", "keep/x"]],
  ["/d\n!/d/x\n", ["d/x"], ["e"]],
  ["a[0-9]\n[!a]z\nq[]]\n[[:upper:]]x\n", ["a1", "bz", "q]", "Qx"], ["ab", "az", "qx"]],
  ["\\#a\n\\!b\n#c\nd \ne\\ \n", ["#a", "!b", "d", "e "], ["c", "d "]],
  ["a**b\n", ["ab", "axxb", "d/a-b"], ["a/b"]],
  ["[z-a]\n[\nq\\\n", [], ["z", "[", "q\\"]],
];
for (const [rules, ignored, free] of recorded) {
  Deno.test(`.gitignore ${JSON.stringify(rules)} decides as Git does`, () => {
    using files = folderRepo({ ".gitignore": rules });
    const isIgnored = createGitIgnored(createHost(), gitPlace(files.root));
    const ask = (path: string) => isIgnored(path.replace(/\/$/, ""), path.endsWith("/"));

    assert.deepEqual(ignored.filter((path) => !ask(path)), []);
    assert.deepEqual(free.filter(ask), []);
  });
}

Deno.test("the nearest ignore file decides, then info/exclude; what is below an ignored folder stays so", () => {
  using files = folderRepo({
    ".git/info/exclude": "*.tmp\nonly/\n",
    ".gitignore": "*.csv\n!b.tmp\nout/\n",
    "d/.gitignore": "!*.csv\n/x\n",
    "out/.gitignore": "!*\n",
  });
  const isIgnored = createGitIgnored(createHost(), gitPlace(files.root));

  assert.deepEqual(
    ["a.csv", "d/a.csv", "d/x", "d/e/x", "a.tmp", "b.tmp", "out/a", "only/a"].filter((path) => isIgnored(path, false)),
    ["a.csv", "d/x", "a.tmp", "out/a", "only/a"],
  );
});

Deno.test("a pattern of many stars takes no longer for it", () => {
  using files = folderRepo({ ".gitignore": `${"*a".repeat(40)}\n${"**/a/".repeat(40)}b\n` });
  const isIgnored = createGitIgnored(createHost(), gitPlace(files.root));

  assert.equal(isIgnored("a".repeat(39) + "b", false), false);
  assert.equal(isIgnored("a/".repeat(39) + "c", false), false);
});

function gitPlace(root: string) {
  return { top: root, gitDir: `${root}/.git`, commonDir: `${root}/.git`, prefix: "" };
}

Deno.test("a pipe in the place of an ignore file is refused, in any folder; another folder there says nothing", () => {
  using files = folderRepo({ "d/x": "", "e/.gitignore/x": "" });
  createHost().processes.runSync({ program: "sh", args: ["-c", "mkfifo d/.gitignore"], cwd: files.root });
  const isIgnored = createGitIgnored(createHost(), gitPlace(files.root));

  assert.throws(() => isIgnored("d/x", false), /d\/\.gitignore' is a pipe, not a file/);
  assert.equal(isIgnored("e/x", false), false);
});
