import assert from "node:assert/strict";
import fc from "fast-check";
import type { Key, Value, ValueMap } from "../../src/common/mod.ts";
import { drawPlots } from "../../src/plots/draw_plots.ts";
import type { DataPlot } from "../../src/plots/types.ts";
import { textWidth } from "../../src/show/mod.ts";

const plain = (text: string) => text;
const LOOK = { width: 60, unicode: true, isColoured: false, paintCurve: plain, paintTitle: plain, paintFrame: plain };
const COLOURS = {
  ...LOOK,
  isColoured: true,
  paintCurve: (text: string, index: number) => `<${index}>${text}</>`,
  paintTitle: (text: string) => `<b>${text}</>`,
};

function plotOf(
  template: string,
  points: readonly (readonly [rev: string, x: Value, y: Value])[],
  more: Partial<DataPlot> = {},
): DataPlot {
  return {
    kind: "vega",
    id: "p.csv",
    revs: [...new Set(points.map(([rev]) => rev))],
    points: points.map(([rev, x, y]): ValueMap => new Map<Key, Value>([["rev", rev], ["x", x], ["y", y]])),
    x: "x",
    y: "y",
    xLabel: "predicted",
    yLabel: "actual",
    title: "p.csv",
    template,
    series: [{ filename: "p.csv", field: "y" }],
    ...more,
  };
}

function pairs(rev: string, ...counts: readonly (readonly [x: Value, y: Value, count: number])[]) {
  return counts.flatMap(([x, y, count]) => Array.from({ length: count }, () => [rev, x, y] as const));
}

Deno.test("a confusion matrix is a table of counts for each revision, classes in the order of numbers", () => {
  const drawn = [
    ...pairs("main", ["9", "9", 12], ["10", "9", 3], ["10", "10", 107]),
    ...pairs("fox", ["9", "9", 15], ["10", "10", 110]),
  ];

  assert.equal(
    drawPlots([plotOf("confusion", drawn, { title: "digits" })], LOOK).join("\n"),
    `digits
main
        predicted
actual   9   10
9       12    3
10       0  107
fox
        predicted
actual   9   10
9       15    0
10       0  110`,
  );
});

Deno.test("a normalized matrix has shares of the row, and right answers stand out", () => {
  const plot = plotOf("confusion_normalized", pairs("main", ["cat", "cat", 3], ["dog", "cat", 1], ["dog", "dog", 5]));

  const lines = drawPlots([plot], COLOURS);

  assert.deepEqual(lines.slice(4), ["cat   <b>  0.75</>  0.25", "dog     0.00<b>  1.00</>"]);
});

Deno.test("of a matrix that is too wide the columns that fit are shown, and the others counted", () => {
  const drawn = Array.from({ length: 50 }, (_, i) => ["main", `class-number-${i}`, `class-number-${i}`] as const);

  const lines = drawPlots([plotOf("confusion", drawn)], LOOK);

  assert.equal(lines[3], "actual        class-number  class-number  class-number");
  assert.deepEqual(lines.slice(-2), ["10 more rows; --html shows them", "47 more columns; --html shows them"]);
});

Deno.test("bars lie below each other for each name, marked by their revision", () => {
  const drawn = [["main", 4n, "age"], ["main", "1", "income"], ["fox", 2, "age"], ["fox", 0n, "income"]] as const;

  assert.equal(
    drawPlots([plotOf("bar_horizontal", drawn, { xLabel: "gain" })], { ...LOOK, width: 30 }).join("\n"),
    `p.csv
age    ********************* 4
       +++++++++++ 2
income ***** 1
        0
* main: gain
+ fox: gain`,
  );
  assert.equal(
    drawPlots([plotOf("bar_horizontal", drawn.slice(0, 2))], { ...COLOURS, width: 30 })[1],
    `age    <0>${"█".repeat(21)}</> 4`,
  );
});

Deno.test("sorted bars have the longest first, and bars below zero lie left of the others", () => {
  const drawn = [["main", -1, "a"], ["main", 3, "b"], ["main", 1, "c"], ["main", 1, "c"]] as const;

  assert.deepEqual(drawPlots([plotOf("bar_horizontal_sorted", drawn)], { ...LOOK, width: 18 }).slice(1, 4), [
    "b    ██████████ 3",
    "c    ███████ 2",
    "a ███ -1",
  ]);
});

Deno.test("whatever is counted, no line is wider than the terminal, and nothing steers it", () => {
  const anyText = fc.oneof(fc.string(), fc.constantFrom("日本語のとても長い名前です", "👩‍👩‍👧 fox", "a\nb", "\x1b[2J"));
  const anyValue = fc.oneof(anyText, fc.double(), fc.constantFrom(null, true, 1e308, -1e308, "3"));
  const points = fc.array(fc.tuple(anyText, anyValue, anyValue), { minLength: 1, maxLength: 12 });
  const template = fc.constantFrom("confusion", "confusion_normalized", "bar_horizontal", "bar_horizontal_sorted");
  fc.assert(
    fc.property(points, template, anyText, fc.integer({ min: 30, max: 160 }), (drawn, kind, text, width) => {
      const plot = plotOf(kind, drawn, { title: text, xLabel: text, yLabel: text });

      for (const line of drawPlots([plot], { ...LOOK, width })) {
        assert.ok(textWidth(line) <= width, line);
        // deno-lint-ignore no-control-regex
        assert.doesNotMatch(line, /[\x00-\x1f]/);
      }
    }),
  );
});
