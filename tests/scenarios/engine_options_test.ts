/** What is said of jobs on command lines: refused where it can be, before anything is queued or sent. */
import assert from "node:assert/strict";
import { prepareQueue } from "../support/queue_project.ts";
import { type Scenario, scenario } from "../support/scenario.ts";

async function waiting({ exp }: Scenario): Promise<string[]> {
  const { tasks } = JSON.parse((await exp("queue status --json")).stdout);
  return tasks.filter(({ state }: { state: string }) => state === "queued").map(({ name }: { name: string }) => name);
}

scenario(
  "what the job script sets itself is refused when a task is queued, with what to use instead",
  async (journey) => {
    const { exp } = journey;
    await prepareQueue(journey);

    const { stderr } = await exp("run --queue --slurm array=0-3", { code: 2 });

    assert.match(stderr, /'array' is set by the job script itself/);
    assert.match(stderr, /-j says how many run at once/);
    assert.deepEqual(await waiting(journey), []);
  },
);

scenario("a head that asks for what nobody may ask for leaves the tasks as they are", async (journey) => {
  const { exp } = journey;
  await prepareQueue(journey);
  await exp("run --queue -n one");

  for (const verb of ["queue drain", "queue start", "run --run-all"]) {
    for (
      const [words, said] of [
        ["--slurm output=x", /'output' is set by the job script itself/],
        ["--slurm mem=1G,mem-per-cpu=1G", /say the same thing/],
        ["--profile nobody", /'nobody' is no profile of slurm/],
        ["--slurm =x", /needs options such as partition=gpu/],
        ["--slots gpu=1", /--slots/],
      ] as const
    ) {
      const { stderr } = await exp(`${verb} --executor slurm ${words}`, { code: 2 });
      assert.match(stderr, said, `${verb} ${words}`);
    }
    assert.match((await exp(`${verb} --executor slrm`, { code: 2 })).stderr, /did you mean 'slurm'/);
    assert.match((await exp(`${verb} --pack 3`, { code: 2 })).stderr, /--pack goes with --executor/);
  }
  assert.deepEqual(await waiting(journey), ["one"]);
});

scenario(
  "where the engine's program is not there a head says so, and does not go on in the background",
  async (journey) => {
    const { exp, repo } = journey;
    await prepareQueue(journey);
    repo.write({ ".dvc/engines/lab.yaml": "extends: slurm\nprogram: no-such-sbatch\n" });
    await exp("run --queue -n one");

    for (const verb of ["queue drain", "queue start", "run --run-all"]) {
      assert.match((await exp(`${verb} --executor lab`, { code: 2 })).stderr, /no-such-sbatch is not on PATH/, verb);
    }
    assert.deepEqual(await waiting(journey), ["one"]);
  },
);

scenario("an engine that the configuration names is meant when a line says nothing", async (journey) => {
  const { exp } = journey;
  await prepareQueue(journey);
  await exp("config queue.executor nowhere");

  assert.match((await exp("queue drain", { code: 2 })).stderr, /there is no engine 'nowhere'/);
  await exp("run --queue -n here");
  await exp("queue drain --executor local");

  assert.deepEqual(await journey.repo.experiments(), ["here"]);
});

scenario("a drain of this machine runs tasks whatever they ask an engine for", async (journey) => {
  const { exp, repo } = journey;
  await prepareQueue(journey);

  await exp("run --queue -n asks --slurm partition=gpu --profile big --requeue");
  await exp("queue drain");

  assert.deepEqual(await repo.experiments(), ["asks"]);
});

scenario("options of run that would do nothing are refused", async (journey) => {
  const { exp } = journey;
  await prepareQueue(journey);

  for (const words of ["--slurm a=b", "--submit-option a=b", "--profile big", "--requeue"]) {
    assert.match((await exp(`run ${words}`, { code: 2 })).stderr, /goes with --queue or --run-all/, words);
  }
  for (const words of ["--executor slurm", "--pack 2", "--scratch /tmp", "--exp-path /x", "--warn 5s"]) {
    assert.match((await exp(`run --queue ${words}`, { code: 2 })).stderr, /goes with --run-all/, words);
  }
  assert.match((await exp("queue drain --detach", { code: 2 })).stderr, /--detach goes with --executor/);
});

scenario("shells are offered engines, and the profiles that their files have", async ({ repo, exp }) => {
  repo.write({ ".dvc/engines/lab.yaml": "extends: slurm\nprofiles: {big: {mem: 64G}, bright: {gres: gpu}}\n" });
  const offered = async (...words: string[]) =>
    (await exp(["internal", "complete", "--plain", "--", ...words])).stdout.trimEnd().split("\n");

  assert.deepEqual(await offered("queue", "drain", "--executor", "l"), ["local", "lab"]);
  assert.deepEqual(await offered("run", "--profile", "b"), ["big", "bright"]);
});
