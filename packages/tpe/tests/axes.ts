/** Axes of numbers for properties; those on a logarithmic scale are positive. */
import fc from "fast-check";
import type { NumberAxis } from "../mod.ts";

export const NUMBER_AXES: readonly fc.Arbitrary<NumberAxis>[] = [
  fc.record({
    kind: fc.constant("float" as const),
    low: fc.double({ min: 1e-6, max: 1, noNaN: true }),
    high: fc.double({ min: 1, max: 1e6, noNaN: true }),
    isLog: fc.boolean(),
  }),
  fc.record({ low: fc.integer({ min: 1, max: 9 }), steps: fc.integer({ min: 0, max: 50 }), isLog: fc.boolean() })
    .map(({ low, steps, isLog }) => ({ kind: "stepped" as const, low, high: low + steps, step: 1, isLog })),
];
