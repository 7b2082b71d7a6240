/** What is killed ends, whoever kills it, and nothing outlives it. */
import assert from "node:assert/strict";
import { until } from "../support/wait.ts";
import { onCluster } from "./cluster.ts";
import { namesIn, numbersOf, prepareProject, untilBegun, untilHanging, untilNothingIsLeft } from "./project.ts";

onCluster("a task that waits in Slurm is killed there; its neighbours in the array run", async (journey) => {
  const { exp, repo } = journey;
  await prepareProject(journey);
  await exp("run --queue -n s -S mode=patient -S n=1,2,3");
  const drain = exp("queue drain --executor slurm -j 1", { code: "any" });
  await untilBegun(journey, 1);

  await exp("queue kill s-2");
  repo.write({ "../go": "" });
  await drain;

  assert.deepEqual(numbersOf(journey), [1, 3]);
  assert.deepEqual(await namesIn(journey, "killed"), ["s-2"]);
  assert.deepEqual(await repo.experiments(), ["s-1", "s-3"]);
});

onCluster("a task that runs is killed with everything that it has started", async (journey) => {
  const { cluster, exp } = journey;
  await prepareProject(journey);
  await exp("run --queue -n s -S mode=hanging -S n=1,2");
  const drain = exp("queue drain --executor slurm", { code: "any" });
  await untilHanging(journey, 1);
  await untilHanging(journey, 2);

  await exp("queue kill s-1");
  await untilNothingIsLeft(journey, 1);
  assert.deepEqual(await namesIn(journey, "running"), ["s-2"]);
  await exp("queue kill s-2");
  await untilNothingIsLeft(journey, 2);

  await drain;
  assert.deepEqual(await namesIn(journey, "killed"), ["s-1", "s-2"]);
  await cluster.untilJobs("its jobs are over", (jobs) => jobs.every(({ state }) => state !== "RUNNING"));
});

onCluster("scancel by hand is a recorded failure, and nothing outlives it either", async (journey) => {
  const { cluster, exp } = journey;
  await prepareProject(journey);
  await exp("run --queue -n s -S mode=hanging -S n=1");
  const drain = exp("queue drain --executor slurm", { code: 1 });
  await untilHanging(journey, 1);

  const [job] = await cluster.jobs();
  await cluster.ask(`scancel ${job?.id}`);

  assert.match((await drain).stderr, /s: .*cancelled/);
  assert.deepEqual(await namesIn(journey, "failed"), ["s"]);
  await untilNothingIsLeft(journey, 1);
});

onCluster("a stopped head leaves its jobs alone; the next one takes them over", async (journey) => {
  const { repo, exp, sh } = journey;
  await prepareProject(journey);
  await exp("run --queue -n s -S mode=patient -S n=1,2");

  await sh(`exp queue drain --executor slurm & head=$!
    until [ "$(grep -c . ../ran)" = 2 ]; do sleep 0.05; done 2>/dev/null
    kill -TERM $head; wait $head; [ $? = 143 ]`);
  assert.deepEqual(await namesIn(journey, "running"), ["s-1", "s-2"]);
  repo.write({ "../go": "" });
  await exp("queue drain --executor slurm");

  assert.deepEqual(numbersOf(journey), [1, 2]);
  assert.deepEqual(await repo.experiments(), ["s-1", "s-2"]);
});

onCluster(
  "what is killed while the controller is away leaves Slurm as soon as somebody can tell it",
  async (journey) => {
    const { cluster, exp } = journey;
    await prepareProject(journey);
    await exp("run --queue -n s -S n=1");
    await exp("queue drain --executor slurm --detach --slurm partition=closed");
    await cluster.act("stop-controller");

    await exp("queue kill s", { code: "any" });
    assert.deepEqual(await namesIn(journey, "killed"), ["s"]);
    await cluster.act("start-controller");
    assert.equal((await cluster.jobs())[0]?.state, "PENDING");
    await exp("queue sync");

    await cluster.untilJobs("it waits no more", (jobs) => jobs.every(({ state }) => state === "CANCELLED"));
  },
);

onCluster("of a pack that waits one task is killed and one is held; the third runs", async (journey) => {
  const { cluster, exp } = journey;
  await prepareProject(journey);
  await exp("run --queue -n s -S n=1,2,3");
  await cluster.ask("scontrol update PartitionName=main State=DOWN");
  await exp("queue drain --executor slurm --detach --pack 3");

  await exp("queue kill s-1");
  await exp("queue hold s-2");
  await cluster.ask("scontrol update PartitionName=main State=UP");
  await exp("queue drain --executor slurm");

  assert.deepEqual(numbersOf(journey), [3]);
  assert.deepEqual(await namesIn(journey, "killed"), ["s-1"]);
});

onCluster("what somebody cancels while no head is alive is settled by the next look", async (journey) => {
  const { cluster, exp } = journey;
  await prepareProject(journey);
  await exp("run --queue -n s -S mode=hanging -S n=1");
  await exp("queue drain --executor slurm --detach");
  await untilHanging(journey, 1);

  const [job] = await cluster.jobs();
  await cluster.ask(`scancel ${job?.id}`);
  await untilNothingIsLeft(journey, 1);
  await cluster.untilJobs("its job is over", (jobs) => jobs.every(({ state }) => !/RUNNING|COMPLETING/.test(state)));

  assert.match((await exp("queue sync", { code: 1 })).stderr, /s: its job was cancelled/);
  assert.deepEqual(await namesIn(journey, "failed"), ["s"]);
});

onCluster("a task that was killed in Slurm's queue runs when it is tried again", async (journey) => {
  const { exp, repo } = journey;
  await prepareProject(journey);
  await exp("run --queue -n s -S n=1 --slurm partition=closed");
  await exp("queue drain --executor slurm --detach");
  await exp("queue kill s");

  await exp("queue retry s");
  await exp("queue drain --executor slurm --slurm partition=main");

  assert.deepEqual(await repo.experiments(), ["s"]);
});

onCluster(
  "queue stop --kill ends what runs and takes back what waits, also where no head is alive",
  async (journey) => {
    const { exp } = journey;
    await prepareProject(journey);
    await exp("run --queue -n s -S mode=hanging -S n=1,2");
    await exp("queue drain --executor slurm --detach -j 1");
    await untilHanging(journey, 1);

    await exp("queue stop --kill");
    await untilNothingIsLeft(journey, 1);

    await until("its end is known", async () => (await namesIn(journey, "killed")).includes("s-1"));
    assert.deepEqual(await namesIn(journey, "queued"), ["s-2"]);
  },
);
