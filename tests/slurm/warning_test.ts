/** What a stage makes of the warning ahead of its job's time limit. */
import assert from "node:assert/strict";
import { until } from "../support/wait.ts";
import { type ClusterJourney, onCluster } from "./cluster.ts";

/** The warning comes as soon as the job begins: the limit is no further away. */
const WARNED = "queue drain --executor slurm --slurm partition=short,time=1 --warn 60s";

async function prepare({ repo }: ClusterJourney, script: string): Promise<void> {
  repo.write({
    "dvc.yaml": "stages:\n  train: {cmd: sh train.sh, deps: [train.sh], outs: [model: {cache: false}]}\n",
    "train.sh": script,
  });
  await repo.commit("a project");
}

onCluster("a stage that knows nothing of warnings goes on, and its result counts", async (journey) => {
  const { exp, repo } = journey;
  await prepare(journey, "sleep 15; echo whole >model\n");
  await exp("run --queue -n deaf");

  await exp(WARNED);

  assert.equal(await repo.readOf("deaf", "model"), "whole\n");
}, { nodes: 1 });

onCluster("a stage that ends at the warning has not come to its end, whatever its exit code", async (journey) => {
  const { exp, repo } = journey;
  await prepare(journey, "trap 'echo half >model; exit 0' USR1\nwhile :; do sleep 0.1; done\n");
  await exp("run --queue -n polite");

  const { stderr } = await exp(WARNED, { code: 1 });

  assert.match(stderr, /polite: ran into the time limit of its job/);
  assert.deepEqual(await repo.experiments(), []);
}, { nodes: 1 });

onCluster("a user who kills a task that has been warned does not wait for what it saves", async (journey) => {
  const { exp, repo } = journey;
  await prepare(journey, "trap 'echo warned >$DVC_ROOT/../warned' USR1\nwhile :; do sleep 0.1; done\n");
  await exp("run --queue -n slow");
  const drain = exp(WARNED, { code: 1 });
  await until("it has been warned", () => repo.has("../warned"));

  await exp("queue kill slow");

  const { tasks } = JSON.parse((await exp("queue status --json")).stdout);
  assert.deepEqual(tasks.map(({ state }: { state: string }) => state), ["killed"]);
  await drain;
}, { nodes: 1 });
