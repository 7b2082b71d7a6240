import assert from "node:assert/strict";
import { massBetween } from "../normal.ts";

/** From tables of the distribution. */
const KNOWN: readonly (readonly [number, number, number])[] = [
  [-1, 1, 0.682689492137086],
  [0, 1, 0.341344746068543],
  [-Infinity, 1.96, 0.975002104851780],
  [3, 4, 0.001318226789],
  [8, 9, 6.2198e-16],
  [-9, -8, 6.2198e-16],
  [1, 1.001, 0.000241849698],
];

Deno.test("masses of the normal distribution are those of its tables, far out and between near places, too", () => {
  for (const [low, high, mass] of KNOWN) {
    assert.ok(Math.abs(massBetween(low, high) / mass - 1) < 1e-4, `${low} to ${high}: ${massBetween(low, high)}`);
  }
});
