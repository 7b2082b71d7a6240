import assert from "node:assert/strict";
import { columnFormat, shortNumber } from "../../../src/report/browser/format_number.ts";
import { writeCsv } from "../../../src/report/browser/csv.ts";
import { tickText, tickValues } from "../../../src/report/browser/brushes.ts";
import { sampleReport } from "../sample_report.ts";

Deno.test("numbers of a metric have as many decimals each, those of a parameter as many places", () => {
  const metric = columnFormat([0.91234567, 0.5, null], true);
  const param = columnFormat([0.1, 0.001, 10], false);

  assert.deepEqual([0.91234567, 0.5, null].map(metric), ["0.91235", "0.50000", ""]);
  assert.deepEqual([0.1, 0.001, 10].map(param), ["0.1\u2007\u2007", "0.001", "10\u2008\u2007\u2007\u2007"]);
});

Deno.test("what is whole stays so, and what is tiny or huge has an exponent", () => {
  assert.deepEqual([3, 120].map(columnFormat([3, 120], true)), ["3", "120"]);
  assert.equal(columnFormat([1e-7, 1], false)(1e-7), "1e-7");
  assert.equal(shortNumber(1234567.891), "1234600");
  assert.equal(shortNumber(2.5e12), "2.5e12");
});

Deno.test("marks of an axis are round and within it", () => {
  assert.deepEqual(tickValues(0, 1, false), [0, 0.2, 0.4, 0.6000000000000001, 0.8, 1]);
  assert.deepEqual(tickValues(0, 1, false).map(tickText), ["0", "0.2", "0.4", "0.6", "0.8", "1"]);
  assert.deepEqual(tickValues(0.001, 0.1, true), [0.001, 0.01, 0.1]);
  assert.deepEqual(tickValues(3, 3, false), [3]);
});

Deno.test("CSV has all digits, quotes what it must, and nothing that a spreadsheet would calculate", () => {
  const report = sampleReport({
    "acc": [0.123456789, null],
    "p.note": ['say "hi", x', "=HYPERLINK(1)"],
    "p.n": ["-inf", -2],
  });

  assert.equal(
    writeCsv(report, [1, 0], [0, 1, 2]),
    "name,rev,state,created,acc,note,n\r\n" +
      "row-1,0000001,,2026-01-01T00:00:01,,'=HYPERLINK(1),-2\r\n" +
      'row-0,0000000,,2026-01-01T00:00:00,0.123456789,"say ""hi"", x",-inf\r\n',
  );
});
