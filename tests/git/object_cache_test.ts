import assert from "node:assert/strict";
import { type GitObject, ObjectCache } from "../../src/git/mod.ts";
import { makeRepo, type TestRepo } from "../support/git_repo.ts";

const FILES = { "a.txt": "a\n", "dir/b.bin": "\0b\n\n" };

/** A cache in the repository's `.git`, and how many names it has asked git for. */
function openCache(repo: TestRepo): { cache: ObjectCache; asked: string[] } {
  const asked: string[] = [];
  const cache = new ObjectCache(repo.host.fs, `${repo.root}/.git/scratch/objects`, (names) => {
    asked.push(...names);
    return repo.git.readObjects(names);
  }, () => repo.host.fs.makeDir(`${repo.root}/.git/scratch`));
  return { cache, asked };
}

const plain = (objects: readonly (GitObject | undefined)[]) =>
  objects.map((object) => object && { ...object, bytes: [...object.bytes] });

Deno.test("what git was asked for once is known, what is not there too", () => {
  using repo = makeRepo(FILES);
  const rev = repo.run("rev-parse", "HEAD");
  const names = [
    rev,
    `${rev}^{tree}`,
    `${rev}:a.txt`,
    `${rev}:dir/b.bin`,
    `${rev}:none`,
    rev,
    repo.run("rev-parse", "HEAD:a.txt"),
  ];
  const expected = plain(repo.git.readObjects(names));
  const first = openCache(repo);
  assert.deepEqual(plain(first.cache.read(names)), expected);
  first.cache.save();

  const second = openCache(repo);

  assert.deepEqual(plain(second.cache.read(names)), expected);
  assert.deepEqual(second.asked, []);
});

Deno.test("names that may come to mean something else are asked for each time", () => {
  using repo = makeRepo(FILES);
  const names = ["HEAD", "main:a.txt", "f".repeat(40), `${"f".repeat(40)}:a.txt`];
  for (const expected of [names, names]) {
    const { cache, asked } = openCache(repo);
    assert.deepEqual(plain(cache.read(names)), plain(repo.git.readObjects(names)));
    assert.deepEqual(asked, expected);
    cache.save();
  }
});

for (
  const [what, harm] of [
    ["cut off", (bytes: Uint8Array) => bytes.slice(0, -1)],
    ["longer", (bytes: Uint8Array) => new Uint8Array([...bytes, 1])],
    ["empty", () => new Uint8Array()],
    ["of another format", () => new TextEncoder().encode('{"format":1}\n')],
    ["no JSON", () => new TextEncoder().encode("garbage\n")],
  ] as const
) {
  Deno.test(`a file that is ${what} is made anew`, () => {
    using repo = makeRepo(FILES);
    const rev = repo.run("rev-parse", "HEAD");
    const { cache } = openCache(repo);
    cache.read([rev]);
    cache.save();
    const path = `${repo.root}/.git/scratch/objects`;
    Deno.writeFileSync(path, harm(Deno.readFileSync(path)));

    for (const expected of [[rev], []]) {
      const { cache, asked } = openCache(repo);
      assert.equal(cache.read([rev])[0]?.type, "commit");
      assert.deepEqual(asked, expected);
      cache.save();
    }
  });
}

Deno.test("a folder that cannot be written to costs time, and nothing else", () => {
  using repo = makeRepo({ ...FILES, "in-the-way": "" });
  const rev = repo.run("rev-parse", "HEAD");
  const cache = new ObjectCache(repo.host.fs, `${repo.root}/in-the-way/objects`, repo.git.readObjects, () => {});
  assert.equal(cache.read([rev])[0]?.oid, rev);
  cache.save();
  assert.equal(repo.read("in-the-way"), "");
});
