import assert from "node:assert/strict";
import fc from "fast-check";
import { shippedEngines } from "../../src/engines/mod.ts";
import { readElements } from "../../src/engines/answers.ts";
import { cancelWords } from "../../src/engines/cancel_words.ts";

/** `4`, `4_7`, `4_[1-3]`, `4 -t 2-4` → what is meant, elements counted from 0. */
function meaningOf(word: string, first: number): string[] {
  const [, id, elements] = /^'?(\d+)(?:(?:_| -t )([^']+))?'?$/.exec(word) ?? [];
  if (elements === undefined) return [`${id}`];
  return (readElements(elements) ?? []).map((number) => `${id}_${number - first}`);
}

Deno.test("whatever is cancelled at once, each part of it is named, and nothing else", () => {
  const part = fc.record({ id: fc.nat(3).map(String), element: fc.option(fc.nat(12), { nil: undefined, freq: 20 }) });
  fc.assert(fc.property(fc.constantFrom(...shippedEngines()), fc.array(part), (profile, all) => {
    const parts = all.map(({ id, element }) => element === undefined ? { id } : { id, element });
    const whole = new Set(parts.filter(({ element }) => element === undefined).map(({ id }) => id));

    const said = cancelWords(profile, parts).flatMap((word) => meaningOf(word, profile.script.array?.first ?? 0));

    const meant = parts.map(({ id, element }) => whole.has(id) ? id : `${id}_${element}`);
    assert.deepEqual(said.sort(), [...new Set(meant)].sort());
  }));
});

Deno.test("neighbours are named in one word", () => {
  const [slurm] = shippedEngines().filter(({ name }) => name === "slurm");
  assert.ok(slurm);

  fc.assert(fc.property(fc.nat(50), fc.integer({ min: 2, max: 400 }), (from, count) => {
    const run = Array.from({ length: count }, (_, i) => ({ id: "7", element: from + i }));

    assert.deepEqual(cancelWords(slurm, run.reverse()), [`'7_[${from}-${from + count - 1}]'`]);
  }));
});
