import assert from "node:assert/strict";
import { parseCondition } from "../../src/show/condition.ts";

Deno.test("a condition compares numbers as numbers and all else as text, and its ends count", () => {
  const rows: readonly (readonly [
    text: string,
    holds: readonly (bigint | number | string | boolean)[],
    not: readonly (
      | bigint
      | number
      | string
      | boolean
      | undefined
    )[],
  ])[] = [
    ["n>9", [10n, 9.5], [9n, 8, undefined]],
    ["n>=9", [9n, 9.0, 10], [8.9]],
    ["n<10", [9n, -1], [10n, 11]],
    ["n<=10", [10, 9n], [10.1]],
    ["n = 1e-1", [0.1], [1n]],
    ["n==x y", ["x y"], ["x"]],
    ["n!=1", [2n, "x"], [1n, undefined]],
    ["flag=true", [true, "true"], [false]],
    ["name>b", ["c"], ["a", "B"]],
  ];
  for (const [text, holding, failing] of rows) {
    const condition = parseCondition(text);
    for (const value of holding) assert.equal(condition.holds(value), true, `${value}: ${text}`);
    for (const value of failing) assert.equal(condition.holds(value), false, `${value}: ${text}`);
  }
});

Deno.test("what is no condition is refused", () => {
  for (const text of ["n", "=1", "n=>1", "n<<1", ""]) assert.throws(() => parseCondition(text), text);
});
