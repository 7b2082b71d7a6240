import assert from "node:assert/strict";
import fc from "fast-check";
import { type Axis, nextPoint, paretoFront, paretoPlaces, type Trial } from "../mod.ts";

const LOSSES = fc.array(fc.tuple(fc.integer({ min: -4, max: 4 }), fc.integer({ min: -4, max: 4 })), { maxLength: 30 });

function dominates(a: readonly number[], b: readonly number[]): boolean {
  return a.every((loss, i) => loss <= b[i]!) && a.some((loss, i) => loss < b[i]!);
}

Deno.test("the front has those that nobody dominates, and they alone have the first places", () => {
  fc.assert(fc.property(LOSSES, (all) => {
    const front = new Set(paretoFront(all));
    const places = paretoPlaces(all);
    const worstOfFront = Math.max(-1, ...[...front].map((i) => places[i]!));
    all.forEach((one, i) => {
      assert.equal(front.has(i), !all.some((other) => dominates(other, one)));
      assert.equal(front.has(i), places[i]! <= worstOfFront);
    });
  }));
});

Deno.test("whoever dominates stands before", () => {
  fc.assert(fc.property(LOSSES, (all) => {
    const places = paretoPlaces(all);
    for (const [i, one] of all.entries()) {
      for (const [j, other] of all.entries()) assert.ok(!dominates(one, other) || places[i]! < places[j]!);
    }
  }));
});

Deno.test("in one front those in a crowd come last, the ends first", () => {
  assert.deepEqual(paretoPlaces([[0, 10], [4.9, 5.1], [5, 5], [5.1, 4.9], [10, 0]]), [0, 1, 2, 1, 0]);
  assert.deepEqual(paretoPlaces([]), []);
});

Deno.test("one objective is put in order by its losses, infinite ones as well", () => {
  assert.deepEqual(paretoPlaces([[3], [-Infinity], [Infinity], [1]]), [2, 0, 3, 1]);
});

Deno.test("a search by such places comes near the whole front", () => {
  const space: Axis[] = [0, 1].map(() => ({ kind: "float", low: 0, high: 1, isLog: false }));
  const points: (readonly number[])[] = [];
  const losses: (readonly number[])[] = [];
  for (let number = 1; number <= 100; number++) {
    const places = paretoPlaces(losses);
    const trials = points.map((point, i): Trial => ({ number: i + 1, point, loss: places[i]! }));
    const [x, y] = nextPoint(space, 2, trials, number) as [number, number];
    points.push([x, y]);
    // the front is where y is 0
    losses.push([x + y, 1 - x + y]);
  }
  const late = points.slice(-40);
  assert.ok(late.reduce((sum, [, y]) => sum + y!, 0) / late.length < 0.15);
  assert.ok(late.some(([x]) => x! < 0.25) && late.some(([x]) => x! > 0.75));
});
