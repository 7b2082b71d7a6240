import assert from "node:assert/strict";
import fc from "fast-check";
import { orderRows } from "../../../src/report/browser/order_rows.ts";
import { sampleReport } from "../sample_report.ts";

const value = fc.oneof(
  fc.double(),
  fc.constantFrom("nan", "inf", "-inf", "adam", "sgd"),
  fc.boolean(),
  fc.constant(null),
);

Deno.test("numbers stand in order, then texts, and what is not there last, in both directions", () => {
  const report = sampleReport({ acc: [2, null, "b", 10, "a10", "inf", "a9", "nan", -1] });
  const rows = report.rows.map((_, i) => i);

  const up = orderRows(report, rows, { key: "column:acc", isDescending: false });
  const down = orderRows(report, rows, { key: "column:acc", isDescending: true });

  assert.deepEqual(up, [8, 0, 3, 5, 6, 4, 2, 1, 7]);
  assert.deepEqual(down, [5, 3, 0, 8, 2, 4, 6, 1, 7]);
});

Deno.test("ordering loses no row, and equal rows stay as they were", () => {
  fc.assert(fc.property(fc.array(value, { minLength: 1 }), fc.boolean(), (values, isDescending) => {
    const report = sampleReport({
      acc: values.map((each) => Number.isFinite(each) || typeof each !== "number" ? each : null),
    });
    const rows = report.rows.map((_, i) => i);

    const once = orderRows(report, rows, { key: "column:acc", isDescending });

    assert.deepEqual([...once].sort((a, b) => a - b), rows);
    assert.deepEqual(orderRows(report, once, { key: "column:acc", isDescending }), once);
  }));
});

Deno.test("without a sorting rows are as they came, and by name as people count", () => {
  const report = sampleReport({ acc: [1, 2, 3] }, [{ id: "b-10" }, { id: "b-9" }, { id: "a" }]);

  assert.deepEqual(orderRows(report, [2, 0, 1], undefined), [2, 0, 1]);
  assert.deepEqual(orderRows(report, [0, 1, 2], { key: "name", isDescending: false }), [2, 1, 0]);
});
