import assert from "node:assert/strict";
import { leftOut, picturesLeftOut, plotProblems } from "../../src/report/notes.ts";

Deno.test("a reason is told once, with the first rows that have it", () => {
  const revs = ["a", "b", "c", "d", "e"];
  const lost = revs.map((rev) => ({
    rev,
    name: "curves",
    source: "log.csv",
    type: "FileNotFoundError",
    msg: "[Errno 2] No such file or directory: 'log.csv'",
  }));

  const lines = plotProblems(
    [...lost, { rev: "a", type: "error", msg: "broken" }],
    new Set(),
    (rev) => rev.toUpperCase(),
  );

  assert.deepEqual(lines, [
    "not drawn: log.csv: No such file or directory: 'log.csv' (A, B, C and 2 more)",
    "not drawn: plots: broken (A)",
  ]);
});

Deno.test("a file that only some rows lack is no problem, a field that they lack is", () => {
  const errors = ["FileNotFoundError", "FieldNotFoundError"].map((type) => ({
    rev: "a",
    name: "acc",
    type,
    msg: type,
  }));

  const lines = plotProblems(errors, new Set(["acc"]), (rev) => rev);

  assert.deepEqual(lines, ["not drawn: acc: FieldNotFoundError (a)"]);
});

Deno.test("of very many reasons some are told, and how many more there are", () => {
  const errors = Array.from({ length: 40 }, (_, i) => ({ rev: "a", name: `plot ${i}`, type: "error", msg: "broken" }));

  const lines = plotProblems(errors, new Set(), (rev) => rev);

  assert.ok(lines.length < 20);
  assert.equal(lines.at(-1), `${40 - (lines.length - 1)} more plots that are not drawn`);
});

Deno.test("what is not left out is not told", () => {
  assert.deepEqual([0, 1, 2].map((count) => leftOut(count, "is", "are")), [[], ["1 is"], ["2 are"]]);
});

Deno.test("images without a place are counted, and the first of them named", () => {
  const counts = new Map([["a.png", 2], ["b.png", 1], ["c.png", 1], ["d.png", 1]]);

  assert.deepEqual(picturesLeftOut(counts), ["5 images have no place in one file: a.png, b.png, c.png and 1 more"]);
  assert.deepEqual(picturesLeftOut(new Map()), []);
});
