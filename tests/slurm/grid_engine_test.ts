/** A second engine, which shares nothing with Slurm but the file format that describes it. */
import assert from "node:assert/strict";
import { until } from "../support/wait.ts";
import { onGridEngine } from "./grid_engine.ts";
import {
  assertExperiments,
  assertGoesOn,
  isHanging,
  livesOf,
  namesIn,
  numbersOf,
  prepareProject,
  stepsProject,
  untilBegun,
  untilHanging,
  untilNothingIsLeft,
} from "./project.ts";

const range = (count: number) => Array.from({ length: count }, (_, i) => i + 1);

onGridEngine(
  "a sweep runs as one array, as many at once as -j says, and fails where its points do",
  async (journey) => {
    const { exp, repo, ask } = journey;
    await prepareProject(journey);
    await exp("run --queue -n s -S mode=patient -S n=range(1,5)");
    await exp("run --queue -n bad -S mode=fail -S n=9");

    const drain = exp("queue drain --executor sge -j 2", { code: 1 });
    await untilBegun(journey, 2);
    const jobs = new Set([...(await ask("qstat -g d")).matchAll(/^ *(\d+) /gm)].map(([, id]) => id));
    repo.write({ "../go": "" });
    await drain;

    assert.equal(jobs.size, 1);
    assert.deepEqual(numbersOf(journey), [...range(4), 9]);
    await assertExperiments(journey, Object.fromEntries(range(4).map((n) => [`s-${n}`, n])));
    assert.deepEqual(await namesIn(journey, "failed"), ["bad"]);
  },
);

onGridEngine("what waits and what runs is killed, and nothing outlives it", async (journey) => {
  const { exp, ask } = journey;
  await prepareProject(journey);
  await exp("run --queue -n s -S mode=hanging -S n=1,2");
  // Grid Engine may keep a job that it deletes for a minute, and who waits for it asks ever more seldom
  const drain = exp("queue drain --executor sge -j 1", { code: "any", timeoutMs: 400_000 });
  await untilHanging(journey, 1);

  await exp("queue kill s-2");
  await exp("queue kill s-1");
  await untilNothingIsLeft(journey, 1);
  await drain;

  assert.deepEqual(await namesIn(journey, "killed"), ["s-1", "s-2"]);
  assert.deepEqual(numbersOf(journey), [1]);
  await until("its jobs are over", async () => await ask("qstat") === "");
});

onGridEngine("a job that is started again by hand runs again, and that is no failure", async (journey) => {
  const { exp, repo, ask } = journey;
  await prepareProject(journey);
  await exp("run --queue -n s -S mode=patient -S n=1");
  const drain = exp("queue drain --executor sge");
  await untilBegun(journey, 1);

  const [, id = ""] = /^ *(\d+) /m.exec(await ask("qstat")) ?? [];
  await ask(`qmod -rj ${id}`);
  await untilBegun(journey, 2);
  repo.write({ "../go": "" });
  await drain;

  await assertExperiments(journey, { s: 1 });
});

onGridEngine("what a task needs is asked for; what qsub refuses is told with the option at fault", async (journey) => {
  const { exp } = journey;
  await prepareProject(journey);
  await exp("run --queue -n s -S n=1 --needs gpu=1");

  const refused = await exp("queue drain --executor sge --submit-option q=nowhere.q", { code: "any" });
  assert.notEqual(refused.code, 0);
  assert.match(refused.stderr, /nowhere\.q/);
  assert.deepEqual(await namesIn(journey, "queued"), ["s"]);

  await exp("queue drain --executor sge");
  assert.deepEqual(numbersOf(journey), [1]);
});

onGridEngine(
  "at its soft limit a task stops, and goes on in the same job from its last checkpoint",
  async (journey) => {
    const { exp, repo, sh } = journey;
    await prepareProject(journey, stepsProject(repo.around));
    await exp("run --queue -n long -S n=1 --requeue");

    const drain = exp(["queue", "drain", "--executor", "sge", "--submit-option", 'l="s_rt=8,h_rt=60"']);
    await until("its second life begins", () => livesOf(journey).length > 1, drain);
    repo.write({ "../go": "" });
    await drain;

    assertGoesOn(journey);
    assert.match((await sh("ls .dvc/tmp/exp/jobs")).stdout, /^exp-\S+\n$/);
    assert.match(await repo.readOf("long", "metrics.json"), /10/);
  },
);

onGridEngine("at its hard limit a task has failed, in these words, and nothing outlives it", async (journey) => {
  const { exp } = journey;
  await prepareProject(journey);
  const limits = [5, 20, 80]; // until one is long enough for the stage to begin
  for (const seconds of limits) {
    await exp(`run --queue -n s-${seconds} -S mode=hanging -S n=${seconds}`);

    const drain = await exp(`queue drain --executor sge --submit-option l=h_rt=${seconds}`, { code: 1 });

    assert.match(drain.stderr, new RegExp(`s-${seconds}: .*time limit`));
    if (isHanging(journey, seconds)) return await untilNothingIsLeft(journey, seconds);
  }
  assert.fail(`no stage began within ${limits.at(-1)} s`);
});
