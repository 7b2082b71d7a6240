import assert from "node:assert/strict";
import { prepareQueue, runsOf, STAGE_IS_GONE, tasksBy, WAIT_FOR } from "../support/queue_project.ts";
import { scenario } from "../support/scenario.ts";
import { until } from "../support/wait.ts";

/** Waits in sh until no drain is at work. */
const UNTIL_IDLE = `i=0; until exp queue status | grep -q 'Worker status: 0 active, 0 idle' || [ $((i += 1)) -gt 600 ]
  do sleep 0.1; done`;

scenario(
  "start returns at once, even into a pipe; its worker outlives it, and stop --kill ends both",
  async (journey) => {
    const { exp, sh } = journey;
    await prepareQueue(journey);
    await exp("run --queue -n hang -S mode=silent -S n=1");

    const { stdout } = await sh("exp queue start | cat", { timeoutMs: 120_000 }); // what it has started hangs for longer
    assert.match(stdout, /Started '1' new experiments task queue worker\./);
    await sh(WAIT_FOR("../hanging"));
    assert.deepEqual(await tasksBy(journey, "running"), ["hang"]);
    assert.match((await exp("queue status")).stdout, /Worker status: 1 active, 0 idle/);

    await exp("queue stop --kill");
    await sh(UNTIL_IDLE);
    assert.deepEqual(await tasksBy(journey, "killed"), ["hang"]);
    await sh(STAGE_IS_GONE);
  },
);

scenario("kill ends one task with its whole family; the worker goes on with the next", async (journey) => {
  const { repo, exp, sh } = journey;
  await prepareQueue(journey);
  await exp("run --queue -n victim -S mode=silent -S n=1");
  await exp("run --queue -n next -S n=2");

  await exp("queue start");
  await sh(WAIT_FOR("../hanging"));
  assert.match((await exp("queue kill victim")).stdout, /victim has been killed/);
  await sh(STAGE_IS_GONE);
  await until("the worker has the next", () => runsOf(journey).length === 2);
  await exp("queue stop");
  await sh(UNTIL_IDLE);

  assert.deepEqual(await tasksBy(journey, "killed"), ["victim"]);
  assert.deepEqual(await repo.experiments(), ["next"]);
  assert.deepEqual(runsOf(journey), [1, 2]);
});

scenario("logs -f waits for a queued task, follows it and exits as the task does", async (journey) => {
  const { exp, sh } = journey;
  await prepareQueue(journey);
  await exp("run --queue -n bad -S mode=fail -S n=1");

  const { stdout } = await sh(
    "exp logs -f bad >../followed & follow=$!; exp queue drain 2>/dev/null; wait $follow; echo $?; cat ../followed",
  );

  assert.match(stdout, /^255\n/);
  assert.match(stdout, /no luck\nERROR: /);
});

scenario("run-all runs everything, shows the logs, lists failures apart and exits with 1", async (journey) => {
  const { repo, exp } = journey;
  await prepareQueue(journey);
  await exp("run --queue -n a -S n=1,2");
  await exp("run --queue -n bad -S mode=fail -S n=3");

  const { stdout, stderr } = await exp("run --run-all -j 2", { code: 1 });

  assert.match(stdout, /number 1[^]*number 2/);
  assert.match(stdout, /Ran experiment\(s\): a-1, a-2/);
  assert.match(stderr, /error: bad: .*exited with 3/);
  assert.deepEqual(await repo.experiments(), ["a-1", "a-2"]);
});

scenario("a name that waits is reserved; -f and another name are not refused", async (journey) => {
  const { exp } = journey;
  await prepareQueue(journey);
  await exp("run --queue -n taken -S n=1");

  const { stderr } = await exp("run --queue -n taken -S n=2", { code: "any" });
  assert.match(stderr, /taken/);
  assert.deepEqual(await tasksBy(journey, "queued"), ["taken"]);
});

scenario(
  "tasks are found by name, by id and by the beginning of either; a typing error is helped with",
  async (journey) => {
    const { exp } = journey;
    await prepareQueue(journey);
    await exp("run --queue -n needle -S n=1");
    const { stdout } = await exp("queue status --json");
    const [task] = (JSON.parse(stdout) as { tasks: { id: string; entry: string }[] }).tasks;

    await exp(`queue hold ${task!.entry.slice(0, 7)}`);
    await exp(`queue release ${task!.id.slice(0, 8)}`);
    const { stderr } = await exp("queue hold needel", { code: 2 });
    assert.match(stderr, /did you mean 'needle'/);
  },
);
