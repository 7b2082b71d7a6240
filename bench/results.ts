/** The measurements so far (bench/results.json, so that a part can be measured anew) and their report. */
import type { BenchCase } from "./bench_case.ts";
import { type Judged, sayJudged } from "./judge.ts";
import type { Sample } from "./measure.ts";

export interface Measurement {
  readonly group: string;
  readonly name: string;
  readonly exp: Sample;
  readonly dvc?: Sample;
  readonly beside?: Sample & { readonly name: string };
  readonly empty?: Sample;
  readonly judged: readonly Judged[];
  readonly curve?: BenchCase["curve"];
  readonly headline?: boolean;
  /** UTC, to the minute. */
  readonly at: string;
  /** The machine's load average (1 minute) when it was measured; more than its cores: others were at work. */
  readonly load: number;
}

/** What a number of tasks that do nothing cost on a cluster. */
export interface ClusterMeasurement {
  readonly tool: string;
  readonly tasks: number;
  /** From the first command to the last result collected. */
  readonly wallSeconds: number;
  /** CPU time of the command that submits and collects, and of all that it starts. */
  readonly headMsPerTask: number;
  /** The same of slurmd and of all that it starts. */
  readonly nodeMsPerTask: number;
  readonly controllerMsPerTask: number;
  readonly machine: string;
  readonly at: string;
  readonly load: number;
}

export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGiB: number;
  readonly system: string;
  readonly disk: string;
}

export function formatReport(
  all: readonly Measurement[],
  cluster: readonly ClusterMeasurement[],
  machine: Machine,
  commit: string,
): string {
  const loads = all.map(({ load }) => load);
  const days = [...new Set(all.map(({ at }) => at.slice(0, 10)))].sort();
  return [
    "# Measurements",
    "",
    `Made by \`EXP_INTEROP_VENV=… sh scripts/bench --full\` on ${days.join(", ")}; last at commit ${commit}.`,
    "",
    `- ${machine.cores} cores (${machine.cpu}), ${machine.memoryGiB} GiB of memory, ${machine.system}, ${machine.disk}`,
    "- Whole processes, start to end; the tools take turns in one run; the median of the rounds. The first turn of each,",
    "  which fills caches, does not count.",
    `- Load average while measuring: ${Math.min(...loads).toFixed(1)} to ${
      Math.max(...loads).toFixed(1)
    } (last column). ` +
    `Above ${machine.cores} others were at work: then compare the`,
    "  ratios, which both tools suffer alike (exp, which uses both cores, more). On a busy machine raise the run's",
    "  priority (`nice -n -10 sh scripts/bench …`; not a real-time one, under which V8 waits for its threads).",
    "- CPU: user and system seconds of all processes; MiB: peak resident memory of the largest process; both of exp / DVC /",
    "  what stands beside. A bar's ± is half the distance between the quarters of the rounds; one is missed when the median",
    "  is above it by more than that whole distance (`scripts/bench --check` then fails).",
    "",
    "## In short",
    "",
    ...table(
      ["", "exp", "DVC 3.67.1", "faster by"],
      all.filter(({ headline }) => headline).map((one) => [
        one.name,
        seconds(one.exp),
        [one.dvc && seconds(one.dvc), one.beside && `${one.beside.name}: ${seconds(one.beside)}`].filter(Boolean)
          .join("; "),
        factor(one),
      ]),
    ),
    "",
    "## Growth",
    "",
    ...formatCurves(all),
    "",
    ...formatCluster(cluster),
    "## All",
    "",
    ...table(
      ["part", "what", "exp", "DVC 3.67.1", "beside", "faster by", "CPU s", "MiB", "bars", "measured, load"],
      all.map((one) => [
        one.group,
        one.name,
        seconds(one.exp),
        one.dvc ? seconds(one.dvc) : "",
        one.beside ? `${one.beside.name} ${seconds(one.beside)}` : "",
        factor(one),
        each(one, ({ cpu }) => cpu.toFixed(cpu < 1 ? 3 : 1)),
        each(one, ({ peak }) => peak.toFixed(0)),
        one.judged.map((judged) => sayJudged(judged, one.beside?.name)).join("; "),
        `${one.at.slice(5)}, ${one.load.toFixed(1)}`,
      ]),
    ),
    "",
  ].join("\n");
}

/** One line a curve: the CPU time at each size, and how much the CPU time grew for the last tenfold. */
function formatCurves(all: readonly Measurement[]): string[] {
  const curves = Map.groupBy(all.filter(({ curve }) => curve !== undefined), ({ curve }) => curve!.of);
  const rows = [...curves].filter(([, points]) => points.length > 1).map(([of, points]) => {
    const sorted = points.toSorted((a, b) => a.curve!.size - b.curve!.size);
    const [last, before] = [sorted.at(-1)!, sorted.at(-2)!];
    const sizes = last.curve!.size / before.curve!.size;
    return [
      of,
      sorted.map(({ curve, exp }) => `${curve!.size.toLocaleString("en")}: ${exp.cpu.toFixed(exp.cpu < 1 ? 3 : 1)} s`)
        .join("; "),
      `${sizes.toFixed(0)} times as many: ${(last.exp.cpu / before.exp.cpu).toFixed(1)} times the CPU`,
    ];
  });
  return table(["exp", "CPU", "growth"], rows);
}

export function formatCluster(all: readonly ClusterMeasurement[]): string[] {
  if (all.length === 0) return [];
  const ms = (value: number) => value.toFixed(value < 10 ? 1 : 0);
  return [
    "## On a cluster",
    "",
    "Made by `EXP_BENCH_VENVS=… sh scripts/bench cluster`: tasks that do next to nothing, on a real Slurm 22.05 of one node",
    "with two processors on this machine, without accounting. Milliseconds of CPU time for each task: of the command that",
    "submits and collects, of slurmd with all that it starts, of slurmctld. The median of three runs (Snakemake: one).",
    "",
    ...table(
      ["", "tasks", "start to all collected", "head", "node", "controller", "measured, load, on"],
      all.map((one) => [
        one.tool,
        String(one.tasks),
        `${one.wallSeconds.toFixed(1)} s`,
        `${ms(one.headMsPerTask)} ms`,
        `${ms(one.nodeMsPerTask)} ms`,
        `${ms(one.controllerMsPerTask)} ms`,
        `${one.at.slice(5)}, ${one.load.toFixed(1)}, ${one.machine}`,
      ]),
    ),
    "",
  ];
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  return [head, head.map(() => "---"), ...rows].map((row) => `| ${row.join(" | ")} |`);
}

/** exp / DVC / beside, as far as they were measured. */
function each({ exp, dvc, beside }: Measurement, say: (sample: Sample) => string): string {
  return [exp, dvc, beside].flatMap((sample) => sample === undefined ? [] : [say(sample)]).join(" / ");
}

function factor({ exp, dvc }: Measurement): string {
  return dvc === undefined ? "" : `${(dvc.wall / exp.wall).toFixed(1)}x`;
}

export function seconds({ wall }: Sample): string {
  return wall < 0.1 ? `${(wall * 1000).toFixed(1)} ms` : `${wall.toFixed(wall < 10 ? 2 : 1)} s`;
}
