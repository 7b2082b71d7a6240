import { deepEqual, equal } from "node:assert/strict";
import fc from "fast-check";
import { emitYaml, parseYaml } from "@exp/formats";
import { type Value, valueMap } from "../../src/common/mod.ts";
import { mergeLock } from "../../src/hooks/merge_lock.ts";

const entry = (hash: string) => `    cmd: train\n    deps:\n    - path: data\n      hash: md5\n      md5: ${hash}\n`;
const lock = (stages: Record<string, string>, rest = "") =>
  "schema: '2.0'\nstages:\n" + Object.entries(stages).map(([name, hash]) => `  ${name}:\n${entry(hash)}`).join("") +
  rest;

Deno.test("stages that each side has changed for itself come together", () => {
  const merged = mergeLock({
    ancestor: lock({ a: "1", b: "1", c: "1" }),
    our: lock({ a: "2", b: "1", c: "1", mine: "1" }),
    their: lock({ a: "1", b: "3", yours: "1" }),
  }, 7);

  deepEqual(merged, { text: lock({ a: "2", b: "3", mine: "1", yours: "1" }), conflicts: [] });
});

Deno.test("a stage that both have changed stands between markers; the others are merged around it", () => {
  const { text, conflicts } = mergeLock({
    ancestor: lock({ a: "1", b: "1", c: "1" }),
    our: lock({ a: "2", b: "2", c: "1" }),
    their: lock({ a: "1", b: "3", c: "4" }),
  }, 9)!;

  deepEqual(conflicts, ["b"]);
  equal(
    text,
    lock({ a: "2" }) +
      `<<<<<<<<< ours\n  b:\n${entry("2")}=========\n  b:\n${entry("3")}>>>>>>>>> theirs\n  c:\n${entry("4")}`,
  );
});

Deno.test("what one has removed and the other has changed is a conflict with an empty side", () => {
  const { text } = mergeLock({ ancestor: lock({ a: "1" }), our: lock({}), their: lock({ a: "2" }) }, 7)!;

  equal(text, lock({}) + `<<<<<<< ours\n=======\n  a:\n${entry("2")}>>>>>>> theirs\n`);
});

Deno.test("datasets are merged by their names, too", () => {
  const set = (name: string, rev: string) => `- name: ${name}\n  rev: '${rev}'\n`;
  const merged = mergeLock({
    ancestor: lock({ a: "1" }, `datasets:\n${set("x", "1")}`),
    our: lock({ a: "2" }, `datasets:\n${set("x", "1")}${set("y", "1")}`),
    their: lock({ a: "1" }, `datasets:\n${set("x", "2")}`),
  }, 7);

  deepEqual(merged, { text: lock({ a: "2" }, `datasets:\n${set("x", "2")}${set("y", "1")}`), conflicts: [] });
});

Deno.test("two first files are merged as if there had been an empty one", () => {
  deepEqual(mergeLock({ ancestor: "", our: lock({ a: "1" }), their: lock({ b: "1" }) }, 7), {
    text: lock({ a: "1", b: "1" }),
    conflicts: [],
  });
});

Deno.test("what is no dvc.lock of schema 2.0 is left to a merge of texts", () => {
  const good = lock({ a: "1" });
  for (
    const odd of [
      "a:\n  cmd: x\n",
      "<<<<<<< ours\n",
      "- 1\n",
      "schema: '3.0'\n",
      good + "new: 1\n",
      "schema: '2.0'\nstages: 3\n",
    ]
  ) {
    equal(mergeLock({ ancestor: good, our: odd, their: good }, 7), undefined, odd);
    equal(mergeLock({ ancestor: odd, our: good, their: good }, 7), undefined, odd);
  }
});

const names = fc.constantFrom("prepare", "train", "eval", "train@0", "'quoted'");
const entries = fc.record({ cmd: fc.constantFrom("a", "b: c"), outs: fc.constantFrom(1n, 2n) });
const locks = fc.dictionary(names, entries).map((stages) =>
  emitYaml(valueMap([["schema", "2.0"], [
    "stages",
    new Map(
      Object.entries(stages).map(([name, { cmd, outs }]) => [name, valueMap([["cmd", cmd], ["outs", outs]])]),
    ),
  ]]))
);
const stagesOf = (text: string): Map<string, Value> => {
  const content = parseYaml(text, { file: "dvc.lock" }).value as Map<string, Value>;
  return new Map([...(content.get("stages") as Map<string, Value> | null ?? [])].sort());
};

Deno.test("merging with oneself, or with the ancestor, changes nothing", () => {
  fc.assert(fc.property(locks, locks, (ancestor, side) => {
    deepEqual(mergeLock({ ancestor, our: side, their: side }, 7), { text: side, conflicts: [] });
    deepEqual(mergeLock({ ancestor, our: side, their: ancestor }, 7), { text: side, conflicts: [] });
    deepEqual(mergeLock({ ancestor, our: ancestor, their: side }, 7), { text: side, conflicts: [] });
  }));
});

Deno.test("it does not matter who merges whom, but for the order; nothing changed is lost", () => {
  fc.assert(fc.property(locks, locks, locks, (ancestor, our, their) => {
    const mine = mergeLock({ ancestor, our, their }, 7)!;
    const yours = mergeLock({ ancestor, our: their, their: our }, 7)!;

    deepEqual([...mine.conflicts].sort(), [...yours.conflicts].sort());
    if (mine.conflicts.length > 0) return;
    deepEqual(stagesOf(mine.text), stagesOf(yours.text));
    for (const side of [our, their]) {
      const before = stagesOf(ancestor);
      for (const [name, value] of stagesOf(side)) {
        if (emitYaml(before.get(name) ?? null) !== emitYaml(value)) deepEqual(stagesOf(mine.text).get(name), value);
      }
    }
  }));
});
