import assert from "node:assert/strict";
import fc from "fast-check";
import { layoutStages } from "../../../src/report/browser/layout_stages.ts";
import { shownColumns } from "../../../src/report/browser/shown_columns.ts";
import { FIRST_STATE } from "../../../src/report/browser/view_state.ts";
import { extremesOf } from "../../../src/report/browser/best_rows.ts";
import { axisScale, isWithinBrushes } from "../../../src/report/browser/brushes.ts";
import { sampleReport } from "../sample_report.ts";

Deno.test("each stage stands right of all that it needs, and no two in one place", () => {
  const graph = fc.integer({ min: 1, max: 12 }).chain((count) =>
    fc.tuple(fc.constant(count), fc.array(fc.tuple(fc.nat(count - 1), fc.nat(count - 1))))
  );
  fc.assert(fc.property(graph, ([count, pairs]) => {
    const names = Array.from({ length: count }, (_, i) => `stage-${i}`);
    const edges = pairs.filter(([a, b]) => a < b).map(([a, b]) => [names[a]!, names[b]!] as const);

    const placed = new Map(layoutStages(names, edges).map((stage) => [stage.name, stage]));

    for (const [from, to] of edges) assert.ok(placed.get(from)!.column < placed.get(to)!.column);
    assert.equal(new Set([...placed.values()].map(({ column, line }) => `${column} ${line}`)).size, count);
  }));
});

Deno.test("the table shows what differs or some lack, all, or what was asked for", () => {
  const report = sampleReport({
    "acc": [1, 2, 2],
    "p.seed": [7, 7, 7],
    "p.lr": [1, null, 1],
    "p.opt": ["a", "b", null],
  });
  const shown = (more: Partial<typeof FIRST_STATE>) => shownColumns(report, { ...FIRST_STATE, ...more });

  assert.deepEqual(shown({}), [0, 2, 3]);
  assert.deepEqual(shown({ showsAll: true }), [0, 1, 2, 3]);
  assert.deepEqual(shown({ toggled: ["seed", "acc"] }), [1, 2, 3]);
});

Deno.test("the best is the lowest or the highest, the last one that was made last", () => {
  const [acc] = sampleReport({ acc: [0.5, null, 0.9, "nan", 0.7] }).columns;

  assert.deepEqual(extremesOf(acc!, [0, 1, 2, 3, 4], false), {
    best: 0.9,
    bestRow: 2,
    min: 0.5,
    max: 0.9,
    last: 0.7,
    lastRow: 4,
  });
  assert.equal(extremesOf(acc!, [4, 2, 0], true)!.bestRow, 0);
  assert.equal(extremesOf(acc!, [1, 3], true), undefined);
});

Deno.test("a brush leaves rows within its part of the axis, and none without a value", () => {
  const report = sampleReport({ "p.lr": [0.001, 0.01, 0.1, 1, null], "p.opt": ["a", "b", "c", "b", "a"] });
  const left = (brushes: Readonly<Record<string, readonly [number, number]>>) =>
    report.rows.map((_, row) => row).filter((row) => isWithinBrushes(report, brushes, row));

  assert.ok(Math.abs(axisScale(report.columns[0]!).at(1)! - 1 / 3) < 1e-9, "four decades are drawn by their logarithm");
  assert.deepEqual(left({}), [0, 1, 2, 3, 4]);
  assert.deepEqual(left({ lr: [0.3, 0.7] }), [1, 2]);
  assert.deepEqual(left({ lr: [0.3, 1], opt: [0.4, 0.6] }), [1, 3]);
  assert.deepEqual(left({ gone: [0, 0] }), [0, 1, 2, 3, 4]);
});
