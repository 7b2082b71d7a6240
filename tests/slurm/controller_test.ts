/** The controller is away, or has forgotten: results come in all the same, and nothing runs twice. */
import assert from "node:assert/strict";
import { onCluster } from "./cluster.ts";
import { assertExperiments, namesIn, numbersOf, prepareProject, untilBegun } from "./project.ts";

onCluster("the controller is restarted while jobs wait, run and end", async (journey) => {
  const { cluster, exp, repo } = journey;
  await prepareProject(journey);
  await exp("run --queue -n s -S mode=patient -S n=range(1,5)");
  const drain = exp("queue drain --executor slurm -j 2");
  await untilBegun(journey, 2);

  await cluster.act("restart-controller");
  repo.write({ "../go": "" });
  await drain;

  assert.deepEqual(numbersOf(journey), [1, 2, 3, 4]);
  assert.deepEqual(await namesIn(journey, "success"), ["s-1", "s-2", "s-3", "s-4"]);
});

onCluster("results come in while the controller is away", async (journey) => {
  const { cluster, exp, repo } = journey;
  await prepareProject(journey);
  await exp("run --queue -n s -S mode=patient -S n=1,2");
  const drain = exp("queue drain --executor slurm");
  await untilBegun(journey, 2);

  await cluster.act("stop-controller");
  const while_ = await exp("queue status");
  assert.match(while_.stdout, /s-1/);
  repo.write({ "../go": "" });
  await drain;

  await assertExperiments(journey, { "s-1": 1, "s-2": 2 });
  await cluster.act("start-controller");
});

onCluster("a controller that is away when jobs are sent: whether it took them is found out later", async (journey) => {
  const { cluster, exp } = journey;
  await prepareProject(journey);
  await exp("run --queue -n s -S n=1,2");
  await cluster.act("stop-controller");

  await exp("queue drain --executor slurm --detach");
  assert.deepEqual(await namesIn(journey, "submitted"), ["s-1", "s-2"]);
  await cluster.act("start-controller");
  await exp("queue drain --executor slurm");

  assert.deepEqual(numbersOf(journey), [1, 2]);
  await assertExperiments(journey, { "s-1": 1, "s-2": 2 });
});

onCluster("what ended while nobody looked, and was forgotten by Slurm, has its result", async (journey) => {
  const { cluster, exp } = journey;
  await prepareProject(journey);
  await exp("run --queue -n s -S n=1,2");
  await exp("run --queue -n bad -S mode=fail -S n=3");

  await exp("queue drain --executor slurm --detach");
  await cluster.untilJobs("Slurm has forgotten them", (jobs) => jobs.length === 0);
  assert.deepEqual(await namesIn(journey, "success"), ["s-1", "s-2"]);
  await exp("queue drain --executor slurm", { code: "any" });

  assert.deepEqual(numbersOf(journey), [1, 2, 3]);
  assert.deepEqual(await namesIn(journey, "failed"), ["bad"]);
});

onCluster("a job that was lost while nobody looked, and that Slurm has forgotten, is sent again", async (journey) => {
  const { cluster, exp } = journey;
  await prepareProject(journey);
  await exp("run --queue -n s -S n=1");
  await cluster.ask("scontrol update PartitionName=main State=DOWN");
  await exp("queue drain --executor slurm --detach");

  await cluster.ask("scancel -u root");
  await cluster.untilJobs("Slurm has forgotten it", (jobs) => jobs.length === 0);
  await cluster.ask("scontrol update PartitionName=main State=UP");
  await exp("queue sync");
  assert.match((await exp("queue status")).stdout, /its engine knows of its job no more/);
  await exp("queue drain --executor slurm");

  assert.deepEqual(numbersOf(journey), [1]);
  await assertExperiments(journey, { s: 1 });
});
