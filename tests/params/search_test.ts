import assert from "node:assert/strict";
import { type Value, valueMap } from "../../packages/values/value.ts";
import { searchKeys } from "../../src/params/mod.ts";

const DATA = valueMap([
  ["list", ["a", "b", "c"]],
  ["models", valueMap([["x", valueMap([["lr", 1n], ["n", 2n]])], ["y", valueMap([["lr", 3n]])]])],
]);

function nested(...path: [string, ...Value[]]): Value {
  const [key, value] = path;
  return valueMap([[key, value ?? null]]);
}

Deno.test("what key paths find keeps its nesting", () => {
  assert.deepEqual(searchKeys(DATA, ["models.y.lr"]), nested("models", nested("y", nested("lr", 3n))));
  assert.deepEqual(searchKeys(DATA, ["nope", "models.z"]), new Map());
});

Deno.test("a pattern finds every key that matches, and only those", () => {
  const found = nested("models", valueMap([["x", nested("lr", 1n)], ["y", nested("lr", 3n)]]));

  assert.deepEqual(searchKeys(DATA, ["models.*.lr"]), found);
  assert.deepEqual(searchKeys(DATA, ["**.lr"]), found);
});

Deno.test("list items keep their place, and those of several keys follow each other", () => {
  assert.deepEqual(searchKeys(DATA, ["list.1"]), nested("list", [null, "b"]));
  assert.deepEqual(searchKeys(DATA, ["list.-1"]), nested("list", [null, null, "c"]));
  assert.deepEqual(searchKeys(DATA, ["list.1", "list.0"]), nested("list", [null, "b", "a"]));
});
