import assert from "node:assert/strict";
import { type Value, valueMap } from "../../packages/values/value.ts";
import { lookupKey, selectParams } from "../../src/params/mod.ts";

const DATA = valueMap([
  ["a", valueMap([["b", [1n, 2n, valueMap([["c", 3n]])]]])],
  [0n, "z"],
  ["x.y", 5n],
  ["n", null],
  [true, "t"],
]);

Deno.test("a key path walks mappings and lists", () => {
  const found: readonly [string, Value | undefined][] = [
    ["a.b.0", 1n],
    ["a.b.2.c", 3n],
    ["a.b.-2", 2n],
    ["a.b.01", 2n],
    ["0", "z"],
    ["True", "t"],
    ["n", null],
    ["", DATA],
    ["a.b.3", undefined],
    ["a.b.x", undefined],
    ["a..b", undefined],
    ["n.x", undefined],
    ["x.y", undefined],
    ["a.b[0]", undefined],
    ["true", undefined],
  ];
  for (const [path, value] of found) assert.deepEqual(lookupKey(DATA, path), value, path);
});

Deno.test("a pattern means the one value that it fits, and none when there are several", () => {
  const data = valueMap([["train", valueMap([["lr", 0.1], ["layers", 3n]])], ["test", valueMap([["lr", 0.2]])]]);

  assert.equal(lookupKey(data, "train.lay*"), 3n);
  assert.equal(lookupKey(data, "*.layers"), 3n);
  assert.equal(lookupKey(data, "**.layers"), 3n);
  assert.equal(lookupKey(data, "x*"), undefined);
  assert.throws(() => lookupKey(data, "*.lr"));
});

Deno.test("a stage gets the keys it names, flat; without keys all top-level ones", () => {
  assert.deepEqual(selectParams(DATA, ["a.b.1", "gone", "n"]), new Map<string, Value>([["a.b.1", 2n], ["n", null]]));
  assert.deepEqual([...selectParams(DATA, []).keys()], ["a", "0", "x.y", "n", "True"]);
  assert.deepEqual(selectParams([1n], []), new Map());
});
