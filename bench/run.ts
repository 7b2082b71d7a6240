/**
 * deno run -A bench/run.ts [part of a name]… [--full] [--check] [--runs N] [--list]
 *
 * Measures dist/exp beside DVC 3.67.1 (EXP_BENCH_DVC), taking turns in one run, and writes bench/results.json and
 * bench/results.md. With name parts only those cases are measured, and what was measured of the others stays. With
 * --check only cases with a bar are, and a bar that is missed fails.
 */
import { parseArgs } from "node:util";
import type { BenchCase } from "./bench_case.ts";
import { CASES } from "./cases.ts";
import { judge, type Round, sayJudged, verdictOn } from "./judge.ts";
import { type Sample, summarise } from "./measure.ts";
import { compileEmpty, type Programs } from "./project.ts";
import { readMeasurements, writeMeasurements, writeReport } from "./report.ts";
import { type Measurement, seconds } from "./results.ts";
import { measureRounds } from "./rounds.ts";

const ROOT = new URL("../", import.meta.url).pathname.replace(/\/$/, "");
const { values: options, positionals: parts } = parseArgs({
  args: Deno.args,
  allowPositionals: true,
  options: {
    full: { type: "boolean", default: false },
    check: { type: "boolean", default: false },
    list: { type: "boolean", default: false },
    runs: { type: "string", default: "100" },
  },
});
const chosen = CASES.filter(({ name, full, bars = [] }) =>
  (parts.length === 0 ? options.full || full !== true : parts.some((part) => name.includes(part))) &&
  (!options.check || bars.length > 0)
);
if (options.list) {
  for (const { name } of chosen) console.log(name);
  Deno.exit();
}

const dir = Deno.env.get("EXP_BENCH_DIR");
const top = await Deno.makeTempDir({ prefix: "exp-bench-", ...(dir === undefined ? {} : { dir }) });
const measured = new Map<string, Measurement>();
let [failures, missed] = [0, 0];
try {
  const programs = {
    exp: Deno.env.get("EXP_BIN") ?? `${ROOT}/dist/exp`,
    dvc: Deno.env.get("EXP_BENCH_DVC"),
    empty: await compileEmpty(top),
  };
  for (const [i, test] of chosen.entries()) await record(test, `${top}/${i}`, programs);
} finally {
  // at the very end, for the reason that `aside` has (see bench_case.ts)
  const script = 'chmod -R u+w "$1"; rm -rf "$1"';
  await new Deno.Command("sh", { args: ["-c", script, "sh", top], stderr: "null" }).output();
}
console.log(`${chosen.length} cases, ${failures} failed, ${missed} bars missed; see bench/results.md`);
if (failures > 0 || (options.check && missed > 0)) Deno.exit(1);

/** Measures one thing and writes all results, so that a run that is stopped half-way leaves what it has. */
async function record(test: BenchCase, folder: string, programs: Programs): Promise<void> {
  try {
    const one = sumUp(test, await measureRounds(test, folder, programs, Number(options.runs)));
    measured.set(test.name, one);
    const dvc = one.dvc === undefined ? "" : `, DVC ${seconds(one.dvc)}`;
    const beside = one.beside === undefined ? "" : `, ${one.beside.name} ${seconds(one.beside)}`;
    console.log(
      `${test.name}: ${seconds(one.exp)} (CPU ${one.exp.cpu.toFixed(3)} s, ${one.exp.peak.toFixed(0)} MiB)` +
        `${dvc}${beside}  [load ${one.load.toFixed(1)}]`,
    );
    for (const judged of one.judged) console.log(`    ${sayJudged(judged, one.beside?.name)}`);
    missed += one.judged.filter((judged) => verdictOn(judged) === "missed").length;
  } catch (error) {
    failures++;
    console.error(`${test.name}: ${error instanceof Error ? error.message : error}`);
  }
  await writeResults();
}

function sumUp(test: BenchCase, rounds: readonly Round[]): Measurement {
  const all = (name: keyof Round): Sample | undefined => {
    const samples = rounds.flatMap((round) => round[name] ?? []);
    return samples.length === 0 ? undefined : summarise(samples);
  };
  const [dvc, beside, empty] = [all("dvc"), all("beside"), all("empty")];
  return {
    group: test.group,
    name: test.name,
    exp: all("exp")!,
    ...(dvc === undefined ? {} : { dvc }),
    ...(beside === undefined ? {} : { beside: { ...beside, name: test.beside!.name } }),
    ...(empty === undefined ? {} : { empty }),
    judged: judge(test.bars ?? [], rounds),
    ...(test.curve === undefined ? {} : { curve: test.curve }),
    ...(test.headline === true ? { headline: true } : {}),
    at: new Date().toISOString().slice(0, 16).replace("T", " "),
    load: Deno.loadavg()[0]!,
  };
}

async function writeResults(): Promise<void> {
  const before = (await readMeasurements()).map((one) => [one.name, one] as const);
  const all = new Map([...before, ...measured]); // another run may have written meanwhile
  const sorted = CASES.flatMap(({ name }) => all.get(name) ?? []);
  if (sorted.length === 0) return;
  await writeMeasurements(sorted);
  await writeReport();
}
