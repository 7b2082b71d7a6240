import assert from "node:assert/strict";
import fc from "fast-check";
import type { Plot } from "../../src/plots/mod.ts";
import { curvePlots } from "../../src/report/curves.ts";
import { MatrixCounts } from "../../src/report/matrices.ts";
import { Pictures } from "../../src/report/pictures.ts";
import { thinned } from "../../src/report/thin_curve.ts";

type DataPlot = Extract<Plot, { readonly kind: "vega" }>;

const rowOf = (rev: string) => ({ one: 0, two: 3 } as Readonly<Record<string, number>>)[rev];

function plotOf(points: readonly Readonly<Record<string, string | number>>[], more: Partial<DataPlot> = {}): DataPlot {
  return {
    kind: "vega",
    id: "acc",
    revs: ["one", "two"],
    points: points.map((point) => new Map(Object.entries(point))),
    x: "step",
    y: "acc",
    xLabel: "step",
    yLabel: "acc",
    title: "accuracy",
    template: undefined,
    series: [{ filename: "log.csv", field: "acc" }],
    ...more,
  };
}

Deno.test("a curve a revision, from numbers as CSV has them, by step and by time", () => {
  const [plot] = curvePlots([plotOf([
    { rev: "one", step: "0", acc: "0.5", timestamp: "1700000000000" },
    { rev: "one", step: "5", acc: "", timestamp: "1700000001500" },
    { rev: "two", step: "0", acc: "0.25" },
    { rev: "unknown", step: "0", acc: "1" },
  ])], rowOf);

  assert.equal(plot!.title, "accuracy");
  assert.deepEqual(plot!.curves, [
    { row: 0, xs: [0, 5], ys: [0.5, null], seconds: [0, 1.5] },
    { row: 3, xs: [0], ys: [0.25] },
  ]);
});

Deno.test("a field without any number is told for each revision that has it", () => {
  const told: string[] = [];
  const points = [{ rev: "one", step: 0, acc: "nan" }, { rev: "one", step: 1, acc: "" }, {
    rev: "two",
    step: 0,
    acc: 1,
  }];

  const [plot] = curvePlots([plotOf(points)], rowOf, (...field) => told.push(field.join(" ")));

  assert.deepEqual(plot!.curves.map(({ row }) => row), [3]);
  assert.deepEqual(told, ["log.csv acc one"]);
});

Deno.test("several fields of one plot are as many plots, and no field is there twice", () => {
  const points = [
    { rev: "one", step: 0, filename: "log.csv", field: "acc", y: 1 },
    { rev: "one", step: 0, filename: "log.csv", field: "loss", y: 2 },
  ];
  const series = [{ filename: "log.csv", field: "acc" }, { filename: "log.csv", field: "loss" }];
  const plot = plotOf(points, { id: "both", title: "both", y: "y", series });

  const plots = curvePlots([plot, plot, plotOf([{ rev: "one", acc: "no number" }])], rowOf);

  assert.deepEqual(plots.map(({ title, curves }) => [title, curves.map(({ ys }) => ys)]), [
    ["both · acc", [[[1]].flat()]],
    ["both · loss", [[[2]].flat()]],
  ]);
});

Deno.test("a thinned curve keeps its ends, its lowest and its highest point, and the order", () => {
  const ys = fc.array(fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.constant(null)), {
    minLength: 60,
  });
  fc.assert(fc.property(ys, (values) => {
    const curve = { row: 1, xs: values.map((_, i) => i), ys: values };

    const { xs, ys: kept, thinnedFrom } = thinned(curve, 20);

    const known = values.filter((y) => y !== null), left = kept.filter((y) => y !== null);
    assert.ok(xs.length <= 20 && thinnedFrom === values.length);
    assert.deepEqual([xs[0], xs.at(-1)], [0, values.length - 1]);
    assert.deepEqual(kept, xs.map((x) => values[x]));
    assert.ok(xs.every((x, i) => i === 0 || x > xs[i - 1]!));
    if (known.length > 0) {
      assert.deepEqual([Math.min(...left), Math.max(...left)], [Math.min(...known), Math.max(...known)]);
    }
  }));
});

Deno.test("what two plots draw of one file over the same is one plot, over something else another", () => {
  const points = [{ rev: "one", step: 0, epoch: 3, acc: 1 }];

  const plots = curvePlots([
    plotOf(points, { id: "named" }),
    plotOf(points, { id: "log.csv" }),
    plotOf(points, { id: "other", x: "epoch" }),
  ], rowOf);

  assert.deepEqual(plots.map(({ id }) => id), ["named log.csv acc", "other log.csv acc"]);
});

const CONFUSION = { template: "confusion", x: "actual", y: "predicted" } as const;

function predictions(rev: string, ...pairs: readonly (readonly [string, string])[]) {
  return plotOf(pairs.map(([actual, predicted]) => ({ rev, actual, predicted })), CONFUSION);
}

Deno.test("a confusion matrix counts pairs by actual and predicted class, of revisions that come one by one", () => {
  const matrices = new MatrixCounts();
  matrices.add([predictions("one", ["cat", "cat"], ["cat", "dog"], ["cat", "dog"], ["dog", "dog"])], rowOf);
  matrices.add([predictions("two", ["ant", "cat"])], rowOf);

  const { plots: [plot] } = matrices.matrices();

  assert.deepEqual(plot!.classes, ["ant", "cat", "dog"]);
  assert.deepEqual(plot!.counts, [
    { row: 0, cells: [[0, 0, 0], [0, 1, 0], [0, 2, 1]] },
    { row: 3, cells: [[0, 0, 0], [1, 0, 0], [0, 0, 0]] },
  ]);
});

Deno.test("a matrix that nobody could read is named, and many rows have as many as there is place for", () => {
  const matrices = new MatrixCounts();
  const classes = (count: number) => Array.from({ length: count }, (_, i): [string, string] => [`${i}`, `${i}`]);
  matrices.add([{ ...predictions("one", ...classes(70)), id: "large", title: "large" }], rowOf);
  for (let row = 0; row < 100; row++) matrices.add([predictions(`${row}`, ...classes(60))], Number);

  const { plots, leftOut, tooLarge } = matrices.matrices();

  assert.deepEqual(tooLarge, ["large"]);
  assert.equal(plots[0]!.counts.length + leftOut, 100);
  assert.ok(leftOut > 0 && JSON.stringify(plots).length < 600_000);
});

Deno.test("images stand in the page as long as there is place for them, those of the first rows first", () => {
  const image = (rev: string, path: string, size: number) => ({ rev, path, bytes: new Uint8Array(size) });
  const pictures = new Pictures();
  pictures.add([
    { kind: "image", id: "roc", images: [image("two", "roc.SVG", 1_499_990), image("one", "roc.png", 3)] },
    { kind: "image", id: "map", images: [image("one", "map.png", 9), image("one", "page.html", 3)] },
  ], rowOf);

  assert.deepEqual([...pictures.leftOut], [["roc", 1]]);
  assert.deepEqual(pictures.sets(), [
    { id: "roc", images: [{ row: 0, url: "data:image/png;base64,AAAA" }] },
    { id: "map", images: [{ row: 0, url: "data:image/png;base64,AAAAAAAAAAAA" }] },
  ]);
});
