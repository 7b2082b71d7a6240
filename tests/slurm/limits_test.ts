/** Jobs whose time or memory is over. Slurm counts time in minutes. */
import assert from "node:assert/strict";
import { onCluster } from "./cluster.ts";
import {
  assertExperiments,
  assertGoesOn,
  livesOf,
  namesIn,
  numbersOf,
  prepareProject,
  stepsProject,
  untilHanging,
  untilNothingIsLeft,
} from "./project.ts";
import { until } from "../support/wait.ts";

const MINUTES = 60_000;

onCluster("a task whose time is over goes on from its last checkpoint when it may", async (journey) => {
  const { exp, repo } = journey;
  await prepareProject(journey, stepsProject(repo.around));
  await exp("run --queue -n long -S n=1");

  const drain = exp("queue drain --executor slurm --slurm time=1 --requeue --warn 40s", { timeoutMs: 8 * MINUTES });
  await until("its second life begins", () => livesOf(journey).length > 1, drain, 5 * MINUTES);
  repo.write({ "../go": "" });
  await drain;

  assertGoesOn(journey);
  assert.deepEqual(await namesIn(journey, "success"), ["long"]);
  assert.match(await repo.readOf("long", "metrics.json"), /10/);
});

onCluster("a task whose time is over and that may not go on has failed, in these words", async (journey) => {
  const { exp } = journey;
  await prepareProject(journey);
  await exp("run --queue -n s -S mode=hanging -S n=1");

  const drain = exp("queue drain --executor slurm --slurm partition=short --warn 30s", {
    code: 1,
    timeoutMs: 8 * MINUTES,
  });
  await untilHanging(journey, 1);

  assert.match((await drain).stderr, /s: .*time limit/);
  assert.deepEqual(await namesIn(journey, "failed"), ["s"]);
  await untilNothingIsLeft(journey, 1);
});

onCluster("a pack whose first task takes all the time: the others run in another job, and so does that one", async (
  journey,
) => {
  const { exp, repo } = journey;
  await prepareProject(journey);
  await exp("run --queue -n slow -S mode=patient -S n=1 --priority 1");
  await exp("run --queue -n quick -S n=2,3");

  const drain = exp("queue drain --executor slurm --slurm time=1 --requeue --pack 3", { timeoutMs: 8 * MINUTES });
  await until(
    "the slow one begins again",
    () => numbersOf(journey).filter((n) => n === 1).length > 1,
    drain,
    5 * MINUTES,
  );
  repo.write({ "../go": "" });
  await drain;

  await assertExperiments(journey, { "quick-1": 2, "quick-2": 3, slow: 1 });
  assert.deepEqual(numbersOf(journey).filter((n) => n !== 1), [2, 3]);
});

onCluster("a job that eats more memory than it asked for is a recorded failure", async (journey) => {
  const { exp } = journey;
  await prepareProject(journey);
  await exp("run --queue -n hungry -S mode=hungry -S n=1");
  await exp("run --queue -n good -S n=2");

  const drain = await exp("queue drain --executor slurm --slurm mem=600", { code: 1, timeoutMs: 8 * MINUTES });

  assert.match(drain.stderr, /hungry/);
  await assertExperiments(journey, { good: 2 });
  assert.deepEqual(await namesIn(journey, "failed"), ["hungry"]);
});
