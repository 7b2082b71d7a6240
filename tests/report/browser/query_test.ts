import assert from "node:assert/strict";
import { compileQuery } from "../../../src/report/browser/query.ts";
import { sampleReport } from "../sample_report.ts";

const REPORT = sampleReport({
  "acc": [0.8, 0.9, 0.95, null, "nan"],
  "train.loss": [3, 2, 1, 4, 5],
  "p.lr": [0.1, 0.01, 0.001, 0.1, 0.1],
  "p.opt": ["Adam", "sgd", "adam w", "sgd", "sgd"],
  "p.flag": [true, false, true, false, false],
}, [{ id: "brave-fox", message: "first try" }, { id: "calm-lake" }, { state: "Failed" }]);

function found(text: string): number[] {
  const { test } = compileQuery(REPORT, text);
  return REPORT.rows.map((_, row) => row).filter(test);
}

Deno.test("a query finds rows by words, conditions, and both", () => {
  const cases: readonly (readonly [string, readonly number[]])[] = [
    ["", [0, 1, 2, 3, 4]],
    ["brave", [0]],
    ["BRAVE-FOX", [0]],
    ["first try", [0]],
    ["adam", [0, 2]],
    ['"adam w"', [2]],
    ["acc>0.85", [1, 2]],
    ["acc >= 0.9", [1, 2]],
    ["acc<0.9", [0]],
    ["acc!=0.9", [0, 2, 3, 4]],
    ["loss<=2", [1, 2]],
    ["train.loss=4", [3]],
    ["opt=adam", [0]],
    ['opt="adam w"', [2]],
    ["opt~adam", [0, 2]],
    ["flag=true", [0, 2]],
    ["state=failed", [2]],
    ["state=success", [0, 1, 3, 4]],
    ["name=calm-lake", [1]],
    ["acc>0.85 opt=sgd", [1]],
    ["acc>0.85 and opt=sgd", [1]],
    ["brave or loss=1", [0, 2]],
    ["-sgd", [0, 2]],
    ["not opt=sgd", [0, 2]],
    ["lr=1e-1", [0, 3, 4]],
  ];
  for (const [text, rows] of cases) assert.deepEqual(found(text), rows, text);
});

Deno.test("a column that there is not is said, and hides nothing", () => {
  assert.equal(compileQuery(REPORT, "acuracy>0.5").problem, "no column is called acuracy");
  assert.deepEqual(found("acuracy>0.5"), [0, 1, 2, 3, 4]);
});

Deno.test("a condition that is still being typed finds what has a value", () => {
  assert.deepEqual(found("acc>"), [0, 1, 2, 4]);
});
