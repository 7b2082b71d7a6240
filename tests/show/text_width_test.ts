import assert from "node:assert/strict";
import fc from "fast-check";
import { renderMarkdown } from "../../src/show/markdown.ts";
import { cutToWidth, textWidth, truncateMiddle } from "../../src/show/text_width.ts";

Deno.test("columns are counted as a terminal takes them", () => {
  const widths: readonly (readonly [string, number])[] = [
    ["train", 5],
    ["日本", 4],
    ["Ａ", 2],
    ["ｱ", 1],
    ["ｶ\uff9e", 2], // half-width, with a sound mark of its own column
    ["カ\u3099", 2], // the same, combining
    ["e\u0301", 1],
    ["\u1112\u1161\u11ab", 2], // 한, taken apart
    ["क्षि", 1],
    ["\u200b", 0],
    ["\u00ad", 0],
    ["✔", 1],
    ["✔\ufe0f", 2],
    ["👨\u200d👩\u200d👧", 2],
    ["🇩🇪", 2],
    ["…", 1],
  ];

  assert.deepEqual(widths.map(([text]) => [text, textWidth(text)]), widths);
});

Deno.test("a name of wide characters is cut by columns", () => {
  const name = "実験その一二三四五六"; // 20 columns

  assert.equal(truncateMiddle(name, 10, "…"), "実験…五六");
  assert.equal(truncateMiddle("brave-fox-of-the-north", 10, "…"), "brave…orth");
});

const anyText = fc.oneof(
  fc.string({ unit: "binary", maxLength: 30 }),
  fc.string({ unit: "grapheme", maxLength: 30 }),
  fc.string({
    unit: fc.constantFrom("a", "日", "e\u0301", "\u0301", "\u200d", "🇩", "✔\ufe0f", "ｶ", "\uff9e"),
    maxLength: 30,
  }),
);

Deno.test("a cut text is never wider than asked, and what fits is not cut", () => {
  fc.assert(
    fc.property(anyText, fc.nat({ max: 40 }), fc.constantFrom("…", "~"), (text, width, ellipsis) => {
      const short = truncateMiddle(text, width, ellipsis);
      const begun = cutToWidth(text, width);

      assert.ok(textWidth(short) <= width);
      assert.ok(textWidth(begun) <= width && text.startsWith(begun));
      if (textWidth(text) <= width) assert.deepEqual([short, begun], [text, text]);
    }),
    { numRuns: 2000 },
  );
});

Deno.test("a sign that belongs to the next letter has a column of its own", () => {
  assert.deepEqual(["\u{11a84}", "\u{11a84} ", "\u{11a84}\u{11a84}x", "\u0d4e\u0d15"].map(textWidth), [1, 2, 3, 2]);
});

Deno.test("columns of a table begin below each other, whatever stands in them", () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(anyText, anyText), { minLength: 1, maxLength: 4 }), (rows) => {
      const shown = rows.map((row) => row.map((cell) => cell.replace(/\p{Cc}/gu, "")));

      const lines = renderMarkdown(["Name", "Value"], shown).trimEnd().split("\n");

      assert.equal(new Set(lines.map(textWidth)).size, 1);
    }),
    { numRuns: 500 },
  );
});
