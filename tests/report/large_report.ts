import type { Report } from "../../src/report/data.ts";
import type { BuiltReport } from "../../src/report/mod.ts";
import { sampleReport } from "./sample_report.ts";

/** Markup that would set a variable if any of it were read as such. */
export const HOSTILE = `</script><script>wasRun = 1</script><img src="x" onerror="wasRun = 1"> hostile`;

/** Ends of lines for scripts of old, within texts of JSON as they are. */
const LINE_SEPARATORS = "a\u2028b\u2029c";

/** Always the same numbers between 0 and 1. */
function chance(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1103515245 + 12345) % 2147483648;
    return state / 2147483648;
  };
}

/** So many experiments; half of the columns are metrics, all with as many digits as floats have. */
export function manyExperiments(rows: number, columns: number): Report {
  const next = chance(7);
  const values = Object.fromEntries(Array.from({ length: columns }, (_, i) => {
    if (i === columns - 1) {
      return [
        "p.optimizer",
        Array.from({ length: rows }, () => ["adam", "sgd", "rmsprop"][Math.floor(next() * 3)]!),
      ];
    }
    const isParam = i % 2 === 1;
    return [
      isParam ? `p.group.param_${i}` : `metric_${i / 2}`,
      Array.from({ length: rows }, () => isParam ? Number((next() / 10).toFixed(3)) : next()),
    ];
  }));
  const names = Array.from({ length: rows }, (_, i) => ({ id: `exp-${i}`, message: `dvc: commit experiment ${i}` }));
  return sampleReport(values, names);
}

/** A small report that has something of everything. */
export function withPlots(): Pick<BuiltReport, "report" | "charts"> {
  const xs = Array.from({ length: 30 }, (_, i) => i);
  const ys = (scale: number) => xs.map((x) => scale * (1 - Math.exp(-x / 8)));
  const report = sampleReport(
    {
      "acc": [0.5, 0.7, 0.9, 0.6, 0.8],
      "a_metric_with_a_very_long_name.of.something": [1, 2, 3, 4, 5],
      "p.lr": [0.1, 0.2, 0.3, 0.1, 0.2],
      "p.optimizer": ["adam", "adam", "sgd", "sgd", "sgd"],
      "p.note": ["short", "long ".repeat(80), LINE_SEPARATORS, "x".repeat(200), null],
    },
    [{ id: "first" }, { id: "second" }, { id: "third", rev: "0000000", message: HOSTILE }, { id: "fourth" }, {
      id: "fifth",
    }],
  );
  const svg =
    `<svg xmlns="http://www.w3.org/2000/svg" width="300" height="200"><rect width="300" height="200" fill="teal"/></svg>`;
  return {
    report: {
      ...report,
      title: HOSTILE,
      curves: [{
        id: "acc",
        title: "accuracy",
        xLabel: "step",
        yLabel: "acc",
        curves: [0, 1, 2, 3].map((row) => ({ row, xs, ys: ys(0.6 + row / 10), seconds: xs.map((x) => x * (row + 1)) })),
      }],
      matrices: [{
        id: "confusion",
        title: "confusion",
        xLabel: "actual",
        yLabel: "predicted",
        isNormalized: false,
        classes: ["cat", "dog"],
        counts: [{ row: 0, cells: [[9, 1], [2, 8]] }],
      }],
      images: [{
        id: "roc.svg",
        images: [0, 1].map((row) => ({ row, url: `data:image/svg+xml;base64,${btoa(svg)}` })),
      }, { id: "broken.png", images: [{ row: 0, url: `data:image/png;base64,${btoa("no image")}` }] }],
      charts: [{ id: "chart-0", title: "bars", rows: [0, 1] }],
      code: { texts: ["import sys\nlr = 0.1\n", "import sys\nlr = 0.2\n"], files: { "train.py": [0, 1, 0, 0, 0] } },
      pipeline: {
        stages: ["prepare", "train", "evaluate"],
        edges: [["prepare", "train"], ["train", "evaluate"], ["prepare", "evaluate"]],
      },
      queue: [{
        id: "abcdef0",
        name: "next-try",
        state: "Queued",
        queuedAt: "2026-01-02T03:00:00.000Z",
        detail: "held",
      }],
      searches: [{
        name: HOSTILE,
        lines: ["search fast: open, 4 of 9 trials", HOSTILE],
        metric: HOSTILE,
        better: "lower",
        further: [{ metric: "size", better: "higher" }],
        parameters: [
          { name: "lr", isLog: true, share: 0.7 },
          { name: "depth", isLog: false, share: 0.2 },
          { name: HOSTILE, isLog: false, share: 0.1 },
        ],
        trials: [0.5, 0.3, 0.9, 0.4].map((value, i) => ({
          name: `fast-${i + 1}`,
          number: i + 1,
          state: i === 2 ? "pruned" : "finished",
          value,
          ...(i === 2 ? {} : { others: [value * 100] }),
          ...(i === 1 ? { isOfFront: true } : {}),
          at: [10 ** -i, i, i < 2 ? "sgd" : HOSTILE],
          curve: i === 2 ? { xs: [1, 2], ys: [value + 1, value] } : { xs: [1, 2, 3], ys: [value + 1, null, value] },
        })),
      }],
      notes: [HOSTILE],
    },
    charts: {
      "chart-0": {
        $schema: "https://vega.github.io/schema/vega-lite/v5.json",
        data: { values: [{ a: "x", b: 1, rev: "first" }, { a: "y", b: 2, rev: "second" }] },
        mark: { type: "bar", tooltip: { content: "data" } },
        encoding: { x: { field: "a", type: "nominal" }, y: { field: "b", type: "quantitative" } },
      },
    },
  };
}
