import assert from "node:assert/strict";
import type { Value } from "../../packages/values/value.ts";
import { describeReason } from "../../src/stage/mod.ts";

const map = (facts: Readonly<Record<string, Value>>) => new Map(Object.entries(facts));

function changed(before: Value, after: Value): string[] {
  return describeReason({ kind: "param", path: "p.yaml", key: "net", text: "p.yaml:net changed", before, after });
}

Deno.test("of a map that changed only the keys that did are told, each with its old and new value", () => {
  const before = map({ depth: 3n, opt: map({ name: "adam", lr: 0.1 }), old: true });
  const after = map({ depth: 4n, opt: map({ name: "adam", lr: 0.2 }), fresh: "x" });
  assert.deepEqual(changed(before, after), [
    "p.yaml:net.depth changed: 3 -> 4",
    "p.yaml:net.opt.lr changed: 0.1 -> 0.2",
    "p.yaml:net.old is gone: True -> nothing",
    "p.yaml:net.fresh is new: nothing -> x",
  ]);
});

Deno.test("of a list the items that changed, or all of it when most of it did", () => {
  assert.deepEqual(changed([1n, 2n, 3n, 4n], [1n, 2n, 5n, 4n]), ["p.yaml:net.2 changed: 3 -> 5"]);
  assert.deepEqual(changed([map({ n: 1n, m: 1n })], [map({ n: 2n, m: 1n })]), ["p.yaml:net.0.n changed: 1 -> 2"]);
  assert.deepEqual(changed([1n, 2n], [3n, 4n]), ["p.yaml:net changed: [1, 2] -> [3, 4]"]);
  assert.deepEqual(changed([1n], [1n, 2n]), ["p.yaml:net changed: [1] -> [1, 2]"]);
});

Deno.test("of several commands those that changed", () => {
  const reason = { kind: "cmd", text: "the command changed" } as const;
  assert.deepEqual(describeReason({ ...reason, before: ["a", "b", "c"], after: ["a", "B", "c"] }), [
    "the command changed, part 2: b -> B",
  ]);
  assert.deepEqual(describeReason({ ...reason, before: "a", after: "b" }), ["the command changed: a -> b"]);
});
