/**
 * The search's default beside Optuna's, at the same numbers of trials: the best value so far, its median and quartiles
 * over seeds, and whether either is worse by Mann and Whitney's test; and what a point costs.
 *
 *     python bench/search/optuna_runs.py 30 100 >optuna.jsonl      (where Optuna 5 is installed)
 *     deno run --allow-read bench/search/run.ts optuna.jsonl
 */
import { nextPoint, type Trial } from "@exp/tpe";
import { FUNCTIONS, type TestFunction } from "./functions.ts";
import { chanceOfLarger } from "./mann_whitney.ts";

const [file = "optuna.jsonl"] = Deno.args;
const BUDGETS = [30, 100];
const SIGNIFICANT = 0.05;

interface Run {
  readonly function: string;
  readonly seed: number;
  /** The best value after each trial. */
  readonly best: readonly number[];
}

const theirs = Deno.readTextFileSync(file).trim().split("\n").map((line): Run => JSON.parse(line));
const seeds = 1 + Math.max(...theirs.map(({ seed }) => seed));
console.log(`| function | trials | \`exp search\` | Optuna | |\n| --- | --- | --- | --- | --- |`);
let spentMs = 0;
for (const one of FUNCTIONS) {
  const ours = Array.from({ length: seeds }, (_, seed) => search(one, seed));
  const other = theirs.filter((run) => run.function === one.name).map(({ best }) => best);
  for (const budget of BUDGETS) {
    const [a, b] = [ours, other].map((runs) => runs.map((best) => best[budget - 1]!)) as [number[], number[]];
    console.log(`| ${[one.name, budget, quartiles(a), quartiles(b), verdict(a, b)].join(" | ")} |`);
  }
}
const points = FUNCTIONS.length * seeds * Math.max(...BUDGETS);
console.log(
  `\n${seeds} seeds: median [quartiles] of the best value so far. A point: ${(spentMs / points).toFixed(2)} ms.`,
);

function search({ space, at }: TestFunction, seed: number): number[] {
  const trials: Trial[] = [];
  const best: number[] = [];
  for (let number = 1; number <= Math.max(...BUDGETS); number++) {
    const startedAt = performance.now();
    const point = nextPoint(space, seed, trials, number);
    spentMs += performance.now() - startedAt;
    const loss = at(point);
    trials.push({ number, point, loss });
    best.push(Math.min(loss, best.at(-1) ?? Infinity));
  }
  return best;
}

function verdict(ours: readonly number[], theirs: readonly number[]): string {
  const [worse, better] = [chanceOfLarger(ours, theirs), chanceOfLarger(theirs, ours)];
  if (worse < SIGNIFICANT) return `worse, p ${worse.toFixed(3)}`;
  return better < SIGNIFICANT ? `better, p ${better.toFixed(3)}` : "alike";
}

function quartiles(values: readonly number[]): string {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.round(share * (sorted.length - 1))]!.toPrecision(3);
  return `${at(0.5)} [${at(0.25)} ${at(0.75)}]`;
}
