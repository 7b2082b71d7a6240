import assert from "node:assert/strict";
import { codeChanges } from "../../src/report/code_changes.ts";
import { makeRepo } from "../support/git_repo.ts";

Deno.test("files that differ between commits are there once a text, those that all share are not", () => {
  using repo = makeRepo({ "same.py": "1\n", "src/deep/train.py": "a\n", "src/deep/same.py": "s\n", "gone.py": "g\n" });
  const first = repo.commit("first");
  repo.write("src/deep/train.py", "b\n");
  repo.write("new.py", "a\n");
  repo.write("data.bin", "\0\u0001");
  repo.write("hidden.txt", "h\n");
  repo.run("rm", "-q", "gone.py");
  const second = repo.commit("second");

  const { files, texts, leftOut } = codeChanges(
    repo.git,
    [first, undefined, second, first],
    (path) => path !== "hidden.txt",
  );

  const told = Object.fromEntries(
    Object.entries(files).map(([path, places]) => [path, places.map((at) => texts[at] ?? at)]),
  );
  assert.deepEqual(told, {
    "data.bin": [-1, -1, -2, -1],
    "gone.py": ["g\n", -1, -1, "g\n"],
    "new.py": [-1, -1, "a\n", -1],
    "src/deep/train.py": ["a\n", -1, "b\n", "a\n"],
  });
  assert.equal(texts.length, 3);
  assert.equal(leftOut, 0);
});

Deno.test("a file may become a folder", () => {
  using repo = makeRepo({ "model": "one file\n" });
  const first = repo.commit("first");
  repo.run("rm", "-q", "model");
  repo.write("model/part.py", "p\n");
  const second = repo.commit("second");

  const { files, texts } = codeChanges(repo.git, [first, second], () => true);

  assert.deepEqual(files, { "model": [0, -1], "model/part.py": [-1, 1] });
  assert.deepEqual(texts, ["one file\n", "p\n"]);
});

Deno.test("what is too long is said to differ, and too much is left out", () => {
  using repo = makeRepo({ "small.py": "1\n" });
  const first = repo.commit("first");
  repo.write("small.py", "2\n");
  repo.write("long.txt", "x".repeat(200_000));
  for (let i = 0; i < 12; i++) repo.write(`big-${i}.txt`, String.fromCharCode(97 + i).repeat(95_000));
  const second = repo.commit("second");

  const { files, texts, leftOut } = codeChanges(repo.git, [first, second], () => true);

  assert.deepEqual(files["small.py"], [texts.indexOf("1\n"), texts.indexOf("2\n")]);
  assert.deepEqual(files["long.txt"], [-1, -2]);
  assert.equal(Object.keys(files).length + leftOut, 14);
  assert.ok(leftOut > 0 && texts.join("").length <= 1_000_000);
});
