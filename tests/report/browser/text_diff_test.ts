import assert from "node:assert/strict";
import fc from "fast-check";
import { diffLines } from "../../../src/report/browser/text_diff.ts";

const text = fc.array(fc.constantFrom("a", "b", "c", "")).map((lines) => lines.map((line) => `${line}\n`).join(""));

Deno.test("a diff holds both texts, and as much of one as stays is in common", () => {
  fc.assert(fc.property(text, text, (before, after) => {
    const lines = diffLines(before, after);
    const side = (other: string) => lines.filter(({ kind }) => kind !== other).map((line) => `${line.text}\n`).join("");

    assert.equal(side("added"), before);
    assert.equal(side("removed"), after);
    assert.equal(
      lines.filter(({ kind }) => kind === "same").length,
      longestCommon(before.split("\n"), after.split("\n")),
    );
  }));
});

/** By the textbook; the texts end with an empty line that a diff does not count. */
function longestCommon(a: readonly string[], b: readonly string[]): number {
  const table = Array.from({ length: a.length }, () => new Array<number>(b.length).fill(0));
  for (let i = 1; i < a.length; i++) {
    for (let j = 1; j < b.length; j++) {
      table[i]![j] = a[i - 1] === b[j - 1] ? table[i - 1]![j - 1]! + 1 : Math.max(table[i - 1]![j]!, table[i]![j - 1]!);
    }
  }
  return table.at(-1)!.at(-1)!;
}

Deno.test("texts that have nothing in common are told whole, however long", () => {
  const before = Array.from({ length: 3000 }, (_, i) => `old ${i}`).join("\n");
  const after = Array.from({ length: 3000 }, (_, i) => `new ${i}`).join("\n");

  const lines = diffLines(before, after);

  assert.equal(lines.length, 6000);
  assert.equal(lines[0]!.kind, "removed");
});
