import assert from "node:assert/strict";
import { reportTable } from "../../src/report/rows.ts";
import { betterDirection } from "../../src/show/better_direction.ts";
import { baseline, experiment } from "../show/fixtures.ts";

const SHA_A = "a1".repeat(20), SHA_C = "c1".repeat(20);

Deno.test("the table has a row for each commit and a column for each metric and parameter", () => {
  const entries = [
    baseline("workspace", { params: { lr: 0.1 }, metrics: { acc: 0.5 } }, []),
    baseline("main", { params: { lr: 0.1 }, metrics: { acc: 0.5 }, deps: { "data.csv": "1234" } }, [
      experiment(SHA_A, "brave-fox", { params: { lr: 0.2, n: 3n }, metrics: { acc: NaN, val_loss: 1 } }),
      experiment(SHA_C, "calm-lake", { params: { layers: [1n, 2n] }, metrics: "missing" }, "failed"),
    ]),
  ];

  const { rows, columns, revs } = reportTable(entries, new Map([[SHA_A, "try <b>more</b>\n\nbody"]]));

  assert.deepEqual(rows.map(({ id, kind, baseline, state }) => [id, kind, baseline, state]), [
    ["workspace", "workspace", undefined, ""],
    ["main", "baseline", undefined, ""],
    ["brave-fox", "experiment", 1, ""],
    ["calm-lake", "experiment", 1, "Failed"],
  ]);
  assert.equal(rows[2]!.message, "try <b>more</b>");
  assert.equal(revs[2], SHA_A);
  const values = Object.fromEntries(columns.map((column) => [column.name, column.values]));
  assert.deepEqual(values, {
    acc: [0.5, 0.5, "nan", null],
    val_loss: [null, null, 1, null],
    lr: [0.1, 0.1, 0.2, null],
    n: [null, null, 3, null],
    layers: [null, null, null, "[1, 2]"],
  });
  assert.deepEqual(columns.map(({ better }) => better), ["higher", "lower", undefined, undefined, undefined]);
});

Deno.test("experiments of one name are told apart, and chosen metrics stand alone", () => {
  const facts = { metrics: { acc: 1, loss: 2 } };
  const entries = [baseline("main", facts, [experiment(SHA_A, "fox", facts), experiment(SHA_C, "fox", facts)])];

  const { rows, columns } = reportTable(entries, new Map(), ["loss"]);

  assert.deepEqual(rows.map(({ id }) => id), ["main", "fox a1a1a1a", "fox c1c1c1c"]);
  assert.deepEqual(columns.map(({ name }) => name), ["loss"]);
  assert.throws(() => reportTable(entries, new Map(), ["los"]), { fault: "usage/no-column" });
});

Deno.test("what is better is guessed by the words of a name", () => {
  const lower = ["loss", "val_loss", "valLoss", "test/RMSE", "time.train", "train-error", "inferenceMs"];
  const higher = ["acc", "f1", "lossless_ratio", "auc", "timeliness"];

  assert.deepEqual(lower.map(betterDirection), lower.map(() => "lower"));
  assert.deepEqual(higher.map(betterDirection), higher.map(() => "higher"));
});
