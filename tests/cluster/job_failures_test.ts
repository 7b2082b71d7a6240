/** What becomes of jobs once an engine has them: each end is a result, a recorded failure, or another run. */
import assert from "node:assert/strict";
import { writeProgram } from "../support/command.ts";
import { runsOf } from "../support/queue_project.ts";
import { until } from "../support/wait.ts";
import { type ClusterJourney, letGo, onFakeCluster, shown, untilRan } from "./fake_cluster.ts";

const HOUR = 3600, DAY = 24 * HOUR;

async function outcome(journey: ClusterJourney): Promise<{ state: string; cause: unknown; attempts: unknown }> {
  const [task] = await shown(journey);
  return { state: task!.state, cause: task!.cause, attempts: task!.attempts };
}

onFakeCluster("accounting that is told late makes nobody believe that a job has failed", async (journey) => {
  const { repo, exp, slurm } = journey;
  slurm.accounting = { lateBySeconds: HOUR };
  await exp("run --queue -n s -S n=1,2,3");

  await exp("queue drain --executor slurm");

  assert.equal(slurm.count("sbatch"), 1);
  assert.deepEqual(runsOf(journey).sort(), [1, 2, 3]);
  assert.equal((await repo.experiments()).length, 3);
});

onFakeCluster("where there is no accounting, it is asked at most once", async (journey) => {
  const { exp, repo, slurm } = journey;
  await exp("run --queue -n s -S mode=patient -S n=1,2");
  const drain = exp("queue drain --executor slurm");
  await untilRan(journey, 2);
  for (const job of slurm.jobs) slurm.controller.crash(job);
  letGo(journey);
  await drain;

  assert.ok(slurm.count("sacct") <= 1);
  assert.deepEqual(await repo.experiments(), ["s-1", "s-2"]);
});

onFakeCluster("the end of a job that was submitted days ago is found in the accounts", async (journey) => {
  const { exp, slurm } = journey;
  slurm.accounting = { lateBySeconds: 0 };
  await exp("run --queue -n s -S mode=patient -S n=1");
  await exp("queue drain --executor slurm --detach");
  await untilRan(journey, 1);

  slurm.controller.advance(2 * DAY);
  slurm.controller.crash(slurm.jobs[0]!, "OUT_OF_MEMORY");
  slurm.controller.advance(2 * DAY);
  await exp("queue sync", { code: "any" });

  assert.match(String((await outcome(journey)).cause), /out of memory.*OUT_OF_MEMORY/);
});

onFakeCluster("the database of accounting may be away for hours", async (journey) => {
  const { exp, repo, slurm } = journey;
  slurm.accounting = "away";
  await exp("run --queue -n s -S mode=patient -S n=1,2");
  const drain = exp("queue drain --executor slurm");
  await untilRan(journey, 2);

  slurm.controller.advance(5 * HOUR);
  letGo(journey);
  await drain;

  assert.deepEqual(runsOf(journey).sort(), [1, 2]);
  assert.deepEqual(await repo.experiments(), ["s-1", "s-2"]);
});

onFakeCluster("a result that comes to light after its job has gone is waited for", async (journey) => {
  const { exp, repo, slurm } = journey;
  repo.write({ ".dvc/engines/slurm.yaml": "extends: slurm\ngrace: 60\n" });
  await exp("run --queue -n s -S mode=patient -S n=1");
  const drain = exp("queue drain --executor slurm");
  await untilRan(journey, 1);

  const job = slurm.jobs[0]!;
  slurm.controller.ended(job, 0, 0, 0); // it goes on: its files are what is late
  slurm.controller.forget(job);
  const before = slurm.count("squeue");
  await until("the engine was asked", () => slurm.count("squeue") > before);
  letGo(journey);
  await drain;

  assert.deepEqual(runsOf(journey), [1]);
  assert.deepEqual(await repo.experiments(), ["s"]);
});

onFakeCluster("a job that was forgotten with its result unwritten is run again", async (journey) => {
  const { exp, repo, slurm } = journey;
  await exp("run --queue -n s -S mode=patient -S n=1");
  await exp("queue drain --executor slurm --detach");
  await untilRan(journey, 1);

  slurm.controller.crash(slurm.jobs[0]!);
  slurm.controller.forget(slurm.jobs[0]!);
  letGo(journey);
  await exp("queue drain --executor slurm");

  assert.deepEqual(runsOf(journey), [1, 1]);
  assert.deepEqual(await repo.experiments(), ["s"]);
});

onFakeCluster("preemption by TERM alone is no failure", async (journey) => {
  const { exp, repo, slurm } = journey;
  await exp("run --queue -n s -S mode=patient -S n=1");
  const drain = exp("queue drain --executor slurm --slurm time=5");
  await untilRan(journey, 1);

  slurm.controller.preempt(slurm.jobs[0]!);
  await until("it waits", () => slurm.jobs[0]!.state === "PENDING");
  assert.deepEqual(await outcome(journey), { state: "submitted", cause: null, attempts: 0 });
  letGo(journey);
  slurm.controller.advance(120);
  await drain;

  assert.deepEqual(runsOf(journey), [1, 1]);
  assert.deepEqual(await repo.experiments(), ["s"]);
});

onFakeCluster("a short time limit is told from preemption, and goes on in another job where that is wanted", async (
  journey,
) => {
  const { exp, repo, slurm } = journey;
  await exp("run --queue -n s -S mode=patient -S n=1");
  const drain = exp("queue drain --executor slurm --slurm time=2 --requeue --warn 20s");
  await untilRan(journey, 1);

  slurm.controller.advance(100);
  await until("it has been given back", () => slurm.jobs[0]!.state === "PENDING");
  const [task] = await shown(journey);
  letGo(journey);
  slurm.controller.advance(120);
  await drain;

  assert.deepEqual([task!.state, task!.attempts, task!.timeouts], ["submitted", 0, 1]);
  assert.deepEqual(runsOf(journey), [1, 1]);
  assert.deepEqual(await repo.experiments(), ["s"]);
});

onFakeCluster("a time limit with TERM and without a warning is a recorded failure", async (journey) => {
  const { exp, slurm } = journey;
  slurm.controller.givesNoWarning = true;
  await exp("run --queue -n s -S mode=patient -S n=1");
  const drain = exp("queue drain --executor slurm --slurm time=2", { code: 1 });
  await untilRan(journey, 1);

  slurm.controller.advance(120);
  const { stderr } = await drain;

  assert.match(stderr, /s: ran into the time limit of its job/);
  assert.match(String((await outcome(journey)).cause), /time limit/);
  assert.equal((await outcome(journey)).state, "failed");
});

onFakeCluster("a time limit whose warning and TERM were of no use is a recorded failure", async (journey) => {
  const { exp, slurm } = journey;
  await exp("run --queue -n s -S mode=patient -S n=1");
  const drain = exp("queue drain --executor slurm --slurm time=2", { code: 1 });
  await untilRan(journey, 1);

  slurm.controller.crash(slurm.jobs[0]!, "TIMEOUT");
  await drain;

  assert.match(String((await outcome(journey)).cause), /time limit/);
});

onFakeCluster("a lost node is no failure of the task; its words are kept", async (journey) => {
  const { exp, repo, slurm } = journey;
  await exp("run --queue -n s -S mode=patient -S n=1,2");
  const drain = exp("queue drain --executor slurm -v");
  await untilRan(journey, 2);

  const [first, second] = slurm.jobs;
  slurm.controller.loseNode(first!.node!, "dead");
  slurm.controller.restoreNode("n1");
  slurm.controller.crash(second!, "NODE_FAIL");
  letGo(journey);
  slurm.controller.advance(120);
  await drain;

  assert.deepEqual(await repo.experiments(), ["s-1", "s-2"]);
  assert.deepEqual(runsOf(journey).sort(), [1, 1, 2, 2]);
  assert.deepEqual((await shown(journey)).map(({ state }) => state), ["success", "success"]);
});

onFakeCluster("what a node that only seemed to be lost still runs is not run a second time beside it", async (
  journey,
) => {
  const { exp, repo, slurm } = journey;
  await exp("run --queue -n s -S mode=patient -S n=1");
  const drain = exp("queue drain --executor slurm");
  await untilRan(journey, 1);

  const job = slurm.jobs[0]!;
  slurm.controller.loseNode(job.node!, "alive");
  slurm.controller.advance(120);
  await until("its second life has ended", () => job.restarts === 1 && job.state === "COMPLETED");
  letGo(journey);
  await drain;

  assert.deepEqual(runsOf(journey), [1]);
  assert.deepEqual(await repo.experiments(), ["s"]);
});

onFakeCluster("a job that ran out of memory is a recorded failure", async (journey) => {
  const { exp, slurm } = journey;
  await exp("run --queue -n s -S mode=patient -S n=1");
  const drain = exp("queue drain --executor slurm", { code: 1 });
  await untilRan(journey, 1);

  slurm.controller.crash(slurm.jobs[0]!, "OUT_OF_MEMORY");
  const { stderr } = await drain;

  assert.match(stderr, /s: its job ran out of memory on n1 \(OUT_OF_MEMORY\)/);
  assert.deepEqual((await outcome(journey)).state, "failed");
});

onFakeCluster("a job that somebody cancels is a recorded failure, running or waiting", async (journey) => {
  const { exp, sh } = journey;
  await exp("run --queue -n s -S mode=patient -S n=1,2,3,4");
  const drain = exp("queue drain --executor slurm", { code: 1 });
  await untilRan(journey, 3);

  await sh("scancel 1_0");
  await untilRan(journey, 4);
  await sh("scancel 1_1 1_2 1_3");
  await drain;

  const tasks = await shown(journey);
  assert.deepEqual(tasks.map(({ state }) => state), ["failed", "failed", "failed", "failed"]);
  for (const { cause } of tasks) assert.match(String(cause), /cancelled/);
});

onFakeCluster("a job that cannot even begin says why", async (journey) => {
  const { exp, repo } = journey;
  writeProgram(`${repo.around}/bin/broken`, "#!/bin/sh\necho 'no such folder on this node' >&2\nexit 9\n");
  await exp("run --queue -n s -S n=1");

  const { stderr } = await exp(`queue drain --executor slurm --exp-path ${repo.around}/bin/broken`, { code: 1 });

  assert.match(stderr, /s: its job ended on n1 before it began \(FAILED.*\): no such folder on this node/);
  assert.deepEqual(runsOf(journey), []);
});

onFakeCluster("a node whose clock is off does not confuse anybody", async (journey) => {
  const { exp, repo } = journey;
  await exp("run --queue -n s -S mode=patient -S n=1,2");
  const drain = exp("queue drain --executor slurm");
  await untilRan(journey, 2);
  const states = Deno.readDirSync(`${repo.root}/.dvc/tmp/exp/queue`);
  const old = new Date(Date.UTC(1999, 0, 1));
  for (const { name, isDirectory } of states) {
    if (isDirectory) Deno.utimeSync(`${repo.root}/.dvc/tmp/exp/queue/${name}/state.json`, old, old);
  }

  letGo(journey);
  await drain;

  assert.deepEqual(await repo.experiments(), ["s-1", "s-2"]);
  assert.deepEqual(runsOf(journey).sort(), [1, 2]);
});
