import assert from "node:assert/strict";
import { chanceOfLarger } from "../../bench/search/mann_whitney.ts";

Deno.test("the test of Mann and Whitney tells what a table of it tells", () => {
  const low = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10], high = low.map((value) => value + 6);

  // U = 92 of 100 where larger, without and with the correction for continuity as other programs have it
  assert.ok(Math.abs(chanceOfLarger(high, low) - 0.0009) < 0.0005, String(chanceOfLarger(high, low)));
  assert.ok(chanceOfLarger(low, high) > 0.99);
  assert.ok(Math.abs(chanceOfLarger(low, low) - 0.5) < 0.02);
  assert.equal(chanceOfLarger([1, 1], [1, 1]), 1);
});
