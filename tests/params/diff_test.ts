import assert from "node:assert/strict";
import { valueMap } from "../../src/common/value.ts";
import { diffParams } from "../../src/params/mod.ts";

const BEFORE = valueMap([["b", 1n], ["m", valueMap([["l", [1n]], ["same", 1n]])], ["gone", 1n], ["null", null], [
  "empty",
  new Map(),
]]);
const AFTER = valueMap([["b", 1], ["m", valueMap([["same", true], ["l", [2n]], ["new", "x"]])]]);

Deno.test("leaves are compared as Python does, lists as a whole, sorted by key", () => {
  assert.deepEqual(diffParams(BEFORE, AFTER), [
    { key: "gone", old: 1n, new: undefined },
    { key: "m.l", old: [1n], new: [2n] },
    { key: "m.new", old: undefined, new: "x" },
  ]);
});

Deno.test("equal leaves are listed when asked for, and a missing file has none", () => {
  assert.deepEqual(diffParams(BEFORE, AFTER, { all: true }).map(({ key }) => key), [
    "b",
    "gone",
    "m.l",
    "m.new",
    "m.same",
    "null",
  ]);
  assert.deepEqual(diffParams(undefined, valueMap([["a", 1n]])), [{ key: "a", old: undefined, new: 1n }]);
});
