/** A sweep goes to the cluster and comes back. */
import assert from "node:assert/strict";
import { onCluster } from "./cluster.ts";
import { assertExperiments, begun, namesIn, numbersOf, prepareProject, untilBegun, untilIn } from "./project.ts";

const range = (count: number) => Array.from({ length: count }, (_, i) => i + 1);

onCluster("a sweep runs on all nodes as one array, each point once", async (journey) => {
  const { cluster, exp, repo } = journey;
  await prepareProject(journey);
  await exp("run --queue -n s -S mode=patient -S n=range(1,7)");

  const drain = exp("queue drain --executor slurm");
  await untilBegun(journey, 6);
  const jobs = await cluster.jobs();
  repo.write({ "../go": "" });
  await drain;

  assert.equal(new Set(jobs.map(({ id }) => id.split("_")[0])).size, 1);
  assert.deepEqual(new Set(begun(journey).map(({ node }) => node)), new Set(["n1", "n2", "n3"]));
  assert.deepEqual(numbersOf(journey), range(6));
  await assertExperiments(journey, Object.fromEntries(range(6).map((n) => [`s-${n}`, n])));
  assert.deepEqual(await namesIn(journey, "success"), range(6).map((n) => `s-${n}`));
});

onCluster("-j is how many of an array run at once", async (journey) => {
  const { cluster, exp, repo } = journey;
  await prepareProject(journey);
  await exp("run --queue -n s -S mode=patient -S n=range(1,6)");

  const drain = exp("queue drain --executor slurm -j 2");
  await untilBegun(journey, 2);
  await cluster.untilJobs(
    "the others wait for those two",
    (jobs) => jobs.filter(({ reason }) => reason === "JobArrayTaskLimit").length === 3,
  );
  repo.write({ "../go": "" });
  await drain;

  assert.deepEqual(numbersOf(journey), range(5));
});

onCluster("what is larger than the largest array goes as several", async (journey) => {
  const { cluster, exp, repo } = journey;
  await prepareProject(journey);
  await exp("run --queue -n s -S mode=patient -S n=range(1,8)");

  const drain = exp("queue drain --executor slurm");
  await untilBegun(journey, 2);
  await cluster.untilJobs("all of them are there", (jobs) => jobs.length >= 7); // one array after the other
  const arrays = new Map<string, number>();
  for (const { id } of await cluster.jobs()) {
    const array = id.split("_")[0] ?? "";
    arrays.set(array, (arrays.get(array) ?? 0) + 1);
  }
  repo.write({ "../go": "" });
  await drain;

  assert.deepEqual([...arrays.values()].sort(), [1, 3, 3]);
  assert.deepEqual(numbersOf(journey), range(7));
}, { set: { MaxArraySize: 3 } });

onCluster("many short points are packed into one job, and each is a result of its own", async (journey) => {
  const { cluster, exp } = journey;
  await prepareProject(journey);
  await exp("run --queue -n s -S n=range(1,7)");
  await exp("run --queue -n bad -S mode=fail -S n=9 --priority 1");

  await cluster.ask("scontrol update PartitionName=main State=DOWN");
  const drain = exp("queue drain --executor slurm --pack 4", { code: 1 });
  await cluster.untilJobs("the jobs are there", (jobs) => jobs.length > 0);
  const jobs = await cluster.jobs();
  await cluster.ask("scontrol update PartitionName=main State=UP");
  await drain;

  assert.equal(jobs.length, 2);
  await assertExperiments(journey, Object.fromEntries(range(6).map((n) => [`s-${n}`, n])));
  assert.deepEqual(await namesIn(journey, "failed"), ["bad"]);
});

onCluster("a task that fails is tried again as often as it may be; the others are unaffected", async (journey) => {
  const { exp } = journey;
  await prepareProject(journey);
  await exp("run --queue -n flaky -S mode=flaky -S n=1 --retries 2");
  await exp("run --queue -n bad -S mode=fail -S n=2 --retries 1");
  await exp("run --queue -n good -S n=3");

  const drain = await exp("queue drain --executor slurm", { code: 1 });

  assert.match(drain.stderr, /bad: .*exited with 3/);
  await assertExperiments(journey, { flaky: 1, good: 3 });
  assert.deepEqual(numbersOf(journey), [1, 1, 1, 2, 2, 3]);
  assert.match((await exp("queue logs bad")).stdout, /no luck/);
});

onCluster("what a task needs is what its job asks for", async (journey) => {
  const { exp } = journey;
  await prepareProject(journey);
  await exp("run --queue -n one -S n=1 --needs gpu=1");

  await exp("queue drain --executor slurm --slurm mem=200,time=5");

  assert.match((await exp("queue logs one")).stdout, /number 1, devices '0'/);
});

onCluster("why a job waits is told by queue status", async (journey) => {
  const { exp } = journey;
  await prepareProject(journey);
  await exp("run --queue -n s -S n=1 --needs gpu=1");

  await exp("queue start --executor slurm --slurm partition=closed");
  await untilIn(journey, "submitted", ["s"]);

  assert.match((await exp("queue status")).stdout, /PartitionDown/);
  await exp("queue kill s");
});

onCluster("what sbatch refuses is told with the option at fault, and the tasks wait as before", async (journey) => {
  const { cluster, exp } = journey;
  await prepareProject(journey);
  await exp("run --queue -n s -S n=1,2");

  const refused = await exp("queue drain --executor slurm --slurm partition=nowhere", { code: "any" });

  assert.notEqual(refused.code, 0);
  assert.match(refused.stderr, /partition/);
  assert.match(refused.stderr, /nowhere/);
  assert.deepEqual(await namesIn(journey, "queued"), ["s-1", "s-2"]);
  assert.deepEqual(await cluster.jobs(), []);
  await exp("queue drain --executor slurm");
  assert.deepEqual(numbersOf(journey), [1, 2]);
});

onCluster("a head that is a job itself gives nothing of its own job to those that it sends", async (journey) => {
  const { cluster, exp, repo, sh } = journey;
  await prepareProject(journey);
  await exp("run --queue -n s -S n=1,2");

  await sh(`sbatch --wait -c 2 --gres=gpu:1 -o ../head.log --wrap 'exp queue drain --executor slurm'`);

  assert.equal(repo.read("../head.log"), "");
  assert.deepEqual(numbersOf(journey), [1, 2]);
  assert.match((await exp("queue logs s-1")).stdout, /devices ''/);
  await cluster.untilJobs("all is over", (jobs) => jobs.every(({ state }) => state !== "RUNNING"));
});

onCluster("nobody need wait: sync collects what has ended since, once", async (journey) => {
  const { cluster, exp, repo } = journey;
  await prepareProject(journey);
  await exp("run --queue -n s -S mode=patient -S n=1,2");

  await exp("queue drain --executor slurm --detach");
  await exp("queue sync");
  assert.deepEqual(await repo.experiments(), []);
  repo.write({ "../go": "" });
  await cluster.untilJobs("Slurm has forgotten them", (jobs) => jobs.length === 0);
  await exp("queue sync");
  await exp("queue sync");

  await assertExperiments(journey, { "s-1": 1, "s-2": 2 });
  assert.deepEqual(await namesIn(journey, "success"), ["s-1", "s-2"]);
});
