/** Nodes die, jobs are preempted and requeued: nothing is lost, and nothing is taken for a failure of its own. */
import assert from "node:assert/strict";
import { onCluster } from "./cluster.ts";
import {
  assertExperiments,
  begun,
  namesIn,
  numbersOf,
  prepareProject,
  untilBegun,
  untilHanging,
  untilNothingIsLeft,
} from "./project.ts";

const isRunning = ({ state }: { state: string }) => state === "RUNNING";

onCluster("a job that is requeued by hand runs again, and that is no failure", async (journey) => {
  const { cluster, exp, repo } = journey;
  await prepareProject(journey);
  await exp("run --queue -n s -S mode=patient -S n=1");
  const drain = exp("queue drain --executor slurm");
  await untilBegun(journey, 1);

  const [job] = await cluster.jobs();
  await cluster.ask(`scontrol requeue ${job?.id}`);
  await untilBegun(journey, 2);
  repo.write({ "../go": "" });
  await drain;

  assert.deepEqual(numbersOf(journey), [1, 1]);
  await assertExperiments(journey, { s: 1 });
});

onCluster("a node loses its power: its task runs elsewhere, and that is no failure of its own", async (journey) => {
  const { cluster, exp, repo } = journey;
  await prepareProject(journey);
  await exp("run --queue -n s -S mode=patient -S n=1");
  const drain = exp("queue drain --executor slurm", { timeoutMs: 600_000 });
  await untilBegun(journey, 1);

  const node = begun(journey)[0]?.node ?? "";
  await cluster.act(`kill-node ${node}`);
  repo.write({ "../go": "" });
  await drain;

  assert.deepEqual(numbersOf(journey), [1, 1]);
  assert.notEqual(begun(journey)[1]?.node, node);
  await assertExperiments(journey, { s: 1 });
});

onCluster("a node is drained: what runs there is finished, what waits goes elsewhere", async (journey) => {
  const { cluster, exp, repo } = journey;
  await prepareProject(journey);
  await exp("run --queue -n s -S mode=patient -S n=range(1,5)");
  const drain = exp("queue drain --executor slurm -j 1");
  await untilBegun(journey, 1);

  const node = begun(journey)[0]?.node ?? "";
  await cluster.ask(`scontrol update NodeName=${node} State=DRAIN Reason=service`);
  repo.write({ "../go": "" });
  await drain;

  assert.deepEqual(numbersOf(journey), [1, 2, 3, 4]);
  assert.deepEqual(begun(journey).slice(1).filter((run) => run.node === node), []);
});

onCluster("a task that is preempted waits and runs again, and nothing outlives its first run", async (journey) => {
  const { cluster, exp, repo } = journey;
  await prepareProject(journey);
  await exp("run --queue -n s -S mode=hanging -S n=1");
  const drain = exp("queue drain --executor slurm --slurm partition=low", { code: "any" });
  await untilHanging(journey, 1);

  await cluster.ask(["sbatch", "-p", "high", "-c", "2", "-o", "/dev/null", "--wrap", "sleep 300"]);
  await cluster.untilJobs("the other one runs", (jobs) => jobs.length === 2 && jobs.filter(isRunning).length === 1);
  await untilNothingIsLeft(journey, 1);
  repo.write({ "../hanging-1": null, "../child-1": null });
  await cluster.ask("scancel -p high");
  await untilHanging(journey, 1);

  assert.deepEqual(numbersOf(journey), [1, 1]);
  assert.deepEqual(await namesIn(journey, "running"), ["s"]);
  await exp("queue kill s");
  await drain;
  await untilNothingIsLeft(journey, 1);
}, { nodes: 1 });

onCluster("a cluster that preempts by cancelling gives the task back all the same", async (journey) => {
  const { cluster, exp, repo } = journey;
  await prepareProject(journey);
  await exp("run --queue -n s -S mode=patient -S n=1");
  const drain = exp("queue drain --executor slurm --slurm partition=low-cancel");
  await untilBegun(journey, 1);

  await cluster.ask(["sbatch", "-p", "high", "-c", "2", "-o", "/dev/null", "--wrap", "true"]);
  await untilBegun(journey, 2);
  repo.write({ "../go": "" });
  await drain;

  await assertExperiments(journey, { s: 1 });
}, { nodes: 1 });

onCluster("a node dies with a pack of tasks: what was done is done, the others go elsewhere", async (journey) => {
  const { cluster, exp, repo } = journey;
  await prepareProject(journey);
  await exp("run --queue -n a -S n=1 --priority 3");
  await exp("run --queue -n b -S n=2 -S mode=patient --priority 2");
  await exp("run --queue -n c -S n=3 --priority 1");
  const drain = exp("queue drain --executor slurm --pack 3", { timeoutMs: 600_000 });
  await untilBegun(journey, 2);

  await cluster.act(`kill-node ${begun(journey)[0]?.node}`);
  repo.write({ "../go": "" });
  await drain;

  assert.deepEqual(numbersOf(journey), [1, 2, 2, 3]);
  await assertExperiments(journey, { a: 1, b: 2, c: 3 });
});

onCluster("a node that does not have the program: a failure on record, in the node's own words", async (journey) => {
  const { exp } = journey;
  await prepareProject(journey);
  await exp("run --queue -n s -S n=1");

  const drain = await exp("queue drain --executor slurm --exp-path /nowhere/exp", { code: 1 });

  assert.match(drain.stderr, /s: its job ended on n\d before it began.*\/nowhere\/exp: not found/);
  assert.deepEqual(await namesIn(journey, "failed"), ["s"]);
});

onCluster(
  "a node that does not see the shared folder: a failure on record; the others' results come in",
  async (journey) => {
    const { cluster, exp, repo } = journey;
    await prepareProject(journey);
    await exp("run --queue -n s -S mode=patient -S n=1,2,3");
    await cluster.act(`blind-node n1 --share ${repo.around}`);

    const drain = exp("queue drain --executor slurm --slurm ntasks-per-node=1,cpus-per-task=2", { code: "any" });
    await untilBegun(journey, 1);
    repo.write({ "../go": "" });
    const { stderr } = await drain;

    assert.match(stderr, /its job ended on n1 before it began/);
    assert.ok(begun(journey).every(({ node }) => node !== "n1"));
    assert.ok((await namesIn(journey, "success")).length > 0);
    await cluster.ask("scontrol update NodeName=n1 State=DRAIN Reason=blind");
    await exp("queue retry --failed");
    await exp("queue drain --executor slurm");
    await assertExperiments(journey, { "s-1": 1, "s-2": 2, "s-3": 3 });
  },
);
