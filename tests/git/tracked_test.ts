import assert from "node:assert/strict";
import { ignoredAmong, isTracked, stageFiles, trackableFiles, trackedFiles } from "../../src/git/mod.ts";
import { makeRepo } from "../support/git_repo.ts";

Deno.test("what Git tracks is asked by names, not by patterns", () => {
  using repo = makeRepo({ "params1.yaml": "a: 1\n", "data/b.txt": "b\n" });
  repo.write("params[1].yaml", "a: 2\n");
  repo.write("*.yaml", "a: 3\n");

  const asked = ["params[1].yaml", "*.yaml", "params1.yaml", "data", `${repo.root}/data/b.txt`];

  assert.deepEqual(asked.map((path) => isTracked(repo.git, path)), [false, false, true, true, true]);
  assert.deepEqual(trackedFiles(repo.git, asked), ["data/b.txt", "params1.yaml"]);
  assert.deepEqual(trackedFiles(repo.git, []), []);
});

Deno.test("what Git has or would take is told of one name", () => {
  using repo = makeRepo({ "a1.txt": "", "sub/b.txt": "", ".gitignore": "*.log\n" });
  repo.write("sub/new.txt", "");
  repo.write("sub/x.log", "");
  repo.write("a[1].txt", "");

  assert.deepEqual(trackableFiles(repo.git, "sub").sort(), ["sub/b.txt", "sub/new.txt"]);
  assert.deepEqual(trackableFiles(repo.git, "a[1].txt"), ["a[1].txt"]);
});

Deno.test("only the file that is named is staged, and an ignored one is told as it was given", () => {
  using repo = makeRepo({ ".gitignore": "*.log\n" });
  for (const path of ["a1.txt", "a[1].txt", "x.log"]) repo.write(path, "");

  stageFiles(repo.git, ["a[1].txt"]);

  assert.equal(repo.run("diff", "--cached", "--name-only"), "a[1].txt");
  assert.deepEqual([...ignoredAmong(repo.git, ["a1.txt", `${repo.root}/x.log`])], [`${repo.root}/x.log`]);
});
