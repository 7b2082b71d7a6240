/**
 * What choosing the next point costs by itself, on a warm program: after as many trials as the table says, of ten parameters
 * of all kinds, and of four of them.
 *
 *     deno run --allow-read bench/search/speed.ts
 */
import { type Axis, nextPoint, randomPoint, type Trial } from "@exp/tpe";

const SPACE: readonly Axis[] = [
  ...[false, false, false, true, true].map((isLog) => ({ kind: "float" as const, low: 1e-5, high: 1, isLog })),
  { kind: "stepped", low: 1, high: 9, step: 1, isLog: false },
  { kind: "stepped", low: 1, high: 1024, step: 1, isLog: true },
  { kind: "stepped", low: 0, high: 1, step: 0.1, isLog: false },
  { kind: "choice", size: 2 },
  { kind: "choice", size: 6 },
];
const ASKED = 60;

console.log("| trials | parameters | median | of ten nine |\n| --- | --- | --- | --- |");
for (const space of [SPACE.slice(3, 7), SPACE]) {
  for (const count of [100, 1000]) {
    const trials = Array.from({ length: count }, (_, i): Trial => {
      const point = randomPoint(space, 1, i + 1);
      return { number: i + 1, point, loss: point.reduce((sum, value, at) => sum + Math.cos(value * (at + 1)), 0) };
    });
    const spent = Array.from({ length: 2 * ASKED }, (_, i) => {
      const startedAt = performance.now();
      nextPoint(space, 1, trials, count + i + 1);
      return performance.now() - startedAt;
    }).slice(ASKED).sort((a, b) => a - b);
    const at = (share: number) => `${spent[Math.floor(share * ASKED)]!.toFixed(2)} ms`;
    console.log(`| ${[count, space.length, at(0.5), at(0.9)].join(" | ")} |`);
  }
}
