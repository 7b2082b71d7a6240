import assert from "node:assert/strict";
import {
  didHang,
  prepareQueue,
  runsOf,
  STAGE_IS_GONE,
  tasksBy,
  WAIT_FOR,
  withLongEnoughLimit,
} from "../support/queue_project.ts";
import { scenario } from "../support/scenario.ts";

scenario("a stage that hangs is ended after --timeout with what it has started, even if that ignores TERM", async (
  journey,
) => {
  const { exp, sh } = journey;
  await prepareQueue(journey);
  await withLongEnoughLimit(async (limitMs) => {
    const [slow, good] = [`slow-${limitMs}`, `good-${limitMs}`];
    await exp(`run --queue -n ${slow} -S mode=parent -S n=1 --timeout ${limitMs}ms`);
    await exp(`run --queue -n ${good} -S n=3`);

    const { stderr } = await exp("queue drain -j 2", { code: 1 });

    assert.match(stderr, new RegExp(`${slow}: ran longer than ${limitMs / 1000} s`));
    assert.ok((await tasksBy(journey, "success")).includes(good));
    await exp(`logs -f ${slow}`, { code: 124 });
    return didHang(journey);
  });
  await sh(STAGE_IS_GONE);
});

scenario("a stage that says nothing is ended after --idle-timeout", async (journey) => {
  const { exp, sh } = journey;
  await prepareQueue(journey);
  await withLongEnoughLimit(async (limitMs) => {
    await exp(`run --queue -n mute-${limitMs} -S mode=silent -S n=2 --idle-timeout ${limitMs}ms`);

    const { stderr } = await exp("queue drain", { code: 1 });

    assert.match(stderr, new RegExp(`mute-${limitMs}: printed nothing for ${limitMs / 1000} s`));
    return didHang(journey);
  });
  await sh(STAGE_IS_GONE);
});

scenario("retries repeat what fails, after a delay, and keep each try's log", async (journey) => {
  const { repo, exp, sh } = journey;
  await prepareQueue(journey);
  await exp("run --queue -n flaky -S mode=flaky -S n=4 --retries 3");

  await exp("queue drain");

  assert.deepEqual(runsOf(journey), [4, 4, 4]);
  assert.deepEqual(await repo.experiments(), ["flaky"]);
  assert.equal((await sh("ls .dvc/tmp/exp/queue/*/attempt-*.out | wc -l")).stdout.trim(), "2");
});

scenario(
  "two tasks never share a device, and one that needs more than there is stays and is named",
  async (journey) => {
    const { exp } = journey;
    await prepareQueue(journey);
    await exp("run --queue -n g -S mode=gpu -S n=1,2,3,4 --needs gpu=1");
    await exp("run --queue -n huge -S n=9 --needs gpu=8");

    const { stderr } = await exp("queue drain -j 4 --slots gpu=2");

    assert.match(stderr, /need slots .*: huge/);
    assert.deepEqual(await tasksBy(journey, "success"), ["g-1", "g-2", "g-3", "g-4"]);
    assert.deepEqual(await tasksBy(journey, "queued"), ["huge"]);
  },
);

scenario("a task's variables reach its stage, and nothing of Git or of DVC's files", async (journey) => {
  const { exp, sh } = journey;
  await prepareQueue(journey);
  await exp("run --queue -n secret -S n=1 --env TOKEN=hush-hush");

  await exp("queue drain");

  assert.match((await exp("queue logs secret")).stdout, /token 'hush-hush'/);
  await sh("git cat-file --batch-all-objects --batch | grep -q hush-hush", { code: 1 });
  await sh("grep -rq hush-hush .git .dvc/tmp/exps/celery", { code: 1 });
  assert.equal((await sh("stat -c %a .dvc/tmp/exp/queue")).stdout.trim(), "700");
});

scenario("priority, move, hold and release decide the order", async (journey) => {
  const { exp } = journey;
  await prepareQueue(journey);
  await exp("run --queue -n a -S n=1,2,3,4");
  await exp("run --queue -n urgent -S n=5 --priority 9");
  await exp("queue move a-4 --before a-1");
  await exp("queue hold a-2");

  await exp("queue drain");
  assert.deepEqual(runsOf(journey), [5, 4, 1, 3]);

  await exp("queue release a-2");
  await exp("queue drain");
  assert.deepEqual(runsOf(journey), [5, 4, 1, 3, 2]);
});

scenario("a stage that eats all memory costs that experiment only", async (journey) => {
  const { repo, exp } = journey;
  await prepareQueue(journey);
  await exp("run --queue -n hungry -S mode=hungry -S n=1");
  await exp("run --queue -n modest -S n=2,3");

  await exp("queue drain -j 2", { code: 1 });

  assert.deepEqual(await repo.experiments(), ["modest-1", "modest-2"]);
  assert.deepEqual(await tasksBy(journey, "failed"), ["hungry"]);
});

scenario("a log is complete to the last byte, whatever bytes they are, and whoever is killed", async (journey) => {
  const { repo, exp, sh } = journey;
  await prepareQueue(journey);
  repo.write({ "train.sh": `printf 'a\\000\\377\\033[31m no newline'; echo $$ >"$DVC_ROOT/../hanging"; sleep 300\n` });
  await exp("run --queue -n odd -S n=1");

  await sh(`exp queue drain & drain=$!
    ${WAIT_FOR("../hanging")}
    exp logs --raw odd >../log; kill -KILL $drain; wait $drain; exit 0`);

  const bytes = Deno.readFileSync(`${repo.around}/log`);
  const wanted = [...new TextEncoder().encode("a"), 0, 255, 27, ...new TextEncoder().encode("[31m no newline")];
  assert.deepEqual([...bytes.slice(-wanted.length)], wanted);
});
