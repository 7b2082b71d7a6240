/** One sweep of many tasks over many simulated nodes, and what it has cost the head. */
import assert from "node:assert/strict";
import { writeProgram } from "../support/command.ts";
import { FakeSlurm } from "../support/fake_slurm/mod.ts";
import { EXP_BIN, inScenario, type Scenario } from "../support/scenario.ts";
import { Farm } from "./farm.ts";

export interface Cost {
  readonly tasks: number;
  /** CPU seconds of `exp run --queue`, and of all that it starts. */
  readonly queueCpu: number;
  /** CPU seconds of the head, from its start to its end, and of all that it starts. */
  readonly headCpu: number;
  /** From the start of the head to its end. */
  readonly headSeconds: number;
  /** From the end of the last job to the end of the head. */
  readonly collectSeconds: number;
  /** git processes of the head. */
  readonly git: number;
  readonly sbatch: number;
  readonly squeue: number;
  /** On the shared disk when all is over, below `.dvc/tmp/exp`. */
  readonly files: number;
  readonly experiments: number;
  readonly failed: number;
  /** What became of jobs. */
  readonly fates: Readonly<Record<string, number>>;
}

const PROJECT = {
  "dvc.yaml": "stages:\n  train:\n    cmd: echo ${n} >out.txt\n    params: [n]\n    outs: [out.txt]\n",
  "params.yaml": "n: 0\n",
  ".gitignore": "/out.txt\n",
  ".dvc/engines/slurm.yaml": "extends: slurm\ngrace: 1\n",
};

const COUNTING_GIT = (log: string) => `#!/bin/sh\necho "$*" >>'${log}'\nexec /usr/bin/git "$@"\n`;

/** Virtual time between two looks at the nodes. */
const STEP_SECONDS = 60;

export async function sweep(tasks: number, nodes: number, seed: number): Promise<Cost> {
  let cost: Cost | undefined;
  await inScenario(async (journey) => {
    const { repo, git } = journey;
    repo.write(PROJECT);
    await repo.commit("a stage");
    const rev = (await git("rev-parse HEAD")).stdout.trim();
    const farm = await Farm.open(repo.root, rev, generator(seed));
    const [folder, bin] = [`${repo.around}/slurm`, `${repo.around}/bin`];
    await using slurm = new FakeSlurm(folder, {
      bin,
      nodes,
      minJobAgeSeconds: 200 * STEP_SECONDS,
      nodesOf: () => farm,
    });
    cost = await run(journey, farm, slurm, tasks);
  });
  return cost!;
}

async function run(journey: Scenario, farm: Farm, slurm: FakeSlurm, tasks: number): Promise<Cost> {
  const { repo } = journey;
  const queueCpu = await timed(journey, ["run", "--queue", "-q", "-n", "s", "-S", `n=range(1,${tasks + 1})`]);
  const gitLog = `${repo.around}/git.log`;
  writeProgram(`${repo.around}/bin/git`, COUNTING_GIT(gitLog));

  const headBegan = performance.now();
  let lastEnd = headBegan;
  const head = timed(journey, ["queue", "drain", "-q", "--executor", "slurm"]);
  let isOver = false;
  head.finally(() => isOver = true).catch(() => {});
  while (!isOver) {
    if (!farm.isIdle) {
      farm.finishAll(slurm.controller);
      lastEnd = performance.now();
    }
    slurm.controller.advance(STEP_SECONDS);
    await soon();
  }
  const headCpu = await head;
  const [headSeconds, collectSeconds] = [headBegan, lastEnd].map((since) => (performance.now() - since) / 1000);

  Deno.removeSync(`${repo.around}/bin/git`);
  const states = await statesOf(journey);
  assert.equal(Object.values(states).reduce((a, b) => a + b, 0), tasks, "every task is still there");
  assert.deepEqual(Object.keys(states).filter((state) => state !== "success" && state !== "failed"), []);
  const experiments = (await repo.experiments()).length;
  assert.equal(experiments, states["success"], "every success is an experiment, and nothing else is");
  return {
    tasks,
    queueCpu,
    headCpu,
    headSeconds: headSeconds!,
    collectSeconds: collectSeconds!,
    git: Deno.readTextFileSync(gitLog).split("\n").length - 1,
    sbatch: slurm.count("sbatch"),
    squeue: slurm.count("squeue"),
    files: filesBelow(`${repo.root}/.dvc/tmp/exp`),
    experiments,
    failed: states["failed"] ?? 0,
    fates: farm.fates,
  };
}

/** Lets whatever has come in be heard, and others have the processor for a moment. */
function soon(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 20));
}

/** `exp WORDS`. @returns the CPU seconds of it and of all that it has waited for */
async function timed({ program, repo }: Scenario, words: readonly string[]): Promise<number> {
  const report = `${repo.around}/times`;
  await program("sh")(["-c", 'report=$1; shift; "$@"; times >"$report"', "sh", report, EXP_BIN, ...words], {
    timeoutMs: 900_000,
  });
  const ofChildren = Deno.readTextFileSync(report).split("\n")[1] ?? "";
  return [...ofChildren.matchAll(/(\d+)m([\d.]+)s/g)].reduce(
    (sum, [, minutes, seconds]) => sum + Number(minutes) * 60 + Number(seconds),
    0,
  );
}

async function statesOf({ exp }: Scenario): Promise<Record<string, number>> {
  const { tasks } = JSON.parse((await exp("queue status --json")).stdout) as { tasks: { state: string }[] };
  const counts: Record<string, number> = {};
  for (const { state } of tasks) counts[state] = (counts[state] ?? 0) + 1;
  return counts;
}

function filesBelow(folder: string): number {
  let count = 0;
  for (const { name, isDirectory } of Deno.readDirSync(folder)) {
    count += isDirectory ? filesBelow(`${folder}/${name}`) : 1;
  }
  return count;
}

/** mulberry32: the same numbers for the same seed. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6D2B79F5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
