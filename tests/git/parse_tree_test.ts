import assert from "node:assert/strict";
import { parseGitTree } from "../../src/git/mod.ts";
import fc from "fast-check";
import { isPossiblePath, TreeParser } from "../../src/git/parse_tree.ts";

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

/** A tree's entries by their names, with an id of one repeated byte. */
const TREE = fc.uniqueArray(
  fc.record({
    mode: fc.constantFrom("100644", "100755", "40000"),
    name: fc.constantFrom("a", "b", "ab", "é", ".git", "params.yaml", "x/y"),
    id: fc.constantFrom(0, 1, 32, 255),
  }),
  { selector: ({ name }) => name },
).map((entries) =>
  Uint8Array.from(
    entries.flatMap(({ mode, name, id }) => [
      ...new TextEncoder().encode(`${mode} ${name}\0`),
      ...new Uint8Array(20).fill(id),
    ]),
  )
);

Deno.test("trees that are parsed one after another are what each of them is alone, also cut off", () => {
  fc.assert(fc.property(fc.array(fc.tuple(TREE, fc.nat({ max: 3 })), { maxLength: 6 }), (trees) => {
    const parser = new TreeParser(20);
    for (const [whole, missing] of trees) {
      const bytes = whole.subarray(0, Math.max(0, whole.length - 10 * missing));
      assert.deepEqual(parser.parse(bytes), parseGitTree(bytes, 20));
    }
  }));
});

Deno.test("what a tree shares with the one before is not made anew", () => {
  const parser = new TreeParser(20);
  const [first, second] = parser.parse(tree("a", "b")), changed = tree("a", "b");
  changed[changed.length - 1] = 1;

  const again = parser.parse(changed);

  assert.equal(again[0], first);
  assert.notEqual(again[1]?.oid, second?.oid);
});

Deno.test("a path is possible when each of its parts is a file's name", () => {
  assert.deepEqual(["a/b", "a", "a/.gitkeep"].filter((path) => !isPossiblePath(path)), []);
  assert.deepEqual(["/a", "a//b", "a/../b", "./a", "a/.Git/hooks/x", "a/", ""].filter(isPossiblePath), []);
});
