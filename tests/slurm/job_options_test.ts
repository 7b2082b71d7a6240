/** What is said of a job in its five places is what Slurm hears. */
import assert from "node:assert/strict";
import { type ClusterJourney, onCluster } from "./cluster.ts";

const PIPELINE = `stages:
  get:
    cmd: echo data >data
    params: [n]
    outs: [data]
    meta: {exp: {needs: {gpu: 1}, profile: big}}
  train:
    cmd: sh -c 'echo "$SLURM_CPUS_PER_TASK of $SLURM_JOB_PARTITION" >model'
    deps: [data]
    outs: [model]
    meta:
      slurm: {cpus-per-task: 2, comment: "stage \${n}"}
`;
const ENGINE_FILE = `extends: slurm
options: {partition: low, time: 20, nice: 5}
profiles:
  big: {mem: 3000M, time: 30}
  small: {mem: 900M}
`;

async function prepare({ repo }: ClusterJourney): Promise<void> {
  repo.write({
    "dvc.yaml": PIPELINE,
    "params.yaml": "n: 1\n",
    ".gitignore": "/data\n/model\n",
    ".dvc/engines/slurm.yaml": ENGINE_FILE,
  });
  await repo.commit("a project");
}

/** What the script of a task's job says to Slurm, apart from what every script says. */
async function saidFor({ exp, repo }: ClusterJourney, name: string): Promise<string[]> {
  const { tasks } = JSON.parse((await exp("queue status --json")).stdout);
  const { id } = tasks.find((task: { name: string }) => task.name === name);
  const lines = repo.read(`.dvc/tmp/exp/queue/${id}/job.sh`).split("\n");
  const options = lines.flatMap((line) => line.startsWith("#SBATCH --") ? [line.slice("#SBATCH --".length)] : []);
  return options.filter((option) => !/^(job-name|chdir|output|open-mode|signal|requeue)\b/.test(option)).sort();
}

onCluster("file, profile, stages, task and command line say what a job asks for, later ones win", async (journey) => {
  const { exp, repo } = journey;
  await prepare(journey);

  await exp("run --queue -n plain");
  await exp("run --queue -n own -S n=2 --slurm c=1,nice= --profile small");
  await exp("queue drain --executor slurm --slurm partition=main --slurm wckey=of-all");

  assert.deepEqual(
    await saidFor(journey, "plain"),
    [
      'comment="stage 1"',
      "cpus-per-task=2",
      "gres=gpu:1",
      "mem=3000M",
      "nice=5",
      "partition=main",
      "time=30",
      "wckey=of-all",
    ],
  );
  assert.deepEqual(await saidFor(journey, "own"), [
    'comment="stage 2"',
    "cpus-per-task=1",
    "gres=gpu:1",
    "mem=900M",
    "partition=main",
    "time=20",
    "wckey=of-all",
  ]);
  assert.deepEqual(await repo.experiments(), ["own", "plain"]);
}, { nodes: 1 });

onCluster("what one task asks for in vain fails that task, in words, and the others run", async (journey) => {
  const { exp, repo } = journey;
  await prepare(journey);

  await exp("run --queue -n contradicts --slurm gres=gpu:2");
  await exp("run --queue -n sound");
  const { stderr } = await exp("queue drain --executor slurm --slurm partition=main", { code: 1 });

  assert.match(stderr, /contradicts: gpu=1 is needed, but gres=gpu:2 asks for another number/);
  assert.deepEqual(await repo.experiments(), ["sound"]);
}, { nodes: 1 });

onCluster("a task whose job Slurm refuses waits as before, and the option at fault is named", async (journey) => {
  const { exp } = journey;
  await prepare(journey);
  await exp("run --queue -n one --slurm time=never");

  const { stderr } = await exp("queue drain --executor slurm", { code: 2 });

  assert.match(stderr, /refuses the job because of 'time=never'/);
  const { tasks } = JSON.parse((await exp("queue status --json")).stdout);
  assert.deepEqual(tasks.map(({ state }: { state: string }) => state), ["queued"]);
}, { nodes: 1 });

onCluster("checkouts lie where the node says, and only variables mean something in that", async ({ exp, repo }) => {
  repo.write({
    "dvc.yaml": "stages:\n  where: {cmd: pwd >place, outs: [place: {cache: false}]}\n",
  });
  await repo.commit("a project");
  await exp("run --queue -n one");

  const scratch = `\${NO_SUCH:-${repo.around}}/$SLURM_JOB_NAME/$(id) "x`;
  await exp(["queue", "drain", "--executor", "slurm", "--slurm", "partition=main", "--scratch", scratch]);

  const place = (await repo.readOf("one", "place")).slice(repo.around.length);
  assert.match(place, /^\/exp-repo-[0-9a-f]+\/\$\(id\) "x\/[^/]+\n$/);
}, { nodes: 1 });
