/** A project for clusters: one stage whose manners a parameter decides, and which tells when and where it ran. */
import assert from "node:assert/strict";
import { until } from "../support/wait.ts";
import type { Scenario } from "../support/scenario.ts";

/**
 * `mode`: ok, fail, flaky (fails twice), patient (waits for `../go`), hanging (with a child in a session of its own),
 * hungry (eats memory until it is stopped). Each run adds a line `NUMBER NODE` to `../ran` when it begins.
 */
const TRAIN = `n=$(sed -n 's/^n: //p' params.yaml) mode=$(sed -n 's/^mode: //p' params.yaml)
around=$DVC_ROOT/..
echo "$n \${SLURMD_NODENAME:-$(hostname)}" >>"$around/ran"
echo "number $n, devices '$CUDA_VISIBLE_DEVICES'"
case $mode in
  fail) echo "no luck"; exit 3 ;;
  flaky) [ "$(grep -c "^$n " "$around/ran")" -ge 3 ] || exit 4 ;;
  patient) until [ -e "$around/go" ]; do sleep 0.05; done ;;
  hanging)
    setsid sh -c 'echo $$ >"$1"; exec sleep 300' sh "$around/child-$n" &
    echo $$ >"$around/hanging-$n"
    sleep 300 ;;
  hungry) awk 'BEGIN { s = sprintf("%1000000s", ""); while (1) s = s s }' || exit 5 ;;
esac
echo "model $n" >model.txt
echo "{\\"n\\": $n}" >metrics.json
`;

export const CLUSTER_PROJECT: Readonly<Record<string, string>> = {
  "dvc.yaml": `stages:
  train:
    cmd: sh train.sh
    deps: [train.sh]
    params: [n, mode]
    outs: [model.txt]
    metrics:
    - metrics.json:
        cache: false
`,
  "params.yaml": "n: 0\nmode: ok\n",
  ".gitignore": "/model.txt\n",
  "train.sh": TRAIN,
};

/**
 * A stage of ten steps with a checkpoint after each, which hangs after the third one until `go` is there. It adds a line
 * `begins STEP` to `steps`, and `did STEP` once a step's checkpoint is there; both lie around the repository.
 */
export function stepsProject(around: string): Readonly<Record<string, string>> {
  return {
    "dvc.yaml": `stages:
  train:
    cmd: sh steps.sh
    deps: [steps.sh]
    params: [n]
    outs:
    - state.txt: {checkpoint: true}
    metrics:
    - metrics.json: {cache: false}
`,
    "params.yaml": "n: 0\n",
    ".gitignore": "/state.txt\n",
    "steps.sh": `step=$(cat state.txt 2>/dev/null || echo 0)
echo "begins $step" >>"${around}/steps"
while [ "$step" -lt 10 ]; do
  step=$((step + 1))
  echo "$step" >state.txt
  exp checkpoint --metrics step="$step" >/dev/null || exit 7
  echo "did $step" >>"${around}/steps"
  [ "$step" != 3 ] || [ -e "${around}/go" ] || sleep 300
done
`,
  };
}

/** Where each life of a stage of steps has begun, and how far it has come. */
export function livesOf({ repo }: Scenario): { began: number; did: number }[] {
  const lives: { began: number; did: number }[] = [];
  for (const line of repo.has("../steps") ? repo.read("../steps").split("\n").filter(Boolean) : []) {
    const [what, step] = line.split(" ") as [string, string];
    if (what === "begins") lives.push({ began: Number(step), did: Number(step) });
    else lives.at(-1)!.did = Number(step);
  }
  return lives;
}

/**
 * Each life of a stage of steps began where the one before had come to; how far that was, a busy machine decides. A
 * life may have ended between its last checkpoint and the line that tells of it, but not while it hung.
 */
export function assertGoesOn(journey: Scenario): void {
  const lives = livesOf(journey);
  assert.equal(lives[0]?.began, 0);
  for (const [i, { began }] of lives.slice(1).entries()) {
    const { did } = lives[i]!;
    assert.ok(began === did || (began === did + 1 && !(i === 0 && did === 3)), JSON.stringify(lives));
  }
  assert.equal(lives.at(-1)!.did, 10);
}

/** On one machine nobody sees a file late. */
const PATIENCE = Object.fromEntries(
  // Grid Engine writes down how a job has ended a while after it has forgotten the job
  [["slurm", 1], ["sge", 5]].map((
    [name, grace],
  ) => [`.dvc/engines/${name}.yaml`, `extends: ${name}\ngrace: ${grace}\n`]),
);

export async function prepareProject({ repo }: Scenario, project = CLUSTER_PROJECT): Promise<void> {
  repo.write({ ...project, ...PATIENCE });
  await repo.commit("a stage");
}

/** What has begun so far, in order. */
export function begun({ repo }: Scenario): { n: number; node: string }[] {
  if (!repo.has("../ran")) return [];
  return repo.read("../ran").split("\n").filter(Boolean).map((line) => {
    const [n = "", node = ""] = line.split(" ");
    return { n: Number(n), node };
  });
}

export function numbersOf(journey: Scenario): number[] {
  return begun(journey).map(({ n }) => n).sort((a, b) => a - b);
}

export async function untilBegun(journey: Scenario, count: number, limitMs?: number): Promise<void> {
  const isThere = () => begun(journey).length >= count;
  await until(`${count} runs have begun`, isThere, undefined, limitMs);
}

interface ShownTask {
  readonly name: string;
  readonly state: string;
  readonly [fact: string]: unknown;
}

async function statusOf({ exp }: Scenario): Promise<ShownTask[]> {
  return (JSON.parse((await exp("queue status --json")).stdout) as { tasks: ShownTask[] }).tasks;
}

/** Names of tasks by their state in `queue status`. */
export async function namesIn(journey: Scenario, state: string): Promise<string[]> {
  return (await statusOf(journey)).filter((task) => task.state === state).map(({ name }) => name).sort();
}

export async function untilIn(journey: Scenario, state: string, names: readonly string[]): Promise<void> {
  const wanted = JSON.stringify([...names].sort());
  await until(`${wanted} is what is ${state}`, async () => JSON.stringify(await namesIn(journey, state)) === wanted);
}

/** Waits until neither the stage that hangs nor its child lives. */
export async function untilNothingIsLeft({ repo }: Scenario, n: number): Promise<void> {
  const pids = [`../hanging-${n}`, `../child-${n}`].map((file) => repo.read(file).trim());
  await until("nothing of the stage lives", () => !pids.some(isAlive));
}

function isAlive(pid: string): boolean {
  try {
    return !/^State:\s+[ZX]/m.test(Deno.readTextFileSync(`/proc/${pid}/status`));
  } catch {
    return false; // gone
  }
}

export async function untilHanging(journey: Scenario, n: number): Promise<void> {
  await until("the stage hangs", () => isHanging(journey, n));
}

export function isHanging({ repo }: Scenario, n: number): boolean {
  return repo.has(`../hanging-${n}`) && repo.has(`../child-${n}`) && repo.read(`../child-${n}`) !== "";
}

/** Each of the experiments is there once and holds its own number; and nothing else is there. */
export async function assertExperiments({ repo }: Scenario, numbers: Readonly<Record<string, number>>) {
  assert.deepEqual(await repo.experiments(), Object.keys(numbers).sort());
  for (const [name, n] of Object.entries(numbers)) {
    assert.equal(await repo.readOf(name, "metrics.json"), `{"n": ${n}}\n`);
  }
}
