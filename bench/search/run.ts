/**
 * The search's defaults beside Optuna's, at the same numbers of trials: the best value so far, its median and quartiles
 * over seeds, and whether either is worse by Mann and Whitney's test; and what a point costs.
 *
 *     python bench/search/optuna_runs.py 30 >optuna.jsonl      (where Optuna 5 is installed, and cmaes)
 *     deno run --allow-read bench/search/run.ts optuna.jsonl
 *
 * Only what is in the file is run on our side: `optuna_runs.py 30 asha` is of trials that end early alone.
 */
import { CURVES, FUNCTIONS, NUMBERS, type TestFunction } from "./functions.ts";
import { byCma, byTpe, halve, type Halved, search } from "./manners.ts";
import { chanceOfLarger } from "./mann_whitney.ts";

const [file = "optuna.jsonl"] = Deno.args;
const SIGNIFICANT = 0.05;

interface Run {
  readonly manner: string;
  readonly function: string;
  readonly seed: number;
  /** The best value after each trial; of `asha` at the end alone. */
  readonly best: readonly number[];
  /** Of all steps, those that were done. */
  readonly share?: number;
}

interface Manner {
  readonly name: string;
  readonly title: string;
  readonly functions: readonly TestFunction[];
  readonly budgets: readonly number[];
  readonly workers: number;
  readonly chooser: typeof byTpe;
}

const MANNERS: readonly Manner[] = [
  {
    name: "tpe",
    title: "One after the other",
    functions: FUNCTIONS,
    budgets: [30, 100],
    workers: 1,
    chooser: byTpe,
  },
  {
    name: "workers",
    title: "Eight at once",
    functions: FUNCTIONS,
    budgets: [30, 100],
    workers: 8,
    chooser: byTpe,
  },
  {
    name: "cmaes",
    title: "CMA-ES, one after the other",
    functions: NUMBERS,
    budgets: [100, 300],
    workers: 1,
    chooser: byCma,
  },
];

const theirs = Deno.readTextFileSync(file).trim().split("\n").map((line): Run => JSON.parse(line));
const runsOf = (manner: string, name: string) =>
  theirs.filter((run) => run.manner === manner && run.function === name).sort((a, b) => a.seed - b.seed);

for (const manner of MANNERS) compareManner(manner);
compareHalving();

function compareManner({ name, title, functions, budgets, workers, chooser }: Manner): void {
  const trials = Math.max(...budgets);
  let spentMs = 0, points = 0;
  const rows = functions.flatMap((one) => {
    const other = runsOf(name, one.name);
    if (other.length === 0) return [];
    const ours = other.map(({ seed }) => {
      const choose = chooser(one, seed);
      return search(one, seed, (known, number) => {
        const startedAt = performance.now();
        const point = choose(known, number);
        spentMs += performance.now() - startedAt;
        points++;
        return point;
      }, { trials, workers });
    });
    return budgets.map((budget) => {
      const [a, b] = [ours, other.map(({ best }) => best)].map((runs) => runs.map((best) => best[budget - 1]!));
      return [one.name, budget, quartiles(a!), quartiles(b!), verdict(a!, b!)];
    });
  });
  if (rows.length === 0) return;
  table(title, ["function", "trials", "`exp search`", "Optuna", ""], rows);
  console.log(`\nA point: ${(spentMs / points).toFixed(2)} ms.`);
}

function compareHalving(): void {
  const trials = 100;
  const rows = CURVES.flatMap((one) => {
    const other = runsOf("asha", one.name);
    if (other.length === 0) return [];
    const run = (prunes: boolean, promotes: boolean) =>
      other.map(({ seed }) => halve(one, seed, { trials, prunes, promotes }));
    const their = other.map(({ best, share }) => ({ best: best[0]!, share: share! }));
    const values = (runs: readonly { readonly best: number }[]) => runs.map(({ best }) => best);
    const against = values(their);
    const each: readonly (readonly [string, readonly Halved[]])[] = [
      ["Optuna", their],
      ["whole trials", run(false, false)],
      ["`asha`", run(true, false)],
      ["`asha` with checkpoints", run(true, true)],
    ];
    return each.map(([who, runs]) => {
      const share = runs.reduce((sum, one) => sum + one.share, 0) / runs.length;
      const told = who === "Optuna" ? "" : verdict(values(runs), against);
      return [one.name, who, quartiles(values(runs)), `${Math.round(100 * share)} %`, told];
    });
  });
  if (rows.length > 0) {
    table("Trials that end early", ["function", "", "best at the end", "steps", "beside Optuna"], rows);
  }
}

function table(title: string, head: readonly string[], rows: readonly (readonly (string | number)[])[]): void {
  console.log(`\n## ${title}\n`);
  for (const row of [head, head.map(() => "---"), ...rows]) console.log(`| ${row.join(" | ")} |`);
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
