/**
 * deno run -A bench/run.ts [part of a name]… [--full] [--runs N]
 *
 * Measures dist/exp beside DVC 3.67.1 (EXP_BENCH_DVC), taking turns in one run, and writes bench/results.md. With name
 * parts only those cases are measured, and the other lines of the file stay.
 */
import { type BenchCase, CASES } from "./cases.ts";
import { type Command, type Sample, summarise, time } from "./measure.ts";

const ROOT = new URL("../", import.meta.url).pathname.replace(/\/$/, "");
const EXP = Deno.env.get("EXP_BIN") ?? `${ROOT}/dist/exp`;
const DVC = Deno.env.get("EXP_BENCH_DVC");
const RESULTS = `${ROOT}/bench/results.md`;

const options = parseOptions(Deno.args);
const chosen = CASES.filter(({ name, full }) =>
  options.filters.length === 0 ? options.full || full !== true : options.filters.some((part) => name.includes(part))
);
const rows: string[][] = [];
if (options.filters.length === 0 || options.filters.includes("start")) rows.push(await measureStartup());
for (const test of chosen) {
  try {
    rows.push(await measureCase(test));
  } catch (error) {
    console.error(`${test.name}: ${error instanceof Error ? error.message : error}`);
    rows.push([test.group, test.name, "failed", "", "", "", ""]);
  }
  await writeResults();
}
await writeResults();
const missed = rows.filter((row) => row.at(-1)!.startsWith("missed") || row[2] === "failed").length;
console.log(`${rows.length} measured, ${missed} short of their goal; see bench/results.md`);

function parseOptions(args: readonly string[]): { filters: string[]; full: boolean; runs: number } {
  const filters: string[] = [];
  let [full, runs] = [false, 5];
  for (let i = 0; i < args.length; i++) {
    if (args[i] === "--full") full = true;
    else if (args[i] === "--runs") runs = Number(args[++i]);
    else filters.push(args[i]!);
  }
  return { filters, full, runs };
}

/** `exp version` beside an empty program that was compiled the same way. */
async function measureStartup(): Promise<string[]> {
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
    const [exp, empty] = [summarise(samples[0]), summarise(samples[1])];
    const factor = exp.seconds / empty.seconds;
    const verdict = `${factor <= 1.7 ? "reached" : "missed"}: ${factor.toFixed(2)}x of ${format(empty)} (goal 1.7x)`;
    return log(["start-up", "exp version beside an empty compiled program", format(exp), "", "", memory(exp), verdict]);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

async function measureCase(test: BenchCase): Promise<string[]> {
  const top = await Deno.makeTempDir({ prefix: "exp-bench-", ...(tempFolder()) });
  try {
    const tools = test.dvc === undefined
      ? [{ name: "exp", argv: [EXP, ...test.exp ?? []] }]
      : [{ name: "exp", argv: [EXP, "dvc", ...test.dvc] }];
    if (test.dvc !== undefined && DVC !== undefined && !test.alone) {
      tools.push({ name: "dvc", argv: [DVC, ...test.dvc] });
    }
    const commands = new Map<string, Command>();
    for (const { name, argv } of tools) commands.set(name, await makeProject(test, `${top}/${name}`, name, argv));
    const samples = new Map<string, Sample[]>();
    const runs = Math.min(test.runs ?? options.runs, options.runs);
    // the first round warms file caches and each tool's own state
    for (let run = runs === 1 ? 0 : -1; run < runs; run++) {
      for (const [name, command] of commands) {
        if (test.reset !== undefined) await shell(test.reset, command);
        const sample = await time(command);
        if (run >= 0) samples.set(name, [...(samples.get(name) ?? []), sample]);
      }
      if (test.beside === undefined) continue;
      const sample = await time({ argv: ["sh", "-c", test.beside.sh], cwd: commands.get("exp")!.cwd });
      if (run >= 0) samples.set("beside", [...(samples.get("beside") ?? []), sample]);
    }
    const of = (name: string) => (samples.has(name) ? summarise(samples.get(name)!) : undefined);
    return log(rowOf(test, of("exp")!, of("dvc"), of("beside")));
  } finally {
    await new Deno.Command("sh", { args: ["-c", 'chmod -R u+w "$0"; rm -rf "$0"', top], stderr: "null" }).output();
  }
}

function rowOf(test: BenchCase, exp: Sample, dvc: Sample | undefined, beside: Sample | undefined): string[] {
  const factor = dvc === undefined ? undefined : dvc.seconds / exp.seconds;
  const goals: [boolean, string][] = [];
  const { goal = {} } = test;
  if (goal.factor !== undefined && factor !== undefined) goals.push([factor >= goal.factor, `${goal.factor}x`]);
  if (goal.seconds !== undefined) goals.push([exp.seconds <= goal.seconds, `${goal.seconds} s`]);
  if (goal.besideFactor !== undefined && beside !== undefined) {
    const ratio = (exp.seconds / beside.seconds).toFixed(2);
    goals.push([
      exp.seconds <= beside.seconds * goal.besideFactor,
      `${goal.besideFactor}x of ${test.beside!.name}, is ${ratio}`,
    ]);
  }
  const verdict = goals.length === 0
    ? ""
    : `${goals.every(([ok]) => ok) ? "reached" : "missed"}: ${goals.map(([, text]) => text).join(", ")}`;
  const other = beside === undefined ? "" : `; ${test.beside!.name} ${format(beside)}`;
  return [
    test.group,
    test.name,
    format(exp),
    dvc === undefined ? other.slice(2) : format(dvc) + other,
    factor === undefined ? "" : `${factor.toFixed(1)}x`,
    memory(exp) + (dvc === undefined ? "" : ` / ${memory(dvc)}`),
    verdict,
  ];
}

async function makeProject(test: BenchCase, top: string, tool: string, argv: readonly string[]): Promise<Command> {
  const [folder, bin] = [`${top}/repo`, `${top}/bin`];
  for (const path of [folder, bin, `${top}/home`]) await Deno.mkdir(path, { recursive: true });
  const dvc = tool === "dvc" ? `exec '${DVC}' "$@"` : `exec '${EXP}' dvc "$@"`;
  for (const [name, line] of [["dvc", dvc], ["exp", `exec '${EXP}' "$@"`]]) {
    await Deno.writeTextFile(`${bin}/${name}`, `#!/bin/sh\n${line}\n`);
    await Deno.chmod(`${bin}/${name}`, 0o755);
  }
  const env = {
    PATH: `${bin}:${Deno.env.get("PATH")}`,
    HOME: `${top}/home`,
    CI: "true",
    DVC_NO_ANALYTICS: "1",
    DVC_STUDIO_OFFLINE: "1",
    DVC_SITE_CACHE_DIR: `${top}/site`,
    GIT_AUTHOR_NAME: "Ada",
    GIT_AUTHOR_EMAIL: "ada@example.com",
    GIT_COMMITTER_NAME: "Ada",
    GIT_COMMITTER_EMAIL: "ada@example.com",
  };
  const command = { argv, cwd: folder, env };
  await Deno.mkdir(`${folder}/.dvc`);
  await Deno.writeTextFile(`${folder}/.dvc/config`, "[core]\n    analytics = false\n");
  await Deno.writeTextFile(`${folder}/.dvc/.gitignore`, "/config.local\n/tmp\n/cache\n");
  await Deno.writeTextFile(`${folder}/.dvcignore`, "");
  test.make(folder);
  await shell("git init -q -b main; git add -A; git commit -q -m start", command);
  if (test.prepare !== undefined) await shell(test.prepare, command);
  return command;
}

async function shell(script: string, command: Command): Promise<void> {
  await time({ ...command, argv: ["sh", "-c", script] });
}

function tempFolder(): { dir?: string } {
  const dir = Deno.env.get("EXP_BENCH_DIR");
  return dir === undefined ? {} : { dir };
}

function format({ seconds }: Sample): string {
  return seconds < 0.1 ? `${(seconds * 1000).toFixed(1)} ms` : `${seconds.toFixed(seconds < 10 ? 2 : 1)} s`;
}

function memory({ peakMiB }: Sample): string {
  return peakMiB === undefined ? "?" : `${Math.round(peakMiB)}`;
}

function log(row: string[]): string[] {
  console.log(row.slice(1).join(" | "));
  return row;
}

async function writeResults(): Promise<void> {
  const old = await Deno.readTextFile(RESULTS).catch(() => "");
  const lines = new Map(
    old.split("\n").filter((line) => line.startsWith("| ") && !line.startsWith("| what"))
      .map((line) => [line.split(" | ")[1] ?? "", line] as const),
  );
  for (const row of rows) lines.set(row[1]!, `| ${row.join(" | ")} |`);
  const order = ["exp version beside an empty compiled program", ...CASES.map(({ name }) => name)];
  const sorted = [...lines].sort(([a], [b]) => order.indexOf(a) - order.indexOf(b)).map(([, line]) => line);
  const commit = await say("git", "-C", ROOT, "rev-parse", "--short", "HEAD");
  const cpu = (await say("sh", "-c", "sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1")) || Deno.build.arch;
  await Deno.writeTextFile(
    RESULTS,
    [
      "# Measurements",
      "",
      "Whole processes, the tools taking turns in one run, median of up to 5. Memory: peak resident MiB (exp / DVC).",
      `Last run at commit ${commit} on ${navigator.hardwareConcurrency} cores (${cpu}). Made by \`sh scripts/bench\`.`,
      "",
      "| part | what | exp | DVC 3.67.1 | faster by | MiB | goal |",
      "| --- | --- | --- | --- | --- | --- | --- |",
      ...sorted.filter((line) => !line.startsWith("| part") && !line.startsWith("| ---")),
      "",
    ].join("\n"),
  );
}

async function say(program: string, ...args: string[]): Promise<string> {
  const { stdout } = await new Deno.Command(program, { args, stderr: "null" }).output();
  return new TextDecoder().decode(stdout).trim();
}
