/** Several queues on one Git repository: of its work trees, and of projects in its folders. */
import assert from "node:assert/strict";
import { prepareQueue, QUEUE_PROJECT, runsOf } from "../support/queue_project.ts";
import { type Scenario, scenario } from "../support/scenario.ts";

async function namesIn({ exp }: Scenario, folder: string): Promise<string[]> {
  const { stdout } = await exp(`--cd ${folder} queue status --json`);
  return (JSON.parse(stdout) as { tasks: { name: string }[] }).tasks.map(({ name }) => name).sort();
}

/** Queues two tasks in each, and drains both at once while somebody looks at both. */
async function drainBoth(journey: Scenario, first: string, second: string): Promise<void> {
  const { exp, sh, repo } = journey;
  await exp(`--cd ${first} run --queue -n here -S n=1,2`);
  await exp(`--cd ${second} run --queue -n there -S n=3,4`);

  assert.deepEqual(await namesIn(journey, first), ["here-1", "here-2"]);
  assert.deepEqual(await namesIn(journey, second), ["there-1", "there-2"]);
  await sh(`exp --cd ${first} queue drain & exp --cd ${second} queue drain; code=$?; wait $! && exit $code`);
  assert.deepEqual(await namesIn(journey, first), ["here-1", "here-2"]);
  assert.deepEqual(await namesIn(journey, second), ["there-1", "there-2"]);

  assert.deepEqual(runsOf(journey).sort(), [1, 2, 3, 4]);
  assert.deepEqual((await repo.experiments()).sort(), ["here-1", "here-2", "there-1", "there-2"]);
}

scenario("the work trees of a repository have a queue each, and no task runs twice", async (journey) => {
  await prepareQueue(journey);
  await journey.git("worktree add -q ../second");

  await drainBoth(journey, ".", "../second");
});

scenario("drains of two work trees work on one search, and begin each trial once", async (journey) => {
  const { git, exp, sh, repo } = journey;
  await prepareQueue(journey);
  await git("worktree add -q ../second");
  await exp("search new s -S n=range(1,11) --metric metrics.json:n --sampler grid --trials 10");

  await sh("exp queue drain & exp --cd ../second queue drain; code=$?; wait $! && exit $code");

  assert.deepEqual(runsOf(journey).sort((a, b) => a - b), [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  assert.equal((await repo.experiments()).length, 10);
  assert.match((await exp("--cd ../second search show s")).stdout, /done, 10 of 10 trials \(10 finished\)/);
});

scenario("projects in the folders of a repository have a queue each, and no task runs twice", async (journey) => {
  const { repo, exp } = journey;
  for (const folder of ["a", "b"]) {
    for (const [name, text] of Object.entries(QUEUE_PROJECT)) {
      repo.write({ [`${folder}/${name}`]: text.replaceAll("$DVC_ROOT/../ran", `${repo.around}/ran`) });
    }
    await exp(`--cd ${folder} init --subdir`);
  }
  await repo.commit("two projects");

  await drainBoth(journey, "a", "b");
});

scenario("what a work tree has queued that is gone is run by another one", async (journey) => {
  const { exp, git } = journey;
  await prepareQueue(journey);
  await git("worktree add -q ../second");
  await exp("--cd ../second run --queue -n left -S n=7");
  await exp("run --queue -n own -S n=8");
  assert.deepEqual(await namesIn(journey, "."), ["own"]);

  await git("worktree remove --force ../second");

  assert.deepEqual(await namesIn(journey, "."), ["left", "own"]);
  await exp("queue drain");
  assert.deepEqual(runsOf(journey).sort(), [7, 8]);
});

scenario("two work trees find what a third has left, and none of it runs twice", async (journey) => {
  const { exp, git, sh } = journey;
  await prepareQueue(journey);
  for (const name of ["second", "third"]) await git(`worktree add -q ../${name}`);
  await exp("--cd ../third run --queue -n left -S n=range(1,13)");
  await git("worktree remove --force ../third");

  await sh("exp queue drain & exp --cd ../second queue drain; code=$?; wait $! && exit $code");

  assert.deepEqual(runsOf(journey).sort((a, b) => a - b), Array.from({ length: 12 }, (_, i) => i + 1));
});
