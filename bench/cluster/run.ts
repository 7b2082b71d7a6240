/**
 * deno run -A bench/cluster/run.ts [part of a tool's name]… [--tasks N]
 *
 * Overhead per task on a real Slurm on this machine (scripts/slurm-local), beside submitit and Snakemake's plugin, and
 * writes bench/cluster.json and bench/results.md. EXP_BENCH_VENVS: a folder with venvs `submitit` and `snakemake`.
 */
import { median } from "../measure.ts";
import { describeMachine, readCluster, writeCluster, writeClusterSection } from "../report.ts";
import type { ClusterMeasurement } from "../results.ts";
import { CpuGroup } from "./cpu_group.ts";
import { LocalSlurm } from "./slurm.ts";
import { type ClusterTool, TOOLS } from "./tools.ts";

const ROOT = new URL("../../", import.meta.url).pathname.replace(/\/$/, "");
const EXP = Deno.env.get("EXP_BIN") ?? `${ROOT}/dist/exp`;
const VENVS = Deno.env.get("EXP_BENCH_VENVS") ?? "";

const tasks = Number(Deno.args[Deno.args.indexOf("--tasks") + 1] ?? 100) || 100;
const filters = Deno.args.filter((word, at) => !word.startsWith("--") && Deno.args[at - 1] !== "--tasks");
const chosen = TOOLS.filter(({ name }) => filters.length === 0 || filters.some((part) => name.includes(part)));

const top = await Deno.makeTempDir({ prefix: "exp-bench-" });
try {
  await using slurm = await LocalSlurm.start(`${top}/slurm`);
  writePrograms(`${top}/bin`, slurm.configuration);
  const measured = new Map((await readCluster()).map((one) => [one.tool, one]));
  for (const tool of chosen) {
    const one = await measure(tool, slurm);
    measured.set(tool.name, one);
    console.log(`${tool.name}: ${JSON.stringify(one)}`);
    await writeCluster(TOOLS.flatMap(({ name }) => measured.get(name) ?? []));
    await writeClusterSection();
  }
} finally {
  await Deno.remove(top, { recursive: true });
}

/** Snakemake takes SLURM_CONF away from what it starts, so programs of Slurm that it needs bring theirs. */
function writePrograms(bin: string, configuration: string): void {
  Deno.mkdirSync(bin);
  const programs: Record<string, string> = {
    exp: `exec '${EXP}' "$@"`,
    "submitit-python": `exec '${VENVS}/submitit/bin/python' "$@"`,
    snakemake: `PATH='${VENVS}/snakemake/bin':$PATH; exec '${VENVS}/snakemake/bin/snakemake' "$@"`,
    srun: `SLURM_CONF='${configuration}' exec /usr/bin/srun "$@"`,
  };
  for (const [name, text] of Object.entries(programs)) {
    Deno.writeTextFileSync(`${bin}/${name}`, `#!/bin/sh\n${text}\n`, { mode: 0o755 });
  }
}

async function measure(tool: ClusterTool, slurm: LocalSlurm): Promise<ClusterMeasurement> {
  const rounds: Round[] = [];
  for (let round = 0; round < tool.rounds; round++) rounds.push(await runOnce(tool, slurm));
  const of = (pick: (round: Round) => number) => median(rounds.map(pick));
  return {
    tool: tool.name,
    tasks,
    wallSeconds: of(({ wall }) => wall),
    headMsPerTask: of(({ head }) => head) * 1000 / tasks,
    nodeMsPerTask: of(({ nodes }) => nodes) * 1000 / tasks,
    controllerMsPerTask: of(({ controller }) => controller) * 1000 / tasks,
    machine: await machineName(),
    at: new Date().toISOString().slice(0, 16).replace("T", " "),
    load: Deno.loadavg()[0]!,
  };
}

async function machineName(): Promise<string> {
  const { cores, cpu } = await describeMachine();
  return `${cores} cores (${cpu})`;
}

/** Seconds: all but the first are of the CPU. */
interface Round {
  readonly wall: number;
  readonly head: number;
  readonly nodes: number;
  readonly controller: number;
}

async function runOnce(tool: ClusterTool, slurm: LocalSlurm): Promise<Round> {
  const folder = await Deno.makeTempDir({ dir: top, prefix: "project-" });
  for (const [path, text] of Object.entries(tool.files(tasks))) Deno.writeTextFileSync(`${folder}/${path}`, text);
  await shell(tool.prepare, folder, slurm);
  using head = new CpuGroup("head");
  const before = [slurm.nodes.seconds, slurm.controller.seconds] as const;
  const started = performance.now();
  await shell(`${head.entrance}\n${tool.run(tasks)}`, folder, slurm);
  const wall = (performance.now() - started) / 1000;
  await shell('until [ -z "$(squeue -h)" ]; do sleep 0.1; done', folder, slurm); // the nodes are quiet
  const count = Number(await shell(tool.count, folder, slurm));
  if (count !== tasks) throw new Error(`${tool.name} has ${count} results of ${tasks} tasks`);
  return {
    wall,
    head: head.seconds,
    nodes: slurm.nodes.seconds - before[0],
    controller: slurm.controller.seconds - before[1],
  };
}

async function shell(script: string, cwd: string, slurm: LocalSlurm): Promise<string> {
  const who = { NAME: "Ada", EMAIL: "ada@example.com" };
  const author = Object.entries(who).flatMap(([key, value]) =>
    ["AUTHOR", "COMMITTER"].map((role) => [`GIT_${role}_${key}`, value])
  );
  const { code, stdout, stderr } = await new Deno.Command("sh", {
    args: ["-c", script],
    cwd,
    env: {
      PATH: `${top}/bin:/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin`,
      HOME: top,
      LANG: "C.UTF-8",
      SLURM_CONF: slurm.configuration,
      ...Object.fromEntries(author),
    },
    clearEnv: true,
    stdin: "null",
  }).output();
  const [out, err] = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes));
  if (code !== 0) throw new Error(`${script}: exit ${code}\n${out!.slice(-1500)}${err!.slice(-1500)}`);
  return out!;
}
