/** Several heads, local drains and people's verbs, all at once over the same queue. */
import assert from "node:assert/strict";
import { until } from "../support/wait.ts";
import { onCluster } from "./cluster.ts";
import {
  assertExperiments,
  begun,
  namesIn,
  numbersOf,
  prepareProject,
  untilBegun,
  untilHanging,
  untilIn,
  untilNothingIsLeft,
} from "./project.ts";

const range = (count: number) => Array.from({ length: count }, (_, i) => i + 1);

onCluster("two heads and a local drain share the queue: each point runs once", async (journey) => {
  const { exp, sh } = journey;
  await prepareProject(journey);
  await exp("run --queue -n s -S n=range(1,13)");

  await sh("exp queue drain --executor slurm & exp queue drain -j 2 & exp queue drain --executor slurm & wait");

  assert.deepEqual(numbersOf(journey), range(12));
  await assertExperiments(journey, Object.fromEntries(range(12).map((n) => [`s-${n}`, n])));
});

onCluster("a head in the background takes what is queued later, and stops when it is told", async (journey) => {
  const { exp, repo } = journey;
  await prepareProject(journey);
  await exp("run --queue -n a -S mode=patient -S n=1");
  await exp("queue start --executor slurm");
  await untilBegun(journey, 1);

  await exp("run --queue -n b -S mode=patient -S n=2");
  await untilBegun(journey, 2);
  await exp("queue stop");
  repo.write({ "../go": "" });
  await untilIn(journey, "success", ["a", "b"]);

  await assertExperiments(journey, { a: 1, b: 2 });
});

onCluster("run --run-all lists what came of each", async (journey) => {
  const { exp } = journey;
  await prepareProject(journey);
  await exp("run --queue -n a -S n=1");
  await exp("run --queue -n b -S mode=fail -S n=2");

  const { stdout } = await exp("run --run-all --executor slurm", { code: "any" });

  assert.match(stdout, /Ran experiment\(s\): a/);
  assert.deepEqual(await namesIn(journey, "failed"), ["b"]);
});

onCluster("higher priority runs first", async (journey) => {
  const { exp } = journey;
  await prepareProject(journey);
  await exp("run --queue -n a -S n=1");
  await exp("run --queue -n b -S n=2 --priority 5");
  await exp("run --queue -n c -S n=3 --priority 9");

  await exp("queue drain --executor slurm -j 1");

  assert.deepEqual(begun(journey).map(({ n }) => n), [3, 2, 1]);
});

onCluster("what waits in Slurm can be held, released and removed", async (journey) => {
  const { cluster, exp } = journey;
  await prepareProject(journey);
  await exp("run --queue -n s -S n=1,2,3");
  await cluster.ask("scontrol update PartitionName=main State=DOWN");
  await exp("queue drain --executor slurm --detach");
  assert.deepEqual(await namesIn(journey, "submitted"), ["s-1", "s-2", "s-3"]);

  await exp("queue hold s-1");
  await exp("queue remove s-2");
  await cluster.ask("scontrol update PartitionName=main State=UP");
  await exp("queue drain --executor slurm");
  assert.deepEqual(numbersOf(journey), [3]);
  await exp("queue release s-1");
  await exp("queue drain --executor slurm");

  assert.deepEqual(numbersOf(journey), [1, 3]);
  await assertExperiments(journey, { "s-1": 1, "s-3": 3 });
});

onCluster("the log of a task that runs on a node is followed to its end", async (journey) => {
  const { exp, repo } = journey;
  await prepareProject(journey);
  await exp("run --queue -n s -S mode=patient -S n=4");
  const drain = exp("queue drain --executor slurm");
  await untilBegun(journey, 1);

  const follow = exp("logs s -f");
  repo.write({ "../go": "" });

  assert.match((await follow).stdout, /number 4/);
  await drain;
});

onCluster("a checkout on the node's own disk, which the node alone can name", async (journey) => {
  const { exp, repo } = journey;
  await prepareProject(journey);
  repo.write({ "train.sh": "pwd >>$DVC_ROOT/../places; echo 1 >model.txt; echo '{\"n\": 1}' >metrics.json\n" });
  await repo.commit("tells where it is");
  await exp("run --queue -n s -S n=1");

  await exp(["queue", "drain", "--executor", "slurm", "--scratch", `${repo.around}/scratch-$SLURMD_NODENAME`]);

  assert.match(repo.read("../places"), new RegExp(`^${repo.around}/scratch-n\\d/`));
  assert.deepEqual(await repo.experiments(), ["s"]);
  const [place] = [...Deno.readDirSync(repo.around)].filter(({ name }) => name.startsWith("scratch-"));
  assert.deepEqual([...Deno.readDirSync(`${repo.around}/${place?.name}`)], []);
});

onCluster("stop --kill ends what the cluster runs", async (journey) => {
  const { exp } = journey;
  await prepareProject(journey);
  await exp("run --queue -n s -S mode=hanging -S n=1");
  await exp("queue start --executor slurm");
  await untilHanging(journey, 1);

  await exp("queue stop --kill");

  await untilNothingIsLeft(journey, 1);
  await until("it runs no more", async () => (await namesIn(journey, "running")).length === 0);
});
