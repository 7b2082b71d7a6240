import { deepEqual, equal } from "node:assert/strict";
import fc from "fast-check";
import { differingLines } from "../../src/data/listing_diff.ts";

const LINE = fc.tuple(
  fc.constantFrom("f", "d", "h"),
  fc.nat(3),
  fc.nat(3),
  fc.constantFrom("a", "b", "a b", "dd/x", "é", "1 2"),
)
  .map(([kind, ino, mtime, name]) => `${kind} ${ino} 1 17.${mtime} ${name}`);
const LINES = fc.array(LINE, { maxLength: 10 });
const bytes = (lines: readonly string[]) => new TextEncoder().encode(lines.map((line) => `${line}\0`).join(""));
const lines = (listing: Uint8Array) => new TextDecoder().decode(listing).split("\0").slice(0, -1);

/** Of each line how often it is there. */
function counts(...listings: { lines: readonly string[]; sign: number }[]): Record<string, number> {
  const found = new Map<string, number>();
  for (const { lines, sign } of listings) for (const line of lines) found.set(line, (found.get(line) ?? 0) + sign);
  return Object.fromEntries([...found].filter(([, count]) => count !== 0).sort());
}

Deno.test("what was listed, less what is gone, with what has come, is what is listed now", () => {
  fc.assert(fc.property(LINES, LINES, fc.array(LINE, { maxLength: 3 }), (head, tail, middle) => {
    const [before, after] = [[...head, ...tail], [...head, ...middle, ...tail]];
    for (const [a, b] of [[before, after], [after, before], [head, tail]] as const) {
      const { gone, come } = differingLines(bytes(a), bytes(b));

      deepEqual(
        counts({ lines: a, sign: 1 }, { lines: lines(gone), sign: -1 }, { lines: lines(come), sign: 1 }),
        counts({ lines: b, sign: 1 }),
      );
    }
  }));
});

Deno.test("of files that were changed where they are, only their lines differ", () => {
  fc.assert(fc.property(fc.uniqueArray(fc.nat(99), { minLength: 1 }), fc.func(fc.boolean()), (names, isChanged) => {
    const before = names.map((name) => `f 1 1 17.0 ${name}`);
    const after = names.map((name) => isChanged(name) ? `f 2 10 18.0 ${name}` : `f 1 1 17.0 ${name}`);

    const { gone, come } = differingLines(bytes(before), bytes(after));

    deepEqual(lines(gone), before.filter((line) => !after.includes(line)));
    deepEqual(lines(come), after.filter((line) => !before.includes(line)));
  }));
});

Deno.test("equal listings do not differ", () => {
  fc.assert(fc.property(LINES, (listing) => {
    const { gone, come } = differingLines(bytes(listing), bytes(listing));
    equal(gone.length + come.length, 0);
  }));
});
