import assert from "node:assert/strict";
import fc from "fast-check";
import type { Key, Value, ValueMap } from "../../src/common/mod.ts";
import { drawPlots } from "../../src/plots/draw_plots.ts";
import type { DataPlot, ImagePlot } from "../../src/plots/types.ts";
import { textWidth } from "../../src/show/mod.ts";

const plain = (text: string) => text;
const LOOK = {
  width: 40,
  unicode: false,
  isColoured: false,
  paintCurve: plain,
  paintTitle: plain,
  paintFrame: plain,
};

function plotOf(
  points: readonly (readonly [rev: string, x: Value, y: Value])[],
  more: Partial<DataPlot> = {},
): DataPlot {
  return {
    kind: "vega",
    id: "loss.csv",
    revs: [...new Set(points.map(([rev]) => rev))],
    points: points.map(([rev, x, y]): ValueMap => new Map<Key, Value>([["rev", rev], ["step", x], ["loss", y]])),
    x: "step",
    y: "loss",
    xLabel: "step",
    yLabel: "loss",
    title: "loss.csv",
    template: undefined,
    series: [{ filename: "loss.csv", field: "loss" }],
    ...more,
  };
}

Deno.test("two revisions are drawn over each other in ASCII, each with its mark and its last value", () => {
  const plot = plotOf([["main", 0n, "0"], ["main", 10n, "1"], ["fox", 0n, "1"], ["fox", 10n, "0.25"]]);

  assert.equal(
    drawPlots([plot], LOOK).join("\n"),
    `loss.csv
  1 ++++                              **
    |   +++++                     ****
    |        +++++            ****
    |             ++++    ****
    |                 +++++
0.5 +              ****    +++++
    |          ****             +++++
    |      ****                      +++
    |  ****
  0 +**
     0              step              10
* main: loss 1 at the end
+ fox: loss 0.25 at the end`,
  );
});

Deno.test("a terminal of UTF-8 gets eight dots a character", () => {
  const plot = plotOf([["main", 0n, 0n], ["main", 5n, 1n], ["main", 10n, 0n]]);

  assert.equal(
    drawPlots([plot], { ...LOOK, unicode: true }).join("\n"),
    `loss.csv
  1 ┤                ⡠⠊⠢⡀
    │              ⢀⠜   ⠑⢄
    │            ⢀⠔⠁      ⠑⢄
    │           ⡔⠁         ⠈⠢⡀
    │         ⡠⠊             ⠈⠢⡀
0.5 ┤       ⡠⠊                 ⠑⢄
    │     ⢀⠜                     ⠑⢄
    │   ⢀⠔⠁                       ⠈⠢⡀
    │  ⡔⠁                           ⠈⠢⡀
  0 ┤⡠⠊                               ⠑⢄
     0              step              10
── main: loss 0 at the end`,
  );
});

Deno.test("without colours several curves are told apart by marks, in UTF-8 too", () => {
  const plot = plotOf([["main", 0n, 0n], ["main", 1n, 1n], ["fox", 0n, 1n], ["fox", 1n, 0n]]);

  const text = drawPlots([plot], { ...LOOK, unicode: true }).join("\n");

  assert.match(text, /\*\*/);
  assert.match(text, /\+\+/);
  assert.doesNotMatch(text, /[\u2800-\u28ff]/);
});

Deno.test("curves of one colour are painted in one piece a row", () => {
  const plot = plotOf([["main", 0n, 0n], ["main", 1n, 0n]]);

  const lines = drawPlots([plot], { ...LOOK, isColoured: true, paintCurve: (text, index) => `<${index}${text}>` });

  assert.equal(lines.filter((line) => line.includes("<0*")).length, 2); // the curve, and what it is called
});

Deno.test("what is no curve is named with the way to see it", () => {
  const image: ImagePlot = {
    kind: "image",
    id: "cat.png",
    images: [{ rev: "main", path: "cat.png", bytes: new Uint8Array(1) }],
  };
  const plots = [
    plotOf([["main", "cat", "dog"]]),
    plotOf([["main", "many", 1n]], { template: "bar_horizontal", title: "bars" }),
    image,
  ];

  assert.equal(
    drawPlots(plots, LOOK).join("\n"),
    "loss.csv\nno curve of numbers; --html shows it\n\nbars\nno bars of numbers; --html shows them\n\n" +
      "cat.png: an image of main; --html shows ",
  );
});

const anyNumber = fc.oneof(
  fc.double(),
  fc.integer().map(String),
  fc.constantFrom("", "x", "nan", "1e308", -1e308, NaN),
);
const anyText = fc.oneof(fc.string(), fc.constantFrom("日本語のとても長い名前です", "👩‍👩‍👧 fox", "a\nb"));

Deno.test("whatever the data is, no line is wider than the terminal, and all ends", () => {
  const points = fc.array(fc.tuple(anyText, anyNumber, anyNumber), { maxLength: 12 });
  fc.assert(
    fc.property(points, anyText, fc.integer({ min: 30, max: 160 }), fc.boolean(), (drawn, title, width, unicode) => {
      const plot = plotOf(drawn, { title, xLabel: title, yLabel: title });

      for (const line of drawPlots([plot], { ...LOOK, width, unicode })) {
        assert.ok(textWidth(line) <= width, line);
        assert.doesNotMatch(line, /\n/);
      }
    }),
  );
});

Deno.test("huge and tiny numbers leave room for the curve, and a sliver of a terminal is no fault", () => {
  const far = plotOf([["main", 7.86e-322, -999950000000000000], ["main", 1e300, 123456789]]);

  assert.match(drawPlots([far], { ...LOOK, width: 40 }).join("\n"), /^1\.235e8 \+ .*^ {2}-5e17 \+ .*^ {2}-1e18 \+\*/ms);
  for (let width = 1; width < 40; width++) drawPlots([far], { ...LOOK, width });
});
