import assert from "node:assert/strict";
import { prepareQueue } from "../support/queue_project.ts";
import { scenario } from "../support/scenario.ts";

for (const folder of ["a\nb", '"quoted', "back\\slash"]) {
  scenario(`a repository in ${JSON.stringify(folder)}: checkouts and the queue work as the workspace does`, async (
    journey,
  ) => {
    const { repo, exp } = journey;
    await prepareQueue(journey);
    await exp("run --temp -n temp -S n=1");
    await exp("run --queue -n queued -S n=2");

    await exp("queue drain");

    assert.deepEqual(await repo.experiments(), ["queued", "temp"]);
  }, { folder });
}

scenario("a cache that no checkout can name is refused when a task is queued, not when it is run", async (journey) => {
  const { exp, repo } = journey;
  await prepareQueue(journey);
  await exp("config --local cache.dir ../cache");
  Deno.mkdirSync(`${repo.around}/x\ny`);
  Deno.symlinkSync(`${repo.around}/x\ny`, `${repo.around}/cache`);

  await exp("run --temp -n fine -S n=1"); // it is named by the link

  repo.write({ ".dvc/config.local": `['cache']\n    dir = '''../../x\ny'''\n` });
  const { stderr } = await exp("run --queue -n q -S n=2", { code: "any" });
  assert.match(stderr, /^error: [^\n]*\n/);
  assert.doesNotMatch(stderr, /internal/);
  assert.match((await exp("queue status")).stdout, /No experiment tasks/);
});
