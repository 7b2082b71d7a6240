/**
 * deno run -A bench/run.ts [part of a name]… [--full] [--runs N] [--list]
 *
 * Measures dist/exp beside DVC 3.67.1 (EXP_BENCH_DVC), taking turns in one run, and writes bench/results.json and
 * bench/results.md. With name parts only those cases are measured, and what was measured of the others stays.
 */
import type { BenchCase } from "./bench_case.ts";
import { CASES } from "./cases.ts";
import { type Command, type Sample, summarise, time } from "./measure.ts";
import { makeProject, runShell, type Tool } from "./project.ts";
import { readMeasurements, writeMeasurements, writeReport } from "./report.ts";
import { type Measurement, seconds, verdict } from "./results.ts";

const ROOT = new URL("../", import.meta.url).pathname.replace(/\/$/, "");
const EXP = Deno.env.get("EXP_BIN") ?? `${ROOT}/dist/exp`;
const DVC = Deno.env.get("EXP_BENCH_DVC");
const START_UP = "exp version beside an empty compiled program";

const { filters, full, runs: maxRuns, list } = parseOptions(Deno.args);
const isChosen = (name: string) => filters.length === 0 || filters.some((part) => name.includes(part));
const chosen = CASES.filter((test) => isChosen(test.name) && (full || filters.length > 0 || test.full !== true));
if (list) {
  for (const { name } of chosen) console.log(name);
  Deno.exit();
}

const measured = new Map<string, Measurement>();
const leftovers: string[] = [];
let failures = 0;
if (isChosen(START_UP)) await record(START_UP, measureStartup);
for (const test of chosen) await record(test.name, () => measureCase(test));
console.log(`${chosen.length} cases, ${failures} failed; see bench/results.md`);
await removeLeftovers();
if (failures > 0) Deno.exit(1);

function parseOptions(args: readonly string[]) {
  const filters: string[] = [];
  let [full, list, runs] = [false, false, 5];
  for (let i = 0; i < args.length; i++) {
    if (args[i] === "--full") full = true;
    else if (args[i] === "--list") list = true;
    else if (args[i] === "--runs") runs = Number(args[++i]);
    else filters.push(args[i]!);
  }
  return { filters, full, runs, list };
}

/** Measures one thing and writes all results, so that a run that is stopped half-way leaves what it has. */
async function record(name: string, measure: () => Promise<Measurement>): Promise<void> {
  try {
    const one = await measure();
    measured.set(name, one);
    const dvc = one.dvc === undefined
      ? ""
      : `, DVC ${seconds(one.dvc)} (${(one.dvc.seconds / one.exp.seconds).toFixed(1)}x)`;
    const beside = one.beside === undefined ? "" : `, ${one.beside.name} ${seconds(one.beside)}`;
    console.log(`${name}: ${seconds(one.exp)}${dvc}${beside}  ${verdict(one)}  [load ${one.load.toFixed(1)}]`);
  } catch (error) {
    failures++;
    console.error(`${name}: ${error instanceof Error ? error.message : error}`);
  }
  await writeResults();
}

/** `exp version` beside an empty program that was compiled the same way. */
async function measureStartup(): Promise<Measurement> {
  const folder = await Deno.makeTempDir({ prefix: "exp-bench-" });
  try {
    await Deno.writeTextFile(`${folder}/empty.js`, "");
    const compile = ["compile", "--quiet", "--no-check", "--no-config", "-o", `${folder}/empty`, `${folder}/empty.js`];
    await time({ argv: [Deno.execPath(), ...compile], cwd: folder });
    const samples: [Sample[], Sample[]] = [[], []];
    for (let run = -2; run < 21; run++) {
      for (const [i, argv] of [[EXP, "version"], [`${folder}/empty`]].entries()) {
        const sample = await time({ argv, cwd: folder });
        if (run >= 0) samples[i]!.push(sample);
      }
    }
    return {
      group: "start-up",
      name: START_UP,
      exp: summarise(samples[0]),
      beside: { ...summarise(samples[1]), name: "an empty program" },
      goal: { besideFactor: 1.7 },
      headline: true,
      ...now(),
    };
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

async function measureCase(test: BenchCase): Promise<Measurement> {
  const dir = Deno.env.get("EXP_BENCH_DIR");
  const top = await Deno.makeTempDir({ prefix: "exp-bench-", ...(dir === undefined ? {} : { dir }) });
  try {
    const commands = new Map<string, Command>();
    for (const tool of toolsOf(test)) {
      commands.set(tool.name, await makeProject(test, `${top}/${tool.name}`, tool, EXP, DVC ?? ""));
    }
    const samples = new Map<string, Sample[]>();
    const runs = Math.min(test.runs ?? maxRuns, maxRuns);
    // the first round warms file caches and each tool's own state
    for (let run = runs === 1 ? 0 : -1; run < runs; run++) {
      for (const [name, command] of commands) {
        if (test.reset !== undefined) await runShell(test.reset, command);
        const sample = await time(command);
        if (run >= 0) samples.set(name, [...(samples.get(name) ?? []), sample]);
      }
      if (test.beside === undefined) continue;
      const sample = await time({ ...commands.get("exp")!, argv: ["sh", "-c", test.beside.sh] });
      if (run >= 0) samples.set("beside", [...(samples.get("beside") ?? []), sample]);
    }
    const { group, name, goal, curve, headline, beside } = test;
    return {
      group,
      name,
      exp: summarise(samples.get("exp")!),
      ...(samples.has("dvc") ? { dvc: summarise(samples.get("dvc")!) } : {}),
      ...(beside === undefined ? {} : { beside: { ...summarise(samples.get("beside")!), name: beside.name } }),
      ...(goal === undefined ? {} : { goal }),
      ...(curve === undefined ? {} : { curve }),
      ...(headline === true ? { headline } : {}),
      ...now(),
    };
  } finally {
    leftovers.push(top);
  }
}

/** At the very end, for the reason that `aside` has (see bench_case.ts). */
async function removeLeftovers(): Promise<void> {
  if (leftovers.length === 0) return;
  const script = 'chmod -R u+w "$@"; rm -rf "$@"';
  await new Deno.Command("sh", { args: ["-c", script, "sh", ...leftovers], stderr: "null" }).output();
}

function toolsOf(test: BenchCase): Tool[] {
  if (test.sh !== undefined) return [{ name: "exp", argv: ["sh", "-c", test.sh] }];
  if (test.dvc === undefined) return [{ name: "exp", argv: [EXP, ...test.exp ?? []] }];
  const exp: Tool = { name: "exp", argv: [EXP, "dvc", ...test.dvc] };
  return DVC === undefined || test.alone ? [exp] : [exp, { name: "dvc", argv: [DVC, ...test.dvc] }];
}

function now(): { at: string; load: number } {
  return { at: new Date().toISOString().slice(0, 16).replace("T", " "), load: Deno.loadavg()[0]! };
}

async function writeResults(): Promise<void> {
  const order = [START_UP, ...CASES.map(({ name }) => name)];
  const before = (await readMeasurements()).map((one) => [one.name, one] as const);
  const all = new Map([...before, ...measured]); // another run may have written meanwhile
  const sorted = order.flatMap((name) => all.get(name) ?? []);
  if (sorted.length === 0) return;
  await writeMeasurements(sorted);
  await writeReport();
}
