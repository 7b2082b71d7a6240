import assert from "node:assert/strict";
import {
  allCommits,
  changedPaths,
  commitsSince,
  firstParents,
  firstParentsSince,
  isAncestor,
  objectIds,
} from "../../src/git/mod.ts";
import { makeRepo } from "../support/git_repo.ts";

Deno.test("a chain of commits is told newest first, without its baseline, and as empty where one end is not there", () => {
  using repo = makeRepo({ "a.txt": "0\n" });
  const revs = [repo.run("rev-parse", "HEAD")];
  for (const text of ["1\n", "2\n", "3\n"]) {
    repo.write("a.txt", text);
    repo.run("commit", "-qam", text);
    revs.unshift(repo.run("rev-parse", "HEAD"));
  }
  const [tip = "", , , base = ""] = revs;
  const unknown = "f".repeat(40);

  assert.deepEqual(firstParents(repo.git, tip), revs);
  assert.deepEqual(firstParents(repo.git, tip, 2), revs.slice(0, 2));
  assert.deepEqual(allCommits(repo.git), revs);
  assert.deepEqual(firstParentsSince(repo.git, base, tip), revs.slice(0, 3));
  assert.deepEqual(firstParentsSince(repo.git, unknown, tip), []);
  assert.deepEqual([
    isAncestor(repo.git, base, tip),
    isAncestor(repo.git, tip, base),
    isAncestor(repo.git, unknown, tip),
  ], [
    true,
    false,
    false,
  ]);
  assert.deepEqual(changedPaths(repo.git, base, tip), ["a.txt"]);
  assert.deepEqual(objectIds(repo.git, ["HEAD:none", "HEAD"]), [undefined, tip]);
});

Deno.test("where nothing has been committed yet there are no commits", () => {
  using repo = makeRepo();

  assert.deepEqual([allCommits(repo.git), commitsSince(repo.git, 0)], [[], []]);
});
