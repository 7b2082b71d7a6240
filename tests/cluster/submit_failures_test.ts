/** What goes wrong between a head and its engine when tasks are given to it: each experiment is run once. */
import assert from "node:assert/strict";
import { runsOf } from "../support/queue_project.ts";
import { until } from "../support/wait.ts";
import { letGo, onFakeCluster, shown, untilEnded, untilRan } from "./fake_cluster.ts";

onFakeCluster("a submission whose answer was lost is found by its name, and not sent again", async (journey) => {
  const { repo, exp, slurm } = journey;
  await exp("run --queue -n s -S n=1,2,3");
  slurm.lostAnswers = 1;

  await exp("queue drain --executor slurm");

  assert.equal(slurm.count("sbatch"), 1);
  assert.deepEqual(await repo.experiments(), ["s-1", "s-2", "s-3"]);
  assert.deepEqual(runsOf(journey).sort(), [1, 2, 3]);
});

onFakeCluster("a submission that timed out and was not taken is sent again, once that is known", async (journey) => {
  const { repo, exp, slurm } = journey;
  await exp("run --queue -n s -S n=1,2");
  slurm.refusals.push("sbatch: error: Batch job submission failed: Socket timed out on send/recv operation");

  await exp("queue drain --executor slurm");

  assert.equal(slurm.count("sbatch"), 2);
  assert.deepEqual(await repo.experiments(), ["s-1", "s-2"]);
  assert.deepEqual(runsOf(journey).sort(), [1, 2]);
});

onFakeCluster("a job that was sent a second time by whatever accident runs nothing a second time", async (journey) => {
  const { repo, exp, sh } = journey;
  await exp("run --queue -n s -S mode=patient -S n=1,2");
  const drain = exp("queue drain --executor slurm");
  await untilRan(journey, 2);

  await sh("sbatch .dvc/tmp/exp/jobs/*/job.sh");
  letGo(journey);
  await drain;
  await until("the copies have ended", () => journey.slurm.jobs.every(({ endedAtMs }) => endedAtMs !== undefined));

  assert.equal(journey.slurm.jobs.length, 4);
  assert.deepEqual(runsOf(journey).sort(), [1, 2]);
  assert.deepEqual(await repo.experiments(), ["s-1", "s-2"]);
});

onFakeCluster("what a site's wrapper prints around the answer does not hide the job's number", async (journey) => {
  const { exp, slurm } = journey;
  await exp("run --queue -n s -S mode=patient -S n=1");
  slurm.chatter = { before: "Welcome to the cluster!\nsbatch: 42 cores free\n", after: "Have fun.\n" };
  slurm.suffix = ";fake";

  await exp("queue drain --executor slurm --detach");
  await untilRan(journey, 1);

  assert.match((await exp("queue status")).stdout, /Running, slurm 1 on n1/);
  await exp("queue kill --force s");
  await until("it has gone", () => slurm.jobs[0]!.state === "CANCELLED");
});

onFakeCluster("a head inside of a job is not led astray by the variables of that job", async (journey) => {
  const { repo, exp, slurm } = journey;
  await exp("run --queue -n s -S n=1");
  const outer = {
    SLURM_JOB_ID: "77",
    SLURM_ARRAY_TASK_ID: "5",
    SLURM_RESTART_COUNT: "3",
    SLURM_MEM_PER_CPU: "1",
    SBATCH_PARTITION: "nowhere",
    SLURM_CONF: "/etc/slurm/slurm.conf",
  };

  await exp("queue drain --executor slurm", { env: outer });

  const names = new Set(slurm.calls.flatMap(({ env }) => Object.keys(env)));
  const passed = [...names].filter((name) => /^(SLURM|SBATCH)_/.test(name) && name !== "SLURM_BITSTR_LEN");
  assert.deepEqual(passed, ["SLURM_CONF"]);
  assert.deepEqual(await repo.experiments(), ["s"]);
});

onFakeCluster("an account that is a number is passed on as it is written", async (journey) => {
  const { exp, repo, slurm } = journey;
  repo.write({
    ".dvc/engines/slurm.yaml": "extends: slurm\ngrace: 1\nprofiles:\n  small:\n    account: 0042\n    qos: 1e3\n",
  });
  await exp("run --queue -n a -S n=1");
  await exp("queue drain --executor slurm --slurm account=007");
  await exp("run --queue -n b -S n=2");
  await exp("queue drain --executor slurm --profile small");

  const asked = slurm.jobs.map(({ submission: { options } }) => [options["account"], options["qos"]]);
  assert.deepEqual(asked, [["007", undefined], ["0042", "1e3"]]);
});

onFakeCluster("nothing is asked for that old versions do not know", async (journey) => {
  const { exp, slurm } = journey;
  await exp("run --queue -n s -S mode=patient -S n=1");
  const drain = exp("queue drain --executor slurm", { code: 1 });
  await untilRan(journey, 1);
  await exp("queue status");
  await exp("queue kill --force s");
  await drain;

  const options = new Set(
    slurm.calls.flatMap(({ program, words }) =>
      words.filter((word) => word.startsWith("-")).map((word) => `${program} ${word.replace(/=.*/, "")}`)
    ),
  );
  const inScripts = ["--job-name", "--chdir", "--output", "--open-mode", "--signal", "--requeue"];
  const known = [
    ...["--parsable", ...inScripts].map((option) => `sbatch ${option}`),
    ...["--name", "-h", "-o", "-t"].map((option) => `squeue ${option}`),
  ];
  assert.deepEqual([...options].filter((option) => !known.includes(option)), []);
});

onFakeCluster("many short tasks may share a job", async (journey) => {
  const { repo, exp, slurm } = journey;
  await exp(["run", "--queue", "-n", "s", "-S", "n=range(1,13)"]);

  await exp("queue drain --executor slurm --pack 5");

  assert.equal(slurm.count("sbatch"), 1);
  assert.equal(slurm.jobs.length, 3);
  assert.equal((await repo.experiments()).length, 12);
  assert.equal(runsOf(journey).length, 12);
});

onFakeCluster("why a job waits for ever is said where tasks are listed", async (journey) => {
  const { exp, slurm } = journey;
  await exp("run --queue -n s -S n=1,2");
  slurm.controller.blockedBy = "AssocMaxJobsLimit";

  await exp("queue drain --executor slurm --detach");

  assert.match((await exp("queue status")).stdout, /s-1 .*AssocMaxJobsLimit\n.*s-2 .*AssocMaxJobsLimit\n/);
  assert.deepEqual(runsOf(journey), []);
});

onFakeCluster("a controller that does not answer is waited for, and nothing is lost meanwhile", async (journey) => {
  const { repo, exp, slurm } = journey;
  await exp("run --queue -n s -S mode=patient -S n=1,2");
  const drain = exp("queue drain --executor slurm");
  await untilRan(journey, 2);

  slurm.isUnreachable = true;
  const before = slurm.count("squeue");
  await until("it was asked in vain", () => slurm.count("squeue") > before);
  slurm.controller.advance(3600);
  letGo(journey);
  await drain;

  assert.deepEqual(await repo.experiments(), ["s-1", "s-2"]);
  assert.deepEqual(runsOf(journey).sort(), [1, 2]);
});

onFakeCluster("what is refused waits as before, and the option at fault is named", async (journey) => {
  const { exp, slurm } = journey;
  await exp("run --queue -n s -S n=1");

  const { stderr } = await exp("queue drain --executor slurm --slurm partition=nope", { code: "any" });

  assert.match(stderr, /partition/);
  assert.deepEqual((await shown(journey)).map(({ state }) => state), ["queued"]);
  assert.deepEqual(slurm.jobs, []);
  await exp("queue drain --executor slurm");
  assert.deepEqual(runsOf(journey), [1]);
});

onFakeCluster("arrays are cut to the size that the controller takes", async (journey) => {
  const { exp, slurm, repo } = journey;
  await exp(["run", "--queue", "-n", "s", "-S", "n=range(1,8)"]);

  await exp("queue drain --executor slurm -j 2");

  const arrays = Object.values(Object.groupBy(slurm.jobs, ({ id }) => id)).map((jobs) => jobs!.length);
  assert.deepEqual(arrays, [3, 3, 1]);
  assert.equal(slurm.jobs[0]!.submission.array?.throttle, 2);
  assert.equal((await repo.experiments()).length, 7);
}, { maxArraySize: 3 });

onFakeCluster("a head may be killed: its jobs end, and whoever comes next finds them done", async (journey) => {
  const { repo, exp, slurm, sh } = journey;
  await exp("run --queue -n s -S mode=patient -S n=1,2");

  await sh(`exp queue drain --executor slurm & head=$!
    until [ "$(cat ../ran 2>/dev/null | wc -l)" = 2 ]; do sleep 0.02; done
    kill -KILL $head; wait $head; [ $? = 137 ]`);
  letGo(journey);
  await untilEnded(journey);

  assert.deepEqual(await repo.experiments(), ["s-1", "s-2"]);
  await exp("queue sync");
  assert.deepEqual((await shown(journey)).map(({ state }) => state), ["success", "success"]);
  assert.equal(slurm.count("sbatch"), 1);
});

onFakeCluster("a head whose terminal goes leaves its jobs alone", async (journey) => {
  const { repo, exp, sh } = journey;
  await exp("run --queue -n s -S mode=patient -S n=1,2");

  await sh(`exp queue drain --executor slurm & head=$!
    until [ "$(cat ../ran 2>/dev/null | wc -l)" = 2 ]; do sleep 0.02; done
    kill -HUP $head; wait $head; [ $? = 129 ]`);
  letGo(journey);
  await untilEnded(journey);

  assert.deepEqual(await repo.experiments(), ["s-1", "s-2"]);
  assert.deepEqual(runsOf(journey).sort(), [1, 2]);
});
