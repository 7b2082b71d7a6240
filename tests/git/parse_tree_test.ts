import assert from "node:assert/strict";
import { parseGitTree } from "../../src/git/mod.ts";
import { isPossiblePath } from "../../src/git/objects.ts";

function tree(...names: string[]): Uint8Array {
  const parts = names.flatMap((name) => [...new TextEncoder().encode(`100644 ${name}\0`), ...new Uint8Array(20)]);
  return Uint8Array.from(parts);
}

Deno.test("of a tree that somebody made by hand only names that files can have are taken", () => {
  const names = ["a", "", ".", "..", ".git", ".GIT", "/x", "b/c", "/", "a\\b", ".gitignore", "..a"];

  assert.deepEqual(parseGitTree(tree(...names), 20).map(({ name }) => name), ["a", "a\\b", ".gitignore", "..a"]);
});

Deno.test("a tree that is cut off ends where it ends", () => {
  const whole = tree("a", "b");
  for (let length = 0; length < whole.length; length++) {
    assert.ok(parseGitTree(whole.subarray(0, length), 20).length <= 2);
  }
});

Deno.test("a path is possible when each of its parts is a file's name", () => {
  assert.deepEqual(["a/b", "a", "a/.gitkeep"].filter((path) => !isPossiblePath(path)), []);
  assert.deepEqual(["/a", "a//b", "a/../b", "./a", "a/.Git/hooks/x", "a/", ""].filter(isPossiblePath), []);
});
