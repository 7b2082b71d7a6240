/** How often an engine is asked: its controller has others to answer. */
import assert from "node:assert/strict";
import { letGo, onFakeCluster, shown, untilRan } from "./fake_cluster.ts";

/** When nothing has arrived for so long, as may be on a machine under load, a head asks. */
const QUIET_SECONDS = 2;

onFakeCluster("five hundred points are one submission, one question and one cancellation", async (journey) => {
  const { exp, slurm } = journey;
  slurm.controller.blockedBy = "Priority";
  await exp(["run", "--queue", "-q", "-n", "s", "-S", "n=range(1,501)"]);

  await exp("queue drain --executor slurm --detach");
  const submitted = slurm.calls.map(({ program }) => program);
  const tasks = await shown(journey);
  const listed = slurm.calls.slice(submitted.length).map(({ program }) => program);
  await exp(["queue", "kill", ...tasks.map(({ name }) => name)]);
  const killed = slurm.calls.slice(submitted.length + listed.length).map(({ program }) => program);

  assert.deepEqual(submitted, ["scontrol", "sbatch"]);
  assert.deepEqual(listed, ["squeue"]);
  assert.deepEqual(killed, ["scancel"]);
  assert.equal(slurm.jobs.length, 500);
  assert.deepEqual([...new Set(tasks.map(({ state }) => state))], ["submitted"]);
  assert.deepEqual([...new Set(slurm.jobs.map(({ state }) => state))], ["CANCELLED"]);
});

onFakeCluster("while results arrive, nobody is asked for them", async (journey) => {
  const { exp, repo, slurm } = journey;
  await exp("run --queue -n s -S mode=patient -S n=1,2,3,4,5,6");
  const drain = exp("queue drain --executor slurm");
  await untilRan(journey, 3);
  const before = slurm.count("squeue"), began = performance.now();

  letGo(journey);
  await drain;

  const asked = slurm.count("squeue") - before, seconds = (performance.now() - began) / 1000;
  assert.ok(asked <= 1 + seconds / QUIET_SECONDS, `asked ${asked} times in ${seconds} s`);
  assert.equal((await repo.experiments()).length, 6);
});
