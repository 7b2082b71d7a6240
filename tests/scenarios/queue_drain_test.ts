import assert from "node:assert/strict";
import {
  prepareQueue,
  runsOf,
  STAGE_IS_GONE,
  tasksBy,
  WAIT_FOR,
  withLongEnoughLimit,
} from "../support/queue_project.ts";
import { pause } from "../support/wait.ts";
import { EXP_BIN, scenario } from "../support/scenario.ts";

const CRON = `env -i PATH=/usr/bin:/bin GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a@b.c GIT_COMMITTER_NAME=a ` +
  `GIT_COMMITTER_EMAIL=a@b.c '${EXP_BIN}'`;

scenario("a cron line drains the queue without a word", async (journey) => {
  const { repo, exp, sh } = journey;
  await prepareQueue(journey);
  await exp("run --queue -n night -S n=1,2,3");

  const first = await sh(`${CRON} queue drain -j 2`);
  const second = await sh(`${CRON} queue drain`);

  assert.equal(first.stdout + first.stderr + second.stdout + second.stderr, "");
  assert.deepEqual(await repo.experiments(), ["night-1", "night-2", "night-3"]);
  assert.deepEqual(runsOf(journey).sort(), [1, 2, 3]);
  await sh(`${CRON} queue drain --exit-code`, { code: 5 });
});

scenario("failures make one block of text and exit code 1; the others are unaffected; retry puts them back", async (
  journey,
) => {
  const { repo, exp } = journey;
  await prepareQueue(journey);
  await exp("run --queue -n bad -S mode=fail -S n=1");
  await exp("run --queue -n good -S n=2");

  const drain = await exp("queue drain", { code: 1 });
  assert.equal(drain.stdout, "");
  assert.match(drain.stderr, /^1 of 2 experiments failed in .*\nbad: .*exited with 3\n/);
  assert.match(drain.stderr, /no luck/);
  assert.deepEqual(await repo.experiments(), ["good"]);
  assert.deepEqual(await tasksBy(journey, "failed"), ["bad"]);
  assert.match((await exp("queue logs bad")).stdout, /no luck\nERROR: .*exited with 3/);

  await exp("queue retry bad");
  assert.deepEqual(await tasksBy(journey, "queued"), ["bad"]);
  await exp("queue drain", { code: 1 });
  assert.deepEqual(runsOf(journey), [1, 2, 1]);
});

scenario("three drains share the queue: each experiment runs once", async (journey) => {
  const { repo, exp, sh } = journey;
  await prepareQueue(journey);
  await exp(["run", "--queue", "-n", "s", "-S", "n=range(1,13)"]);

  await sh("exp queue drain -j 2 & exp queue drain & exp queue drain & wait");

  assert.equal((await repo.experiments()).length, 12);
  assert.deepEqual(runsOf(journey).sort((a, b) => a - b), Array.from({ length: 12 }, (_, i) => i + 1));
});

scenario("an exclusive drain that finds another at work leaves with 0 and takes nothing", async (journey) => {
  const { exp, sh } = journey;
  await prepareQueue(journey);
  await exp("run --queue -n long -S mode=silent -S n=1");

  await sh(`exp queue drain & drain=$!
    ${WAIT_FOR("../hanging")}
    exp run --queue -n next -S n=2 -q
    exp queue drain --exclusive || exit 9
    kill -TERM $drain; wait $drain; [ $? = 143 ]`);

  assert.deepEqual(runsOf(journey), [1]);
  assert.deepEqual(await tasksBy(journey, "queued"), ["long", "next"]);
});

scenario("max-tasks and max-time stop taking new work; what runs is finished", async (journey) => {
  const { repo, exp } = journey;
  await prepareQueue(journey);
  await exp("run --queue -n s -S n=1");
  await exp("run --queue -n p -S mode=patient -S n=2,3");

  await exp("queue drain --max-tasks 1");
  assert.deepEqual(runsOf(journey), [1]);

  await withLongEnoughLimit(async (limitMs) => {
    repo.write({ "../go": null }); // of a limit that was too short
    const drain = exp(`queue drain --max-time ${limitMs}ms`);
    const isOver = drain.then(() => true);
    while (runsOf(journey).length < 2 && !await Promise.race([isOver, pause(20)]));
    await pause(limitMs); // its time is up, whenever it began to count
    repo.write({ "../go": "" });
    await drain;
    return runsOf(journey).length > 1;
  });
  assert.deepEqual(runsOf(journey), [1, 2]);
  await exp("queue drain --max-time 5m");
  assert.deepEqual(runsOf(journey), [1, 2, 3]);
});

scenario("TERM ends the stage and gives the task back; the next drain runs it", async (journey) => {
  const { exp, sh } = journey;
  await prepareQueue(journey);
  await exp("run --queue -n t -S mode=silent -S n=1");

  await sh(`exp queue drain & drain=$!
    ${WAIT_FOR("../hanging")}
    kill -TERM $drain; wait $drain; [ $? = 143 ] && ${STAGE_IS_GONE}`);

  assert.deepEqual(await tasksBy(journey, "queued"), ["t"]);
  assert.equal((await sh("ls -d .dvc/tmp/exps/tmp* 2>/dev/null | wc -l")).stdout.trim(), "0");
});

scenario("kill -9 of the drain: the next one ends the orphaned stage and runs the experiment again, once", async (
  journey,
) => {
  const { repo, exp, sh } = journey;
  await prepareQueue(journey);
  await exp("run --queue -n orphan -S mode=flaky -S n=7 --retries 5");
  await exp("run --queue -n hung -S mode=stubborn -S n=8 --priority 1");

  await sh(`exp queue drain & drain=$!
    ${WAIT_FOR("../hanging")}
    kill -KILL $drain; wait $drain; kill -0 "$(cat ../hanging)"`);
  assert.deepEqual(await tasksBy(journey, "running"), []);
  await sh(STAGE_IS_GONE);

  await exp("queue remove hung");
  await exp("queue drain");
  assert.deepEqual(await repo.experiments(), ["orphan"]);
  assert.deepEqual(runsOf(journey), [8, 7, 7, 7]);
});

scenario("edits after queueing do not reach the experiment; HEAD, index and files stay the user's", async (journey) => {
  const { repo, exp, git } = journey;
  await prepareQueue(journey);
  await exp("run --queue -n snapshot -S n=5");
  repo.write({ "train.sh": "exit 1\n", "notes.txt": "mine\n" });
  await git("add notes.txt");
  const before = (await git("status --porcelain")).stdout;

  await exp("queue drain");

  assert.match(await repo.readOf("snapshot", "metrics.json"), /5/);
  assert.equal((await git("status --porcelain")).stdout, before);
  assert.equal((await git("symbolic-ref HEAD")).stdout, "refs/heads/main\n");
});
