/** The dashboard of tasks that a batch engine has. */
import assert from "node:assert/strict";
import { letGo, onFakeCluster, shown, untilRan } from "./fake_cluster.ts";

onFakeCluster("top shows what an engine has with its words, and kills it there", async (journey) => {
  const { exp, slurm } = journey;
  await exp("run --queue -q -n s -S mode=patient -S n=1,2");
  await exp("queue start --executor slurm -j 1");
  await untilRan(journey, 1);
  await using top = journey.atTerminal("exp top", { columns: 60 });

  await top.shows(/^1 running, 1 waiting, 0 failed, 0 finished/m);
  await top.shows(/RUNNING\n> s-1 .*Running, slurm \S+ on \S+/);
  await top.shows(/WAITING\n {2}1 s-2 +slurm \S+: JobArrayTaskLimit/);
  await top.type("j", "K", "y");
  await top.shows(/FAILED\n.*s-2 +Killed/);
  assert.equal(slurm.jobs.filter(({ state }) => state === "CANCELLED").length, 1);
  letGo(journey);
  await top.shows(/FINISHED.*\n.*s-1 /);
  await top.type("q");
  assert.equal(await top.ended(), 0);
  assert.deepEqual((await shown(journey)).map(({ name, state }) => `${name} ${state}`).sort(), [
    "s-1 success",
    "s-2 killed",
  ]);
}, { needsTerminal: true });
